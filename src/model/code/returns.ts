import { type FunctionNode, type Node, type SourceCode, getChildren, isFunction } from './nodes.js';

/** The expressions that a function returns, those of functions inside it left out. */
export function getReturned(node: FunctionNode, sourceCode: SourceCode): readonly Node[] {
  if (node.generator) return [];
  if (node.body.type !== 'BlockStatement') return [node.body];
  const returned: Node[] = [];
  const stack: Node[] = [node.body];
  for (let current = stack.pop(); current; current = stack.pop()) {
    if (current.type === 'ReturnStatement' && current.argument) returned.push(current.argument);
    if (!isFunction(current)) stack.push(...getChildren(current, sourceCode));
  }
  return returned;
}
