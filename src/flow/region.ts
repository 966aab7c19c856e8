import type { Node } from '../model/code/nodes.js';
import type { Block, Graph, Position } from './graph.js';

interface Span {
  readonly from: number;
  /** The index of the event that closes the span, itself included; the number of events when none does. */
  readonly to: number;
}

/** Where a function is left. */
export interface Exit {
  readonly kind: 'return' | 'throw' | 'end';
  /** The statement that leaves it; what is evaluated last where no statement does. */
  readonly node: Node;
  readonly line: number;
}

/** What bounds a region. */
export interface Bounds {
  /** Events that close the region on their path; they still belong to it. */
  readonly stops?: Iterable<readonly Position[]>;
  /** Nodes that are entered for certain where a branch could lead to them, or past them. */
  readonly taken?: ReadonlySet<Node>;
  /** Nodes that no branch leads to. */
  readonly never?: ReadonlySet<Node>;
  /** Leaves out what only exceptions lead to that no `throw` shows. */
  readonly ignoresExceptions?: boolean;
  /** Where an exception that comes there is as good as one that leaves the function. */
  readonly lost?: readonly Position[];
}

/** What becomes of an exception in a `catch` or `finally`: it leads out of the function, or not, or another one does. */
type Landing = 'leaves' | 'stays' | Node;

/** The code that can run after a place before one of the stops is met: the union over all paths. */
export class Region {
  readonly #spans = new Map<Block, Span[]>();
  readonly #entered = new Set<Block>();
  readonly #stops = new Map<Block, number[]>();
  readonly #bounds: Bounds;
  readonly #graph: Graph | undefined;

