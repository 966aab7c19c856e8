import { STOPS } from '../../boundaries/catalogue/long-lived.js';
import type { ActiveSpan } from '../lifetimes/active-spans.js';
import { hasSignal } from './endless.js';
import type { OtelModel } from '../index.js';
import { walkOutward } from '../dispatch/losses.js';
import {
  type CallNode,
  type Node,
  type Variable,
  getEnclosingFunction,
  getStaticName,
  isInside,
  unwrap,
  wrap,
} from '../code/nodes.js';
import type { RepeatedWork } from './repeated-work.js';

/** Methods that change nothing about how long a timer runs. */
const NEUTRAL = new Set(['unref', 'ref', 'hasRef', 'refresh']);

/**
 * True when some work that is set going under a span is put to an end before the span is, or may be: what would end it
 * is used in the span's extent, or has an owner that the file does not show.
 */
export function isStoppedWith(work: RepeatedWork, span: ActiveSpan, model: OtelModel): boolean {
  const { call, again, flags, kind } = work;
  if (hasSignal(call, model) || again.some((inner) => hasSignal(inner, model))) return true;
  if (isReceiverStopped(call, span, model)) return true;
  if (flags.some((flag) => isChangedWith(flag, work, span, model))) return true;
  const handles = kind === 'loops' ? [] : [call, ...again];
  return handles.some((handle) => isHandleStopped(handle, work, span, model));
}

/** `consumer.run(...)`, and in the same extent `consumer.stop()`. */
export function isReceiverStopped(call: CallNode, { extent }: ActiveSpan, model: OtelModel): boolean {
  const callee = unwrap(call.callee);
  if (callee.type !== 'MemberExpression') return false;
  const receiver = unwrap(callee.object);
  const names = receiver.type === 'Identifier' ? getReads(receiver, model) : getMembers(receiver, model);
  return names.some((name) => isStopped(name) && isRunWithin(name, extent, model));
}

/** True when a flag that keeps the work going is written by what the span covers, after the work has begun. */
function isChangedWith(flag: Node, { call }: RepeatedWork, { extent }: ActiveSpan, model: OtelModel): boolean {
  if (flag.type === 'Identifier') {
    const variable = model.bindings.findVariable(flag);
    const writes = variable?.references.filter((reference) => reference.isWrite() && !reference.init) ?? [];
    const isLocal = variable !== null && isLocalTo(variable, call);
    return writes.some(({ identifier }) => isLocal || isLater(identifier, call, extent, model));
  }
  return getMembers(flag, model).some((member) => isWritten(member) && isLater(member, call, extent, model));
}

/** Whether the value of the call is used to stop the work, or given to somebody who may. */
function isHandleStopped(handle: CallNode, work: RepeatedWork, span: ActiveSpan, model: OtelModel): boolean {
  const node = peel(handle);
  const { parent } = node;
  switch (parent?.type) {
    case 'ExpressionStatement':
      return false;
    case 'UnaryExpression':
      return parent.operator !== 'void';
    case 'VariableDeclarator':
      return isTargetStopped(parent.id, work, span, model);
    case 'AssignmentExpression':
      return parent.parent.type !== 'ExpressionStatement' || isTargetStopped(parent.left, work, span, model);
    case 'ArrowFunctionExpression':
    case 'ReturnStatement':
      // What a callback of a timer returns goes nowhere.
      return handle === work.call;
    default:
      return true;
  }
}

function isTargetStopped(target: Node, { call }: RepeatedWork, { extent }: ActiveSpan, model: OtelModel): boolean {
  if (target.type === 'Identifier') {
    const variable = model.bindings.findVariable(target);
    if (!variable) return true;
    const uses = getReads(target, model).filter((read) => !isNeutral(read));
    return isLocalTo(variable, call) ? uses.length > 0 : uses.some((read) => isLater(read, call, extent, model));
  }
  const members = getMembers(target, model);
  if (members.length === 0) return true;
  return members.some((member) => !isWritten(member) && !isNeutral(member) && isLater(member, call, extent, model));
}

/** `await setInterval(...).unref()` without what adds nothing to the value. */
function peel(call: Node): Node {
  let node = wrap(call);
  for (;;) {
    const { parent } = node;
    const isMethod = parent?.type === 'MemberExpression' && parent.object === node;
    const callee = isMethod && NEUTRAL.has(getStaticName(parent) ?? '') ? wrap(parent) : null;
    if (callee?.parent?.type === 'CallExpression') node = wrap(callee.parent);
    else if (parent?.type === 'AwaitExpression') node = wrap(parent);
    else return node;
  }
}

/** True for a mention that neither stops the work nor gives it away: a test, `timer.unref()`, an assignment to it. */
function isNeutral(mention: Node): boolean {
  const node = wrap(mention);
  const { parent } = node;
  switch (parent?.type) {
    case 'MemberExpression':
      return parent.object === node && NEUTRAL.has(getStaticName(parent) ?? '');
    case 'IfStatement':
    case 'UnaryExpression':
    case 'BinaryExpression':
    case 'LogicalExpression':
      return true;
    default:
      return false;
  }
}

/** `work.stop()`, `server.close()`. */
function isStopped(mention: Node): boolean {
  const node = wrap(mention);
  const { parent } = node;
  const name = parent?.type === 'MemberExpression' && parent.object === node ? getStaticName(parent) : null;
  return name !== null && STOPS.test(name);
}

/** True for a place that the span's extent runs, and not only before the call. */
function isLater(place: Node, call: Node, extent: Node, model: OtelModel): boolean {
  const isBefore = getEnclosingFunction(place) === getEnclosingFunction(call) && place.range[1] <= call.range[0];
  return !isBefore && isRunWithin(place, extent, model);
}

/** True for a place in a function, or in what it calls. */
function isRunWithin(place: Node, extent: Node, model: OtelModel): boolean {
  let isWithin = isInside(place, extent);
  if (isWithin) return true;
  walkOutward(place, model, (use) => {
    isWithin ||= isInside(use.call, extent);
    return use.kind === 'inline' && !isWithin;
  });
  return isWithin;
}

/** True for a variable of the function that the call stands in: nobody outside can name it. */
function isLocalTo(variable: Variable, call: Node): boolean {
  const { block } = variable.scope.variableScope;
  return block === getEnclosingFunction(call);
}

function getReads(identifier: Node, { bindings }: OtelModel): readonly Node[] {
  const variable = identifier.type === 'Identifier' ? bindings.findVariable(identifier) : null;
  return variable ? bindings.getReads(variable).map((reference) => reference.identifier) : [];
}

/** Every place that names a property of the same name. */
function getMembers(node: Node, { index }: OtelModel): readonly Node[] {
  const name = node.type === 'MemberExpression' ? getStaticName(node) : null;
  return name === null ? [] : (index.members.get(name) ?? []);
}

function isWritten(member: Node): boolean {
  return member.parent?.type === 'AssignmentExpression' && member.parent.left === member;
}
