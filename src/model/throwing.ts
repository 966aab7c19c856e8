import { canThrow } from '../flow/index.js';
import { isHarmless } from './harmless.js';
import type { OtelModel } from './index.js';
import { type FunctionNode, type Node, getChildren, getStaticName, isFunction, unwrap, wrap } from './nodes.js';
import { findPromiseChain, getReactionName } from './promise-chains.js';

const MAX_DEPTH = 3;
/** Methods by which code logs, answers, listens, measures and moves values about: they throw on misuse only. */
const SAFE_METHODS = new Set(
  [
    'log info debug warn error trace verbose fatal child',
    'end send json write status writeHead setHeader header headers sendStatus type flush',
    'push pop shift unshift get set has add delete clear keys values entries at append',
    'map filter forEach reduce some every find findIndex flatMap join slice splice concat includes indexOf sort reverse',
    'toString trim split replace replaceAll toLowerCase toUpperCase startsWith endsWith padStart padEnd match test',
    'on once off addListener removeListener removeAllListeners addEventListener removeEventListener unref ref abort',
    'bind then catch finally now getTime toISOString toFixed valueOf record inc increment observe count timing',
  ].flatMap((line) => line.split(' ')),
);
const ACCESSOR = /^(?:get|is|has|to|as|set|add|remove|register|unregister|serialize|build|create|format)(?:[A-Z]|$)/u;
const CONTINUATIONS = new Set(['next', 'done', 'callback', 'cb', 'resolve', 'reject']);
const TIMERS = new Set([
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'clearTimeout',
  'clearInterval',
]);
const PAUSES = /^(?:sleep|delay|wait|pause|setTimeout|setImmediate|nextTick|tick)$/u;

/**
 * True for an event that fails in practice, not just in theory: awaited work, callbacks that are called, functions of
 * this file that throw, calls of other modules. False for logging, answering, collections, accessors and the like, and
 * for a call that returns the promise that a chain of reactions watches.
 */
export function throwsInPractice(event: Node, model: OtelModel, depth = 0): boolean {
  if (!canThrow(event) || isHarmless(event, model)) return false;
  switch (event.type) {
    case 'AwaitExpression':
      return !isSettled(event.argument, model);
    case 'CallExpression':
      return callThrows(event, model, depth);
    case 'NewExpression':
    case 'TaggedTemplateExpression':
    case 'VariableDeclaration':
    case 'YieldExpression':
      return false;
    default:
      return true;
  }
}

/** True for a promise that does not reject: its rejection is caught, or it only waits. */
function isSettled(promise: Node, model: OtelModel): boolean {
  const node = model.values.dereference(promise);
  if (node.type === 'NewExpression') {
    const [executor] = node.arguments;
    return isFunction(executor) && executor.params.length === 1 && !bodyThrows(executor, model, MAX_DEPTH - 1);
  }
  if (node.type !== 'CallExpression') return false;
  const last = getReactionName(node);
  if (last === 'catch')
    return node.arguments.every((argument) => !model.values.findFunction(argument) || !hasThrow(argument, model));
  if (last === 'allSettled') return true;
  const callee = unwrap(node.callee);
  const name =
    callee.type === 'Identifier' ? callee.name : callee.type === 'MemberExpression' ? getStaticName(callee) : null;
  return name !== null && PAUSES.test(name);
}

function hasThrow(node: Node, { sourceCode }: OtelModel): boolean {
  const stack: Node[] = [node];
  for (let current = stack.pop(); current; current = stack.pop()) {
    if (current.type === 'ThrowStatement') return true;
    stack.push(...getChildren(current, sourceCode));
  }
  return false;
}

function callThrows(call: Extract<Node, { type: 'CallExpression' }>, model: OtelModel, depth: number): boolean {
  const outer = wrap(call).parent;
  const isWatched =
    outer?.type === 'MemberExpression' && outer.parent !== undefined && findPromiseChain(outer.parent) !== null;
  // What an awaited call does wrong is the failure of the `await`.
  if (isWatched || outer?.type === 'AwaitExpression') return false;
  const callee = unwrap(call.callee);
  const inner = model.api.findName(call.callee) === null ? model.values.findFunction(call.callee) : null;
  if (inner) return inner.async || inner.generator ? false : bodyThrows(inner, model, depth + 1);
  const callback = call.arguments
    .map((argument) => model.values.findFunction(argument))
    .find((found) => found !== null);
  if (model.api.findName(call.callee) !== null)
    return !callback || (!callback.async && bodyThrows(callback, model, depth + 1));
  if (callee.type === 'MemberExpression') {
    const name = getStaticName(callee);
    return name === null || !(SAFE_METHODS.has(name) || ACCESSOR.test(name));
  }
  if (callee.type !== 'Identifier') return true;
  if (TIMERS.has(callee.name) || ACCESSOR.test(callee.name)) return false;
  return !(CONTINUATIONS.has(callee.name) && outer?.type === 'ExpressionStatement');
}

/** True when a synchronous function of the file shows that it throws: by `throw`, or by a call that does, outside `try`. */
function bodyThrows(target: FunctionNode, model: OtelModel, depth: number): boolean {
  if (depth > MAX_DEPTH) return false;
  const stack: Node[] = [target.body];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.type === 'ThrowStatement' || throwsInPractice(node, model, depth)) return true;
    if (isFunction(node) || (node.type === 'TryStatement' && node.handler)) continue;
    stack.push(...getChildren(node, model.sourceCode));
  }
  return false;
}
