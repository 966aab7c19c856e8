import { findDisposals } from './attachments.js';
import type { OtelModel } from '../index.js';
import { isBuiltinComputation, isBuiltinInstance } from '../code/builtin-results.js';
import { isHarmless } from '../code/harmless.js';
import { type CallNode, type Node, getEnclosingFunction, getOwnNodes, isFunction, unwrap } from '../code/nodes.js';

const MAX_DEPTH = 5;
/** Syntax that runs code which is not to be seen. */
const RUNNING = new Set<string>(['ImportExpression', 'TaggedTemplateExpression', 'YieldExpression']);

/**
 * True when the file shows that nothing which runs under the context that a call makes active looks at the active
 * context: no span starts there, no other function gets to run. It may as well not be active.
 *
 * @param activation - an `attach` whose token is disposed of in the same function, or a `with`
 */
export function isIdleScope(activation: CallNode, model: OtelModel): boolean {
  const callback = model.values.findFunction(activation.arguments[1]);
  if (callback) return isIdle(callback, model, 0);
  const disposals = findDisposals(activation, model);
  const around = getEnclosingFunction(activation);
  const end = Math.max(...disposals.map(({ range }) => range[1]));
  if (!around || disposals.length === 0) return false;
  const nodes = getOwnNodes(around.body, model.sourceCode);
  return nodes.every((node) => {
    const isUnder = node.range[0] >= activation.range[1] && node.range[1] <= end;
    return !isUnder || disposals.includes(node) || isIdleNode(node, model, 0);
  });
}

function isIdle(target: Node, model: OtelModel, depth: number): boolean {
  if (!isFunction(target) || depth > MAX_DEPTH) return false;
  return [target.body, ...getOwnNodes(target, model.sourceCode)].every((node) => isIdleNode(node, model, depth));
}

function isIdleNode(node: Node, model: OtelModel, depth: number): boolean {
  if (RUNNING.has(node.type) || (node.type === 'ForOfStatement' && node.await)) return false;
  // What is awaited may be no promise, but start its work when it is: the builder of a query.
  if (node.type === 'AwaitExpression') return unwrap(node.argument).type === 'CallExpression';
  if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return true;
  const name = model.api.findName(node.callee);
  if (name !== null) return name.startsWith('Span#');
  const target = model.values.findFunction(node.callee);
  if (target) return isIdle(target, model, depth + 1);
  const hasCallback = node.arguments.some((argument) => isFunction(argument) || model.values.findFunction(argument));
  return !hasCallback && isComputation(node, model);
}

/** A call of JavaScript itself that computes something at once, or of a method of an array that the file has made. */
function isComputation(call: CallNode, model: OtelModel): boolean {
  const { callee } = call;
  if (callee.type === 'MemberExpression' && model.values.dereference(callee.object).type === 'ArrayExpression')
    return true;
  const origin = model.values.findOrigin(callee);
  if (origin?.module === 'global' && (origin.path === 'Promise.resolve' || isHarmless(call, model))) return true;
  return call.type === 'NewExpression' ? isBuiltinInstance(call, model) : isBuiltinComputation(call, model);
}
