import { findDisposals } from './attachments.js';
import type { OtelModel } from '../index.js';
import { isBuiltinComputation, isBuiltinInstance } from '../code/builtin-results.js';
import { isHarmless } from '../code/harmless.js';
import { type CallNode, type Node, getChildren, getStatement, isFunction, unwrap } from '../code/nodes.js';

/** How much code is looked at for one scope: what is longer counts as busy. */
const MAX_NODES = 500;
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
  if (callback) return isIdle([callback.body], [], model);
  const disposals = findDisposals(activation, model);
  const last = disposals.at(-1);
  return last !== undefined && isIdle(getStatementsBetween(activation, last), disposals, model);
}

/** The statements behind that of an `attach` in its block, up to the one that holds the disposal. */
function getStatementsBetween(activation: CallNode, disposal: Node): readonly Node[] {
  const statement = getStatement(activation);
  const { parent } = statement;
  const block = parent?.type === 'BlockStatement' || parent?.type === 'Program' ? parent.body : [];
  return block.filter(({ range }) => range[0] >= statement.range[1] && range[0] <= disposal.range[0]);
}

/** Looks at what code runs, the functions of the file that it calls included; the disposals themselves do no work. */
function isIdle(roots: readonly Node[], disposals: readonly Node[], model: OtelModel): boolean {
  const seen = new Set<Node>(disposals);
  const pending = [...roots];
  for (let step = 0; step < MAX_NODES; step++) {
    const node = pending.pop();
    if (!node) return true;
    if (seen.has(node) || isFunction(node)) continue;
    seen.add(node);
    const target = node.type === 'CallExpression' ? model.values.findFunction(node.callee) : null;
    if (!target && !isIdleNode(node, model)) return false;
    pending.push(...getChildren(node, model.sourceCode), ...(target ? [target.body] : []));
  }
  return false;
}

function isIdleNode(node: Node, model: OtelModel): boolean {
  if (RUNNING.has(node.type) || (node.type === 'ForOfStatement' && node.await)) return false;
  // What is awaited may be no promise, but start its work when it is: the builder of a query.
  if (node.type === 'AwaitExpression') return unwrap(node.argument).type === 'CallExpression';
  if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return true;
  const name = model.api.findName(node.callee);
  if (name !== null) return name.startsWith('Span#');
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
