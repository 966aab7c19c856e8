import type { OtelModel } from '../index.js';
import {
  type FunctionNode,
  type Node,
  getEnclosingFunction,
  getStaticName,
  getStringValue,
  isFunction,
  unwrap,
  wrap,
} from '../code/nodes.js';
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

const MAX_DEPTH = 10;

type ResultUse = 'dropped' | { readonly call: Node } | null;

/** What becomes of what a function returns: dropped, the value of a call, or null where nobody knows. */
export function findResultUse(target: FunctionNode, model: OtelModel, depth = 0): ResultUse {
  const node = wrap(target);
  const call = node.parent;
  if (target.generator || (call?.type !== 'CallExpression' && call?.type !== 'NewExpression')) return null;
  const index = call.arguments.findIndex((argument) => argument === node);
  if (index < 0) return null;
  const placement = findPlacement(call, index, node, model);
  if (placement?.kind === 'parameter' && placement.path.length === 0) {
    return isEachDropped(placement.target.params[placement.index], model, depth) ? 'dropped' : null;
  }
  // `context.with` and `startActiveSpan` return what their callback returns; `context.bind` returns a function.
  if (placement?.kind === 'scope') return isBind(call, model) ? null : { call };
  const callee = unwrap(call.callee);
  const name = callee.type === 'MemberExpression' ? getStaticName(callee) : null;
  const isListener = LISTENING.has(name ?? '') && index === 1 && getStringValue(call.arguments[0]) !== null;
  const isLoop = name === 'forEach' && placement?.kind === 'inline';
  return isListener || isLoop || name === 'finally' || isIgnoring(call.callee, model) ? 'dropped' : null;
}

/** True when a parameter is only ever called, and no call looks at the result. */
function isEachDropped(parameter: Node | undefined, model: OtelModel, depth: number): boolean {
  const variable = parameter?.type === 'Identifier' ? model.bindings.findVariable(parameter) : null;
  const reads = variable ? model.bindings.getReads(variable) : [];
  return (
    reads.length > 0 && depth < MAX_DEPTH && reads.every(({ identifier }) => isCallDropped(identifier, model, depth))
  );
}

function isCallDropped(callee: Node, model: OtelModel, depth: number): boolean {
  const called = wrap(callee).parent;
  if (called?.type !== 'CallExpression' || unwrap(called.callee) !== callee) return false;
  let node = wrap(called);
  for (let parent = node.parent; parent; parent = node.parent) {
    if (parent.type === 'ExpressionStatement') return true;
    if (parent.type === 'AwaitExpression') node = wrap(parent);
    else {
      const target = parent.type === 'ReturnStatement' ? getEnclosingFunction(parent) : parent;
      const use = isFunction(target) ? findResultUse(target, model, depth + 1) : null;
      if (use === null || use === 'dropped') return use === 'dropped';
      node = wrap(use.call);
    }
  }
  return false;
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
