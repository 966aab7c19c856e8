import {
  type Node,
  type Variable,
  getEnclosingFunction,
  getStaticName,
  isInside,
  unwrap,
  wrap,
} from '../code/nodes.js';
import { walkOutward } from '../dispatch/losses.js';
import { isPut } from '../dispatch/collections.js';
import type { OtelModel } from '../index.js';
import type { ActiveSpan } from '../lifetimes/active-spans.js';
import { isInDisposer } from './after-span.js';
import type { RepeatedWork } from './repeated-work.js';

const CLEARS = ['clearInterval', 'clearTimeout'];

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

/** True for a value that goes into a collection which outlives the function, alone or in an object, and which what the span covers does not look into. */
export function isPutAway(value: Node, { call }: RepeatedWork, { extent }: ActiveSpan, model: OtelModel): boolean {
  const collection = getPutTarget(getWhole(value).parent);
  const mentions = collection ? getCollectionMentions(collection, model) : [];
  return (
    mentions.length > 0 &&
    mentions.every((mention) => {
      const isOwn = isWritten(mention) || getPutTarget(wrap(wrap(mention).parent ?? mention).parent) !== null;
      if (isOwn || (isInside(mention, call) && !isStoppedIn(call, model))) return true;
      return !isInDisposer(mention) && !isLater(mention, call, extent, model);
    })
  );
}

/** The object literal that a value is a property of, or the value. */
function getWhole(value: Node): Node {
  const node = wrap(value);
  return node.parent?.type === 'Property' && node.parent.value === node ? wrap(node.parent.parent) : node;
}

/** The places that name a field, or a variable of the file's own scope. */
function getCollectionMentions(collection: Node, { bindings, index }: OtelModel): readonly Node[] {
  if (collection.type === 'MemberExpression') return index.members.get(getStaticName(collection) ?? '') ?? [];
  const variable = collection.type === 'Identifier' ? bindings.findVariable(collection) : null;
  return variable && isOfFile(variable) ? bindings.getReads(variable).map(({ identifier }) => identifier) : [];
}

function isOfFile({ scope, defs }: Variable): boolean {
  const isExported = defs.some(({ parent }) => parent?.parent?.type === 'ExportNamedDeclaration');
  return !isExported && (scope.type === 'module' || scope.type === 'global');
}

/** True for a timer whose callback may stop it. */
function isStoppedIn(call: Node, { index }: OtelModel): boolean {
  return CLEARS.some((name) => index.callsByName.get(name)?.some((stop) => isInside(stop, call)) === true);
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
