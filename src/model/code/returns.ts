import { type FunctionNode, type Node, type SourceCode, getChildren } from './nodes.js';

/** What a statement of the same function can stand in: all others need not be searched for `return`. */
const COMPOUND = new Set<string>([
  'BlockStatement',
  'CatchClause',
  'DoWhileStatement',
  'ForInStatement',
  'ForOfStatement',
  'ForStatement',
  'IfStatement',
  'LabeledStatement',
  'SwitchCase',
  'SwitchStatement',
  'TryStatement',
  'WhileStatement',
  'WithStatement',
]);

/** The expressions that a function returns, those of functions inside it left out. */
export function getReturned(node: FunctionNode, sourceCode: SourceCode): readonly Node[] {
  if (node.generator) return [];
  if (node.body.type !== 'BlockStatement') return [node.body];
  const returned: Node[] = [];
  const stack: Node[] = [node.body];
  for (let current = stack.pop(); current; current = stack.pop()) {
    if (current.type === 'ReturnStatement' && current.argument) returned.push(current.argument);
    else if (COMPOUND.has(current.type)) stack.push(...getChildren(current, sourceCode));
  }
  return returned;
}

/** What tells of the value of a call: the body of an arrow or what the function returns at its end, then its annotation. */
export function getResultNodes({ body, returnType }: FunctionNode): readonly Node[] {
  const returned =
    body.type === 'BlockStatement'
      ? body.body.map((statement) => (statement.type === 'ReturnStatement' ? statement.argument : null))
      : [body];
  return [...returned, returnType?.typeAnnotation].filter((node) => node !== null && node !== undefined);
}
