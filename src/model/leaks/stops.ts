import { STOPS, WAITS, undoers } from '../../boundaries/catalogue/long-lived.js';
import type { ActiveSpan } from '../lifetimes/active-spans.js';
import { isAfterSpan, isInDisposer, isReturnedAfter, isReturnedLate } from './after-span.js';
import { findController, findSignal, isController } from './signals.js';
import { isInExecutor } from './rescheduling.js';
import { isLater, isPutAway, isRunWithin, isWritten } from './mentions.js';
import { getMentions } from './sources.js';
import { isFloating } from './floating.js';
import type { OtelModel } from '../index.js';
import {
  type CallNode,
  type Node,
  type Variable,
  getEnclosingFunction,
  getStaticName,
  getStringValue,
  unwrap,
  wrap,
} from '../code/nodes.js';
import type { RepeatedWork } from './repeated-work.js';
import { findCalledFunction } from '../dispatch/placements.js';
import type { TSESTree } from '@typescript-eslint/utils';

/** Events by which a connection says that it has come to its end. */
const ENDS = new Set(['close', 'end', 'exit', 'finish', 'disconnect', 'disconnected']);

/** Methods that change nothing about how long a timer runs. */
const NEUTRAL = new Set(['unref', 'ref', 'hasRef', 'refresh']);

/**
 * True when some work that is set going under a span is put to an end before the span is, or may be: what would end it
 * is used in the span's extent, or has an owner that the file does not show.
 */
export function isStoppedWith(work: RepeatedWork, span: ActiveSpan, model: OtelModel): boolean {
  const { body, call, again, flags, holders, kind } = work;
  if ([call, ...again].some((inner) => isSignalled(inner, span, model))) return true;
  if (isReceiverStopped(call, span, model)) return true;
  if (flags.some((flag) => isChangedWith(flag, work, span, model))) return true;
  if (isUndone(call, span, model)) return true;
  if (kind === 'serves') return isTakenDown([call, ...holders], call, span, model);
  // The promise of what nobody waits for stops nothing.
  const isPromise = kind === 'loops' || (body?.async === true && isFloating(call, model));
  const handles = isPromise ? again : [call, ...again];
  return handles.some((handle) => isHandleStopped(handle, work, span, model));
}

/** True when the call is given a signal, unless only what the span does not cover can abort it. */
function isSignalled(call: CallNode, { extent }: ActiveSpan, model: OtelModel): boolean {
  const signal = findSignal(call, model);
  if (!signal) return false;
  const controller = findController(signal, model);
  return controller === null || isAborted(controller, extent, model);
}

/** True when a controller may abort its signal in what the span covers: it does, or it is given to somebody who may. */
function isAborted(controller: Node, extent: Node, model: OtelModel): boolean {
  return getMentions(controller, model).some((mention) => {
    const { parent } = wrap(mention);
    const isSignal = parent?.type === 'MemberExpression' && getStaticName(parent) === 'signal';
    return !isSignal && !isWritten(mention) && isRunWithin(mention, extent, model);
  });
}

/** True when what handlers are given to is closed by what the span covers, is waited for there, or is given to somebody who may close it. */
function isTakenDown(makers: readonly Node[], call: CallNode, span: ActiveSpan, model: OtelModel): boolean {
  const names = makers.flatMap((maker) => [...getMentions(maker, model), ...getAliases(maker, model)]);
  return names.some((name) => {
    if (!isLater(name, call, span.extent, model)) return false;
    if (isStopped(name) || isAwaitedEnd(name)) return true;
    const { parent } = wrap(name);
    return parent?.type === 'CallExpression' && parent.callee !== wrap(name) && !findCalledFunction(parent, model);
  });
}

/** `const server = serve(app)`, and in the same extent `server.close()`. */
export function isMadeStopped(call: CallNode, span: ActiveSpan, model: OtelModel): boolean {
  return isTakenDown([call], call, span, model);
}

/** `watchFile(path, listener)`, and in the same extent `unwatchFile(path)`. */
function isUndone(call: CallNode, { extent }: ActiveSpan, model: OtelModel): boolean {
  const origin = model.values.findOrigin(call.callee);
  const undoer = origin && undoers[`${origin.module}:${origin.path}`];
  const name = undoer?.split(':')[1];
  return (
    name !== undefined &&
    model.getCallsNamed([name]).some((undoing) => {
      const undone = model.values.findOrigin(undoing.callee);
      return undone && `${undone.module}:${undone.path}` === undoer && isRunWithin(undoing, extent, model);
    })
  );
}

/** The names that a value is assigned to where it is made. */
function getAliases(maker: Node, model: OtelModel): readonly Node[] {
  const { parent } = peel(maker);
  const target =
    parent?.type === 'AssignmentExpression' ? parent.left : parent?.type === 'VariableDeclarator' ? parent.id : null;
  return target ? getMentions(target, model) : [];
}

/** `await new Promise((resolve) => socket.on('close', resolve))` */
function isAwaitedEnd(mention: Node): boolean {
  const object = wrap(mention);
  const member = object.parent;
  if (member?.type !== 'MemberExpression' || member.object !== object || !isInExecutor(member)) return false;
  const call = wrap(member).parent;
  return call?.type === 'CallExpression' && ENDS.has(getStringValue(call.arguments[0]) ?? '');
}