  /**
   * Spreads from the start along the edges, each block once, so the cost is linear in what is reached.
   *
   * @param starts - where the region begins; the events that stand there are not part of it
   */
  constructor(starts: readonly Position[], bounds: Bounds) {
    this.#bounds = bounds;
    this.#graph = starts[0]?.graph;
    for (const positions of bounds.stops ?? []) {
      for (const { block, index } of positions) {
        const indexes = this.#stops.get(block);
        if (indexes) indexes.push(index);
        else this.#stops.set(block, [index]);
      }
    }
    for (const indexes of this.#stops.values()) indexes.sort((left, right) => left - right);
    const work: Block[] = [];
    for (const { block, index } of starts) if (this.#addSpan(block, index + 1)) this.#pushNext(block, work);
    for (let block = work.pop(); block; block = work.pop()) if (this.#addSpan(block, 0)) this.#pushNext(block, work);
  }

  /** True when one of the places is in the region. */
  includes(positions: readonly Position[]): boolean {
    return positions.some(({ block, index }) =>
      this.#spans.get(block)?.some(({ from, to }) => from <= index && index <= to),
    );
  }

  /** The events of the region, each once. */
  getEvents(): ReadonlySet<Node> {
    const events = new Set<Node>();
    for (const [block, spans] of this.#spans) {
      for (const { from, to } of spans) for (const event of block.events.slice(from, to + 1)) events.add(event);
    }
    return events;
  }

  /** The first event of the region, in the order of the source, that the question is true for; null when there is none. */
  find(isWanted: (event: Node, block: Block) => boolean): Node | null {
    let found: Node | null = null;
    for (const [block, spans] of this.#spans) {
      for (const { from, to } of spans) {
        for (let index = from; index <= to; index++) {
          const event = block.events[index];
          const isEarlier = event !== undefined && (!found || event.range[0] < found.range[0]);
          if (isEarlier && isWanted(event, block)) found = event;
        }
      }
    }
    return found;
  }

  /**
   * The first event, in the order of the source, whose exception leads out of the function before a stop is met, or to
   * where it is lost; null when there is none. Code paths do not show exceptions outside `try`, and inside it only before its first event and
   * at its end, so this follows them from every event to the `catch` or `finally` that they come to. Where only another
   * exception leads out from there, the event of that one.
   */
  findThrow(isThrowing: (event: Node) => boolean, known = new Map<Block, Landing>()): Node | null {
    const leaving = new Map<Node, Node>();
    const first = this.find((event, block) => {
      const last = isThrowing(event) ? this.#findLeaving(event, block, isThrowing, known) : null;
      if (last) leaving.set(event, last);
      return last !== null;
    });
    return first && (leaving.get(first) ?? first);
  }

  /**
   * The first `yield`, in the order of the source, at which a consumer that stops leaves the generator before a stop is
   * met: `return()` runs the `finally` blocks around the `yield`, and nothing else. Null when there is none.
   */
  findYieldLeft(): Node | null {
    return this.find((event, block) => event.type === 'YieldExpression' && this.#isLeftByReturn(event, block));
  }

  #isLeftByReturn(event: Node, block: Block): boolean {
    const graph = this.#graph;
    const targets = graph?.exceptions.getTargets(event, block, true) ?? [];
    if (!graph || targets.length === 0) return true;
    return targets.some(
      (target) => new Region([{ graph, block: target, index: -1 }], this.#bounds).getExits().length > 0,
    );
  }

  #findLeaving(
    event: Node,
    block: Block,
    isThrowing: (event: Node) => boolean,
    known: Map<Block, Landing>,
  ): Node | null {
    const graph = this.#graph;
    const targets = graph?.exceptions.getTargets(event, block) ?? [];
    if (!graph || targets.length === 0) return event;
    for (const target of targets) {
      let landing = known.get(target);
      if (!landing) {
        known.set(target, 'stays');
        const caught = new Region([{ graph, block: target, index: -1 }], this.#bounds);
        const isLost = caught.getExits().length > 0 || caught.includes(this.#bounds.lost ?? []);
        landing = isLost ? 'leaves' : (caught.findThrow(isThrowing, known) ?? 'stays');
        known.set(target, landing);
      }
      if (landing !== 'stays') return landing === 'leaves' ? event : landing;
    }
    return null;
  }

  /** The places where the function ends inside the region, in the order of the source. */
  getExits(): readonly Exit[] {
    const exits = new Map<Node, Exit>();
    for (const block of this.#spans.keys()) {
      if (block.ends === null || !this.#isLeft(block) || isSuspended(block)) continue;
      const exit = this.#describeExit(block, block.ends);
      exits.set(exit.node, exit);
    }
    return [...exits.values()].sort((left, right) => left.line - right.line);
  }

  /** Adds the part of a block from an event on. True when the region goes on beyond the block. */
  #addSpan(block: Block, from: number): boolean {
    const to = this.#stops.get(block)?.find((index) => index >= from) ?? block.events.length;
    const spans = this.#spans.get(block);
    if (spans) spans.push({ from, to });
    else this.#spans.set(block, [{ from, to }]);
    return to === block.events.length;
  }

  #pushNext(block: Block, work: Block[]): void {
    const { taken, never, ignoresExceptions } = this.#bounds;
    const certain = taken ? block.next.filter(({ entry }) => taken.has(entry)) : [];
    for (const next of certain.length > 0 ? certain : block.next) {
      if (this.#entered.has(next) || never?.has(next.entry)) continue;
      if (ignoresExceptions && this.#graph?.exceptions.isImplicit(block, next)) continue;
      this.#entered.add(next);
      work.push(next);
    }
  }

  #isLeft(block: Block): boolean {
    return this.#spans.get(block)?.some(({ to }) => to === block.events.length) ?? false;
  }

  /** Looks back from the end of the function, through `finally`, for the statement that leads there. */
  #describeExit(block: Block, ends: 'return' | 'throw'): Exit {
    const seen = new Set([block]);
    for (const current of seen) {
      const statement = current.events.at(-1);
      if (statement?.type === 'ReturnStatement' || statement?.type === 'ThrowStatement') {
        const kind = statement.type === 'ReturnStatement' ? 'return' : 'throw';
        return { kind, node: statement, line: statement.loc.start.line };
      }
      for (const previous of current.previous) if (this.#isLeft(previous)) seen.add(previous);
    }
    if (ends === 'throw') return { kind: 'throw', node: block.entry, line: block.entry.loc.start.line };
    return { kind: 'end', node: block.events.at(-1) ?? block.entry, line: this.#graph?.node.loc.end.line ?? 0 };
  }
}

/** From ESLint 10.3 on, a `yield` may end a generator; earlier ones do not tell, so the answer is the same for all. */
function isSuspended(block: Block): boolean {
  return block.next.some(({ entry }) => entry.type === 'YieldExpression');
}
