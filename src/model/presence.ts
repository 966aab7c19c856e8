import { type Node, wrap } from './code/nodes.js';

/** Branches that depend on whether a variable holds something. */
export interface PresenceBranches {
  /** Entered for certain while it does. */
  readonly taken: readonly Node[];
  /** Entered only while it does not. */
  readonly never: readonly Node[];
}

/**
 * The branches that a test of a value for being there decides: `if (span)`, `if (!span)`, `span != null && ...`.
 * Null when the expression is not tested for that.
 */
export function findPresenceBranches(expression: Node): PresenceBranches | null {
  let test = wrap(expression);
  let isPositive = true;
  if (test.parent?.type === 'BinaryExpression') {
    const comparison = test.parent;
    const other = comparison.left === test ? comparison.right : comparison.left;
    if (!isNothing(other)) return null;
    isPositive = comparison.operator.startsWith('!');
    test = wrap(comparison);
  }
  for (; test.parent?.type === 'UnaryExpression' && test.parent.operator === '!'; test = wrap(test.parent)) {
    isPositive = !isPositive;
  }
  return findBranches(test, isPositive);
}

function findBranches(test: Node, isPositive: boolean): PresenceBranches | null {
  const { parent } = test;
  let whenTrue: Node[] = [];
  let whenFalse: Node[] = [];
  if (parent?.type === 'IfStatement' || parent?.type === 'ConditionalExpression') {
    if (parent.test !== test) return null;
    whenTrue = [parent.consequent];
    whenFalse = parent.alternate ? [parent.alternate] : [];
  } else if (parent?.type === 'LogicalExpression' && parent.left === test && parent.operator !== '??') {
    if (parent.operator === '&&') whenTrue = [parent.right];
    else whenFalse = [parent.right];
  } else return null;
  return isPositive ? { taken: whenTrue, never: whenFalse } : { taken: whenFalse, never: whenTrue };
}

function isNothing(node: Node): boolean {
  return (node.type === 'Literal' && node.value === null) || (node.type === 'Identifier' && node.name === 'undefined');
}
