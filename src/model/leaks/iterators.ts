import type { TSESTree } from '@typescript-eslint/utils';
import { findLiteralMember } from '../code/members.js';
import { type FunctionNode, type Node, getStaticName, isFunction } from '../code/nodes.js';
import { getReturned } from '../code/returns.js';
import { findCalledFunction } from '../dispatch/placements.js';
import type { OtelModel } from '../index.js';

/** The function that runs when the value of the expression is asked for its values: a generator, or the `next` of an iterator made by hand. */
export function findIterator(node: Node, model: OtelModel): FunctionNode | null {
  if (node.type === 'CallExpression') {
    const target = findCalledFunction(node, model);
    return target?.generator ? target : null;
  }
  const owner = node.type === 'NewExpression' ? model.values.evaluate(node) : null;
  if (owner?.kind === 'object') return findIteratorMethod(owner.node.body.body, model);
  if (node.type !== 'ObjectExpression') return null;
  for (const property of node.properties) {
    if (property.type !== 'Property' || !isIteratorKey(property.key)) continue;
    const target = model.values.findFunction(property.value);
    const found = target && (findNext(target, model) ?? findFunctionOf(node, model));
    if (found) return found;
  }
  return null;
}

function findIteratorMethod(members: readonly TSESTree.ClassElement[], model: OtelModel): FunctionNode | null {
  const methods = members.flatMap((member) => (member.type === 'MethodDefinition' && !member.static ? [member] : []));
  const iterate = methods.find(({ key }) => isIteratorKey(key));
  if (!iterate || !isFunction(iterate.value)) return null;
  const next = methods.find((method) => getStaticName(method) === 'next');
  return findNext(iterate.value, model) ?? (isFunction(next?.value) ? next.value : null);
}

/** What gives the values of the iterator that a method returns, where it is a generator or returns another object. */
function findNext(method: FunctionNode, model: OtelModel): FunctionNode | null {
  if (method.generator) return method;
  for (const returned of getReturned(method, model.sourceCode)) {
    const value = model.values.dereference(returned);
    const found = value.type === 'ObjectExpression' ? findFunctionOf(value, model) : null;
    if (found) return found;
  }
  return null;
}

function findFunctionOf(iterator: TSESTree.ObjectExpression, { values }: OtelModel): FunctionNode | null {
  return values.findFunction(findLiteralMember(iterator, 'next'));
}

/** `Symbol.iterator`, `Symbol.asyncIterator`. */
export function isIteratorKey(key: Node): boolean {
  const name = key.type === 'MemberExpression' ? getStaticName(key) : null;
  return name === 'iterator' || name === 'asyncIterator';
}
