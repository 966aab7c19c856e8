import type { OtelModel } from '../model/index.js';
import { type Node, getChildren, isFunction } from '../model/code/nodes.js';

/** Syntax that, taken by itself, does nothing but give a value. */
const INERT = new Set([
  'ArrayExpression',
  'ArrayPattern',
  'BinaryExpression',
  'ChainExpression',
  'ConditionalExpression',
  'Identifier',
  'Literal',
  'LogicalExpression',
  'MemberExpression',
  'ObjectExpression',
  'ObjectPattern',
  'Property',
  'RestElement',
  'SpreadElement',
  'TemplateElement',
  'TemplateLiteral',
  'ThisExpression',
  'TSAsExpression',
  'TSNonNullExpression',
  'TSSatisfiesExpression',
  'VariableDeclaration',
  'VariableDeclarator',
]);

/** Functions of the API that only make a value out of what they are given. */
const PURE_CALLS = [
  'context.active',
  'propagation.extract',
  'trace.getSpan',
  'trace.getSpanContext',
  'trace.setSpan',
  'trace.setSpanContext',
  'trace.wrapSpanContext',
];

/** True when evaluating the node changes nothing, so that it can change places with other such nodes. */
export function isInert(node: Node, { api, sourceCode }: OtelModel): boolean {
  const stack: Node[] = [node];
  for (let current = stack.pop(); current; current = stack.pop()) {
    if (isFunction(current) || current.type.startsWith('TSType')) continue;
    const isPure = INERT.has(current.type) || api.isCallOf(current, ...PURE_CALLS);
    if (!isPure) return false;
    stack.push(...getChildren(current, sourceCode));
  }
  return true;
}
