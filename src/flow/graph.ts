import type { TSESLint } from '@typescript-eslint/utils';
import { type Node, isFunction, isInside } from '../model/code/nodes.js';
import { Exceptions } from './exceptions.js';
import { addExceptionalForms, leadThroughFinalizers } from './finalizers.js';

/** A stretch of code that runs from its first event to its last. */
export interface Block {
  /** The node at whose entry or exit the block begins. */
  readonly entry: Node;
  /** The node at whose entry or exit it ends; null in a copy of a `finally`. */
  readonly exit: Node | null;
  /** What happens in the block, in evaluation order. */
  readonly events: readonly Node[];
  readonly next: readonly Block[];
  readonly previous: readonly Block[];
  /** How the function can end with the block; null when it cannot. */
  readonly ends: 'return' | 'throw' | null;
}

/** The blocks of a function, of the file's top level, of a class static block or of a field's initial value. */
export interface Graph {
  readonly node: Node;
  readonly initial: Block;
  readonly blocks: readonly Block[];
  readonly exceptions: Exceptions;
}

/** A place in a block: before or after the event is for the question to say. */
export interface Position {
  readonly graph: Graph;
  readonly block: Block;
  readonly index: number;
}

/** A block while the file is still being walked. */
export interface OpenBlock {
  readonly segment: TSESLint.CodePathSegment;
  readonly entry: Node;
  /** The node at whose entry or exit the block ended. */
  exit: Node | null;
  readonly events: Node[];
}

/** A block of a graph that is being built. */
export interface MutableBlock extends Block {
  readonly next: MutableBlock[];
  readonly previous: MutableBlock[];
  ends: Block['ends'];
}

/**
 * Builds the graph of one code path of ESLint, once its segments are complete.
 *
 * @param codePath - the code path
 * @param node - the node that the code path belongs to
 * @param open - what was recorded in each reachable segment
 */
export function buildGraph(codePath: TSESLint.CodePath, node: Node, open: readonly OpenBlock[]): Graph {
  const returned = new Set(codePath.returnedSegments);
  const thrown = new Set(codePath.thrownSegments);
  const blocks = new Map<TSESLint.CodePathSegment, MutableBlock>();
  for (const { segment, entry, exit, events } of open) {
    const ends = returned.has(segment) ? 'return' : thrown.has(segment) ? 'throw' : null;
    blocks.set(segment, { entry, exit, events, next: [], previous: [], ends });
  }
  for (const { segment, exit } of open) {
    const block = blocks.get(segment);
    for (const successor of getSuccessors(segment)) {
      const next = blocks.get(successor);
      if (block && next && !isBypass(exit, next)) connect(block, next);
    }
  }
  const exceptions = new Exceptions([...blocks.values()]);
  leadThroughFinalizers([...blocks.values()], exceptions);
  const initial = blocks.get(codePath.initialSegment) ?? {
    entry: node,
    exit: null,
    events: [],
    next: [],
    previous: [],
    ends: null,
  };
  const reachable = collectReachable([initial], new Set());
  collectReachable(addExceptionalForms(exceptions, reachable), reachable);
  return { node, initial, blocks: [...reachable], exceptions };
}

function collectReachable(starts: readonly Block[], reachable: Set<Block>): Set<Block> {
  for (const work = [...starts]; work.length > 0;) {
    const block = work.pop();
    if (!block || reachable.has(block)) continue;
    reachable.add(block);
    work.push(...block.next);
  }
  return reachable;
}

/** Unreachable segments keep their edges among themselves: jumps can make them reachable. */
function getSuccessors(segment: TSESLint.CodePathSegment): readonly TSESLint.CodePathSegment[] {
  const { allNextSegments } = segment as { allNextSegments?: TSESLint.CodePathSegment[] };
  return segment.reachable ? segment.nextSegments : (allNextSegments ?? []);
}

/** Adds an edge. */
export function connect(block: MutableBlock, next: MutableBlock): void {
  block.next.push(next);
  next.previous.push(block);
}

/**
 * True for an edge from the end of `try` to a loop or a `switch` inside `catch`, past what stands before it there:
 * ESLint draws such edges, and no run takes them.
 */
function isBypass(exit: Node | null, next: Block): boolean {
  let clause = next.entry.parent;
  while (clause && clause.type !== 'CatchClause' && !isFunction(clause)) clause = clause.parent;
  return exit !== null && clause?.type === 'CatchClause' && (exit === clause || !isInside(exit, clause));
}

/** Where each event of a graph stands; one in a `finally` stands there once for every way into it. */
export function collectPositions(graph: Graph, positions: Map<Node, Position[]>): void {
  for (const block of graph.blocks) {
    block.events.forEach((event, index) => {
      const known = positions.get(event);
      if (known) known.push({ graph, block, index });
      else positions.set(event, [{ graph, block, index }]);
    });
  }
}
