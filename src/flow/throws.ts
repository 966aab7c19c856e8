import type { TSESTree } from '@typescript-eslint/utils';
import { type Node, isFunction, isInside } from '../model/nodes.js';

/**
 * True for an event that can end its function by an exception: calls, awaited promises, resumed generators, `throw`.
 * Code paths do not show these outside `try`, and inside it only at its first event and at its end.
 */
export function canThrow(event: Node): boolean {
  switch (event.type) {
    case 'CallExpression':
    case 'NewExpression':
    case 'TaggedTemplateExpression':
    case 'ImportExpression':
    case 'AwaitExpression':
    case 'YieldExpression':
    case 'ForOfStatement':
    case 'ThrowStatement':
    case 'VariableDeclaration':
      return true;
    default:
      return false;
  }
}

/**
 * The `try` whose `finally` or `catch` stands around a node and is always run on the way out; null where there is none.
 * Branches on the way are for the caller to judge: `isTransparent` says which of them are always entered.
 */
export function findProtector(
  node: Node,
  part: 'finalizer' | 'handler',
  isTransparent: (branch: Node) => boolean,
): TSESTree.TryStatement | null {
  let current = node;
  for (let parent = node.parent; parent; parent = current.parent) {
    if (parent.type === 'TryStatement') {
      if (parent.finalizer === current) return part === 'finalizer' ? parent : null;
      if (parent.block !== current) return null;
    } else if (parent.type === 'CatchClause') {
      return part === 'handler' ? parent.parent : null;
    } else if (isFunction(parent) || !(isStraight(parent) || isTransparent(current))) return null;
    current = parent;
  }
  return null;
}

/** True when a throw at the node comes to the `finally` of the statement, or to its `catch`. */
export function isProtectedBy(node: Node, statement: TSESTree.TryStatement, part: 'finalizer' | 'handler'): boolean {
  if (isInside(node, statement.block)) return true;
  return part === 'finalizer' && statement.handler !== null && isInside(node, statement.handler);
}

/** True for a node whose parts are evaluated whenever it is. */
function isStraight(node: Node): boolean {
  switch (node.type) {
    case 'BlockStatement':
    case 'ExpressionStatement':
    case 'VariableDeclaration':
    case 'VariableDeclarator':
    case 'AwaitExpression':
    case 'UnaryExpression':
    case 'ChainExpression':
    case 'CallExpression':
    case 'MemberExpression':
    case 'SequenceExpression':
    case 'TSNonNullExpression':
    case 'TSAsExpression':
      return true;
    default:
      return false;
  }
}
