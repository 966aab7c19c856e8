import { type Node, getEnclosingFunction, getStaticName, isInside, unwrap, wrap } from '../code/nodes.js';
import { walkOutward } from '../dispatch/losses.js';
import { isPut } from '../dispatch/takes.js';
import type { OtelModel } from '../index.js';
import type { ActiveSpan } from '../lifetimes/active-spans.js';
import { isInDisposer } from './after-span.js';
import type { RepeatedWork } from './repeated-work.js';

/** True for a place that the span's extent runs, and not only before the call. */
export function isLater(place: Node, call: Node, extent: Node, model: OtelModel): boolean {
  const isBefore = getEnclosingFunction(place) === getEnclosingFunction(call) && place.range[1] <= call.range[0];
  return !isBefore && isRunWithin(place, extent, model);
}

/** True for a place in a function, or in what it calls. */
export function isRunWithin(place: Node, extent: Node, model: OtelModel): boolean {
  let isWithin = isInside(place, extent);
  if (isWithin) return true;
  walkOutward(place, model, (use) => {
    isWithin ||= isInside(use.call, extent);
    return use.kind === 'inline' && !isWithin;
  });
  return isWithin;
}

/** True for a value that goes into a collection of a field, which what the span covers does not look into. */
export function isPutAway(value: Node, { call }: RepeatedWork, { extent }: ActiveSpan, model: OtelModel): boolean {
  const collection = getPutTarget(wrap(value).parent);
  const name = collection?.type === 'MemberExpression' ? getStaticName(collection) : null;
  const members = name === null ? [] : (model.index.members.get(name) ?? []);
  return (
    members.length > 0 &&
    members.every((member) => {
      const isOwn = isWritten(member) || getPutTarget(wrap(wrap(member).parent ?? member).parent) !== null;
      return isOwn || (!isInDisposer(member) && !isLater(member, call, extent, model));
    })
  );
}

/** `this.timers` of `this.timers.push(...)`. */
function getPutTarget(call: Node | undefined): Node | null {
  const callee = call?.type === 'CallExpression' ? unwrap(call.callee) : null;
  const isPutting = callee?.type === 'MemberExpression' && isPut(getStaticName(callee) ?? '');
  return isPutting ? unwrap(callee.object) : null;
}

/** True for a member that is assigned to. */
export function isWritten(member: Node): boolean {
  return member.parent?.type === 'AssignmentExpression' && member.parent.left === member;
}
