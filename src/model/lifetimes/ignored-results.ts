import type { OtelModel } from '../index.js';
import { type FunctionNode, type Node, getStaticName, getStringValue, unwrap, wrap } from '../code/nodes.js';
import { findPlacement } from '../dispatch/placements.js';
import { LISTENING } from './closure-uses.js';

/**
 * Modules of Node.js, and globals, whose callbacks return to nobody. Source: the type declarations of Node.js, where the
 * callbacks return `void`; `stream` is left out, since its `map` and `pipeline` take what is returned.
 */
const MODULES = new Set([
  ...['child_process', 'crypto', 'dns', 'fs', 'http', 'https', 'net', 'process', 'readline', 'timers', 'zlib'],
]);
const GLOBALS = new Set([
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'requestAnimationFrame', 'requestIdleCallback'],
  'process.nextTick',
]);

/** What becomes of what a function returns: dropped, the value of a call, or null where nobody knows. */
export function findResultUse(target: FunctionNode, model: OtelModel): 'dropped' | { readonly call: Node } | null {
  const node = wrap(target);
  const call = node.parent;
  if (target.generator || (call?.type !== 'CallExpression' && call?.type !== 'NewExpression')) return null;
  const index = call.arguments.findIndex((argument) => argument === node);
  if (index < 0) return null;
  const placement = findPlacement(call, index, node, model);
  // `context.with` and `startActiveSpan` return what their callback returns; `context.bind` returns a function.
  if (placement?.kind === 'scope') return isBind(call, model) ? null : { call };
  const callee = unwrap(call.callee);
  const name = callee.type === 'MemberExpression' ? getStaticName(callee) : null;
  const isListener = LISTENING.has(name ?? '') && index === 1 && getStringValue(call.arguments[0]) !== null;
  const isLoop = name === 'forEach' && placement?.kind === 'inline';
  return isListener || isLoop || name === 'finally' || isIgnoring(call.callee, model) ? 'dropped' : null;
}

function isBind({ callee }: { readonly callee: Node }, { api }: OtelModel): boolean {
  const name = api.findName(callee);
  return name === 'context.bind' || name === 'ContextManager#bind';
}

function isIgnoring(callee: Node, { values }: OtelModel): boolean {
  const origin = values.findOrigin(callee);
  if (origin?.module === 'global') return GLOBALS.has(origin.path) || origin.path === 'Promise';
  return origin !== null && MODULES.has(origin.module);
}
