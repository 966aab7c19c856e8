import { type Node, isInside } from '../model/nodes.js';
import type { Block, Graph } from './graph.js';

/**
 * Computes where each `catch` is entered, and each `finally` by what leaves its `try`: it has a form for every way into
 * it, and the last one runs after an exception or a `return`, and ends with the block.
 */
export function getHandlers<Kind extends Block>(blocks: readonly Kind[]): ReadonlyMap<Node, Kind> {
  const handlers = new Map<Node, Kind>();
  for (const block of blocks) {
    const { type } = block.entry;
    if (type === 'BlockStatement' || type === 'CatchClause') handlers.set(block.entry, block);
  }
  return handlers;
}

/**
 * Computes the edges that only an exception takes which the code does not show as `throw`: ESLint draws them to `catch`
 * and `finally` before the first event of a `try` and at its end.
 *
 * @param blocks - all blocks, in the order in which they begin
 * @returns the blocks that such edges lead to, with those that lead there on their own: by `return` and `throw`
 */
export function computeImplicit(
  blocks: readonly Block[],
  handlers: Graph['handlers'],
): ReadonlyMap<Block, ReadonlySet<Block>> {
  const forms = new Map<Node, number>();
  for (const { entry } of blocks) forms.set(entry, (forms.get(entry) ?? 0) + 1);
  const entered = new Map<Block, Set<Block>>();
  const leaving = new Set<Block>();
  for (const [node, block] of handlers) {
    const isFinalizer = node.parent?.type === 'TryStatement' && node.parent.finalizer === node;
    // A sole form is the one that is run into at the end of the `try`.
    if (node.type !== 'CatchClause' && !(isFinalizer && (forms.get(node) ?? 0) > 1)) continue;
    entered.set(block, new Set());
    if (isFinalizer) collectInside(block, node, leaving);
  }
  for (const [block, explicit] of entered) {
    for (const previous of block.previous) {
      const last = previous.events.at(-1)?.type;
      const isShown = last === 'ThrowStatement' || (last === 'ReturnStatement' && block.entry.type !== 'CatchClause');
      if (isShown || leaving.has(previous)) explicit.add(previous);
    }
  }
  return entered;
}

function collectInside(entry: Block, finalizer: Node, into: Set<Block>): void {
  for (const work = [entry]; work.length > 0;) {
    const block = work.pop();
    if (!block || into.has(block) || !isInside(block.entry, finalizer)) continue;
    into.add(block);
    work.push(...block.next);
  }
}