/** `consumer.run(...)`, and in the same extent `consumer.stop()`. */
export function isReceiverStopped(call: CallNode, { extent }: ActiveSpan, model: OtelModel): boolean {
  const callee = unwrap(call.callee);
  if (callee.type !== 'MemberExpression') return false;
  const receiver = unwrap(callee.object);
  return getMentions(receiver, model).some((name) => isStopped(name) && isRunWithin(name, extent, model));
}

/** True when a flag that keeps the work going is written by what the span covers, after the work has begun. */
function isChangedWith(flag: Node, { body, call }: RepeatedWork, { extent }: ActiveSpan, model: OtelModel): boolean {
  // What the work itself writes before it asks for the first time, it begins with.
  const isBeginning = (write: Node): boolean =>
    body !== null && getEnclosingFunction(write) === body && write.range[1] <= flag.range[0];
  if (isController(flag, model)) return isAborted(flag, extent, model);
  if (getMentions(flag, model).some((mention) => isStopped(mention) && isLater(mention, call, extent, model)))
    return true;
  if (flag.type === 'Identifier') {
    const variable = model.bindings.findVariable(flag);
    const writes = variable?.references.filter((reference) => reference.isWrite() && !reference.init) ?? [];
    const isLocal = variable !== null && isLocalTo(variable, call);
    return writes.some(
      ({ identifier }) => !isBeginning(identifier) && (isLocal || isLater(identifier, call, extent, model)),
    );
  }
  return getMentions(flag, model).some(
    (member) => isWritten(member) && !isBeginning(member) && isLater(member, call, extent, model),
  );
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
      return parent.parent.kind.endsWith('using') || isTargetStopped(parent.id, work, span, model);
    case 'PropertyDefinition':
      return isFieldStopped(getStaticName(parent), work, span, model);
    case 'AssignmentExpression':
      return parent.parent.type !== 'ExpressionStatement' || isTargetStopped(parent.left, work, span, model);
    case 'ArrowFunctionExpression':
    case 'ReturnStatement':
      // What a callback of a timer returns goes nowhere, and what the span's own returns comes after its end.
      if (handle !== work.call || isReturnedLate(handle, span)) return false;
      return isResultStopped(handle, work, span, model);
    default:
      return !isPutAway(node, work, span, model);
  }
}

/** What a callback of `context.with` returns is the value of that call. */
function isResultStopped(handle: CallNode, work: RepeatedWork, span: ActiveSpan, model: OtelModel): boolean {
  const around = getEnclosingFunction(handle);
  const [use, ...others] = around && !around.async ? model.callbacks.getUses(around) : [];
  if (!use || others.length > 0 || !model.api.isCallOf(use.call, 'context.with')) return true;
  return isHandleStopped(use.call, { ...work, call: use.call }, span, model);
}

function isTargetStopped(target: Node, work: RepeatedWork, span: ActiveSpan, model: OtelModel): boolean {
  if (target.type !== 'Identifier') {
    return isFieldStopped(target.type === 'MemberExpression' ? getStaticName(target) : null, work, span, model);
  }
  const variable = model.bindings.findVariable(target);
  if (!variable) return true;
  const uses = getMentions(target, model).filter(
    (read) =>
      !isNeutral(read) &&
      !isReturnedAfter(read, span) &&
      !isAfterSpan(read, span, model) &&
      !isPutAway(read, work, span, model),
  );
  const isLocal = isLocalTo(variable, work.call);
  return isLocal ? uses.length > 0 : uses.some((read) => isLater(read, work.call, span.extent, model));
}

function isFieldStopped(name: string | null, { call }: RepeatedWork, span: ActiveSpan, model: OtelModel): boolean {
  const members = name === null ? null : model.index.members.get(name);
  if (name !== null && !members) return false;
  return (
    members?.some(
      (member) =>
        !isWritten(member) && !isNeutral(member) && (isInDisposer(member) || isLater(member, call, span.extent, model)),
    ) ?? true
  );
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
      return parent.object === node && !isEndAskedOf(parent);
    case 'IfStatement':
    case 'UnaryExpression':
    case 'BinaryExpression':
    case 'LogicalExpression':
      return true;
    default:
      return false;
  }
}

/** True for a member that stops some work, or that tells when it ends. */
function isEndAskedOf(member: TSESTree.MemberExpression): boolean {
  const name = getStaticName(member);
  return name === null || STOPS.test(name) || WAITS.test(name);
}

/** `work.stop()`, `server.close()`. */
function isStopped(mention: Node): boolean {
  const node = wrap(mention);
  const { parent } = node;
  const name = parent?.type === 'MemberExpression' && parent.object === node ? getStaticName(parent) : null;
  return name !== null && STOPS.test(name);
}

/** True for a variable of the function that the call stands in: nobody outside can name it. */
function isLocalTo(variable: Variable, call: Node): boolean {
  const { block } = variable.scope.variableScope;
  return block === getEnclosingFunction(call);
}
