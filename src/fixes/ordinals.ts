import { type FunctionNode, type Node, getEnclosingFunction } from '../model/code/nodes.js';

/**
 * Numbers the fixes of one pass by the function that they stand in, so that the names which they declare differ.
 *
 * @returns a function that answers how often it was asked before for a node of the same function
 */
export function createOrdinals(): (node: Node) => number {
  const counts = new Map<FunctionNode | null, number>();
  return (node) => {
    const around = getEnclosingFunction(node);
    const ordinal = counts.get(around) ?? 0;
    counts.set(around, ordinal + 1);
    return ordinal;
  };
}
