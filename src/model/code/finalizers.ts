import { type Node, isInside } from './nodes.js';

/** True for the block of a `finally`. */
export function isFinalizer(node: Node): boolean {
  return node.parent?.type === 'TryStatement' && node.parent.finalizer === node;
}

/** The nearest `finally` block around a node that another node does not stand in; null when there is none. */
export function findFinalizer(node: Node, outside: Node): Node | null {
  for (let current: Node | undefined = node; current && !isInside(outside, current); current = current.parent) {
    if (isFinalizer(current)) return current;
  }
  return null;
}
