import type { OtelModel } from '../index.js';
import { type CallNode, type Node, getStaticName, getStringValue, isFunction, unwrap, wrap } from '../code/nodes.js';
import { findPlacement } from '../dispatch/placements.js';
import { findPromiseChain, type PromiseChain } from '../code/promise-chains.js';

/** What becomes of a function at the place where it is written or named. */
export type ClosureUse =
  /** It runs once, before the call returns; `safeExecuteInTheMiddle` runs both of its functions, whatever the first one throws. */
  | { readonly kind: 'run'; readonly call: CallNode }
  /** It is a reaction to a promise. */
  | { readonly kind: 'reaction'; readonly chain: PromiseChain }
  /** It listens to an event; the receiver is what `on` was first called on. */
  | { readonly kind: 'listener'; readonly call: CallNode; readonly receiver: Node; readonly event: string | null }
  | { readonly kind: 'unknown' };

const UNKNOWN: ClosureUse = { kind: 'unknown' };
/** The methods of emitters that take an event and a listener. */
export const LISTENING = new Set([
  'on',
  'once',
  'addListener',
  'addEventListener',
  'prependListener',
  'prependOnceListener',
]);

/** Where an expression that stands for a function hands it on: a function has paths of its own, so what stands around it. */
export function getHandOver(expression: Node): Node {
  return isFunction(expression) ? (wrap(expression).parent ?? expression) : expression;
}

/** What becomes of a function at an expression that stands for it. */
export function findClosureUse(expression: Node, model: OtelModel): ClosureUse {
  const node = wrap(expression);
  const { parent } = node;
  if (parent?.type === 'MemberExpression' && parent.object === node) {
    const name = getStaticName(parent);
    const call = wrap(parent).parent;
    const isCalled = call?.type === 'CallExpression' && unwrap(call.callee) === parent;
    return isCalled && (name === 'call' || name === 'apply') ? { kind: 'run', call } : UNKNOWN;
  }
  if (parent?.type !== 'CallExpression' && parent?.type !== 'NewExpression') return UNKNOWN;
  if (parent.callee === node) return parent.type === 'CallExpression' ? { kind: 'run', call: parent } : UNKNOWN;
  const index = parent.arguments.findIndex((argument) => argument === node);
  return findArgumentUse(parent, index, node, model);
}

function findArgumentUse(call: CallNode, index: number, node: Node, model: OtelModel): ClosureUse {
  const origin = model.values.findOrigin(call.callee);
  if (call.type === 'NewExpression') {
    const isPromise = origin?.module === 'global' && origin.path === 'Promise' && index === 0;
    return isPromise ? { kind: 'run', call } : UNKNOWN;
  }
  const isSafe = origin?.module === '@opentelemetry/instrumentation' && origin.path === 'safeExecuteInTheMiddle';
  if (isSafe && index < 2) return { kind: 'run', call };
  const name = model.api.findName(call.callee);
  if (name === 'context.bind' || name === 'ContextManager#bind') {
    return index === 1 ? findClosureUse(call, model) : UNKNOWN;
  }
  const callee = unwrap(call.callee);
  const method = callee.type === 'MemberExpression' ? (getStaticName(callee) ?? '') : '';
  const chain = findPromiseChain(call);
  if (chain) return { kind: 'reaction', chain };
  if (LISTENING.has(method) && index === 1) {
    return { kind: 'listener', call, receiver: getReceiver(call), event: getStringValue(call.arguments[0]) };
  }
  return findPlacement(call, index, node, model)?.kind === 'scope' ? { kind: 'run', call } : UNKNOWN;
}

/** `a` of `a.on(...).on(...)`. */
function getReceiver(call: CallNode): Node {
  let node: Node = call;
  for (;;) {
    const callee: Node | null = node.type === 'CallExpression' ? unwrap(node.callee) : null;
    if (callee?.type !== 'MemberExpression' || !LISTENING.has(getStaticName(callee) ?? '')) return node;
    node = unwrap(callee.object);
  }
}
