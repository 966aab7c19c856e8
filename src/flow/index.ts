import type { TSESLint } from '@typescript-eslint/utils';
import { type Node, isAwait } from '../model/code/nodes.js';
import { hasSteps, readWalk } from '../model/code/steps.js';
import type { Graph, Position } from './graph.js';
import type { Graphs } from './graphs.js';
import { FlowRecorder } from './recorder.js';
import { Region } from './region.js';

export type { Exit } from './region.js';
export { canThrow } from './throws.js';
export type { Region } from './region.js';

/** Something that is acquired in one place and has to be released on every path from there. */
export interface Resource {
  /**
   * What acquires it. Meeting it again while the resource lives closes the path: that is another resource. A function
   * for what lives when it is called.
   */
  readonly acquire: Node;
  /** What releases it. */
  readonly releases: readonly Node[];
  /** What hands it to another owner, or replaces it. */
  readonly escapes: readonly Node[];
  /** Branches that are entered for certain while it lives, such as the body of `if (token)`. */
  readonly taken?: readonly Node[];
  /** Branches that are not entered while it lives, such as the body of `if (!token)`. */
  readonly never?: readonly Node[];
  /**
   * Leaves out what only exceptions lead to that no `throw` shows, so that `findThrow` can tell which of them matter.
   * ESLint draws such paths from every `try`, whatever is in it.
   */
  readonly ignoresExceptions?: boolean;
}

/** Answers questions about the paths through the functions of a file. A path never leads from one function to another. */
export class Flow {
  readonly #read: () => Graphs;
  #known: Graphs | undefined;
  readonly #synchronous = new Map<Graph, Region>();
  readonly #resumed = new Map<Graph, Region>();

  /** @param read - reads the walk over the file; called by the first question */
  constructor(read: () => Graphs) {
    this.#read = read;
  }

  get #graphs(): Graphs {
    this.#known ??= this.#read();
    return this.#known;
  }

  /** True when a path from the start of its function leads to the node. */
  isReachable(node: Node): boolean {
    return this.#graphs.locate(node).length > 0;
  }

  /** True when every path from the start of the function to the node passes one of the others. */
  isDominatedBy(node: Node, others: readonly Node[]): boolean {
    const positions = this.#graphs.locate(node);
    const [first] = positions;
    if (!first) return false;
    const stops = others.filter((other) => other !== node).map((other) => this.#graphs.locate(other));
    return !new Region([getStart(first.graph)], { stops }).includes(positions);
  }

  /** True when a path leads from one node to another without passing those to avoid. */
  reaches(from: Node, to: Node, avoiding: readonly Node[] = []): boolean {
    const stops = avoiding.filter((node) => node !== to).map((node) => this.#graphs.locate(node));
    return new Region(this.#graphs.locate(from), { stops }).includes(this.#graphs.locate(to));
  }

  /** The code that can run while the resource lives. Empty when the acquisition is not reachable. */
  getLiveRegion(resource: Resource): LiveRegion {
    const { acquire, releases, escapes, taken = [], never = [], ignoresExceptions = false } = resource;
    const closing = [acquire, ...releases, ...escapes];
    const start = this.#locateStart(acquire);
    const acquired = this.#graphs.locate(acquire);
    const region = new Region(start ?? acquired, {
      stops: closing.map((node) => this.#graphs.locate(node)),
      // A release does not throw: where `try` begins with it, no path leads past it to `catch`.
      taken: new Set([...taken, ...releases.filter((release) => release.parent?.type === 'ExpressionStatement')]),
      never: new Set(never),
      ignoresExceptions,
      // Caught before it is acquired once more: that one is lost.
      lost: start ? [] : acquired,
    });
    return new LiveRegion(region, (node) => this.#graphs.locate(node));
  }

  /**
   * True when the node can run on the stack of the caller: before the function is suspended for the first time, by
   * `await`, `for await` or the end of an `await using`; in a generator also after a `yield`, before the next `await`.
   */
  isOnCallerStack(node: Node): boolean {
    const positions = this.#graphs.locate(node);
    const [first] = positions;
    return first !== undefined && this.#getSynchronousPart(first.graph).includes(positions);
  }

  /** True when a path leads to the node past a place where the function is suspended by an `await`, and comes back on another stack. */
  canFollowAwait(node: Node): boolean {
    const positions = this.#graphs.locate(node);
    const [first] = positions;
    return first !== undefined && this.#getResumedPart(first.graph).includes(positions);
  }

  #getResumedPart(graph: Graph): Region {
    const known = this.#resumed.get(graph);
    if (known) return known;
    const awaits = new Set(graph.blocks.flatMap((block) => block.events).filter(isAwait));
    const region = new Region(
      [...awaits].flatMap((event) => this.#graphs.locate(event)),
      { stops: [] },
    );
    this.#resumed.set(graph, region);
    return region;
  }

  #getSynchronousPart(graph: Graph): Region {
    const known = this.#synchronous.get(graph);
    if (known) return known;
    const events = new Set(graph.blocks.flatMap((block) => block.events));
    const yields = [...events].filter((event) => event.type === 'YieldExpression');
    const stops = [...events].filter(isAwait).map((event) => this.#graphs.locate(event));
    const starts = [getStart(graph), ...yields.flatMap((event) => this.#graphs.locate(event))];
    const region = new Region(starts, { stops });
    this.#synchronous.set(graph, region);
    return region;
  }

  /** Where a function, or the file, begins; null for any other node. */
  #locateStart(node: Node): readonly Position[] | null {
    // The value of a class field has a graph of its own, and can be an event.
    const graph = this.#graphs.get(node);
    return graph && !this.#graphs.isEvent(node) ? [getStart(graph)] : null;
  }
}

/** The code that can run between the acquisition of a resource and its release. */
export class LiveRegion {
  readonly #region: Region;
  readonly #locate: (node: Node) => readonly Position[];

  constructor(region: Region, locate: (node: Node) => readonly Position[]) {
    this.#region = region;
    this.#locate = locate;
  }

  /** True when the resource can live at the moment the node is evaluated. */
  isLiveAt(node: Node): boolean {
    return this.#region.includes(this.#locate(node));
  }

  /** The events that can run while the resource lives, each once: as many as the region is large, not as the function is. */
  getEvents(): ReadonlySet<Node> {
    return this.#region.getEvents();
  }

  /** The first event, in the order of the source, that can run while the resource lives and fits; null when none does. */
  findEvent(isWanted: (event: Node) => boolean): Node | null {
    return this.#region.find(isWanted);
  }

  /** The first event, in the order of the source, whose exception leaves the function while the resource lives. */
  findThrow(isThrowing: (event: Node) => boolean): Node | null {
    return this.#region.findThrow(isThrowing);
  }

  /** The first `yield`, in the order of the source, at which a consumer that stops leaves the generator while the resource lives. */
  findYieldLeft(): Node | null {
    return this.#region.findYieldLeft();
  }

  /** The exits of the function that are reached while the resource lives, in the order of the source. */
  getExits(): ReturnType<Region['getExits']> {
    return this.#region.getExits();
  }
}

function getStart(graph: Graph): Position {
  return { graph, block: graph.initial, index: -1 };
}

/** What a rule needs of the recording that all rules of a file share. */
export interface SharedFlow {
  /** Whether the steps of the walk can be had afterwards, so that nothing has to listen to it. */
  readonly isReplayed: boolean;
  /** Listens to the walk; null when another rule does, or nothing has to. */
  readonly recorder: Pick<FlowRecorder, 'getListeners' | 'endPath'> | null;
  /** The flow of the whole file; null before the walk is complete. */
  getFlow(): Flow | null;
}

interface Recording {
  readonly recorder: FlowRecorder;
  flow: Flow | null;
}

type Walked = Pick<TSESLint.SourceCode, 'ast'>;

// By the tree, since oxlint gives one and the same SourceCode object to every file.
const recordings = new WeakMap<TSESLint.SourceCode['ast'], Recording>();
const replayed = new WeakMap<TSESLint.SourceCode['ast'], Flow>();

/** The flow of a file, recorded once for all rules. Where ESLint keeps the steps of its walk, nothing listens to it. */
export function shareFlow(sourceCode: Walked): SharedFlow {
  if (!hasSteps(sourceCode)) return listen(sourceCode);
  return { isReplayed: true, recorder: null, getFlow: () => getReplayedFlow(sourceCode) };
}

function getReplayedFlow(sourceCode: Walked): Flow {
  let flow = replayed.get(sourceCode.ast);
  if (!flow) {
    flow = new Flow(() => {
      const recorder = new FlowRecorder();
      const walk = readWalk(sourceCode);
      if (walk) recorder.replay(walk);
      return recorder.graphs;
    });
    replayed.set(sourceCode.ast, flow);
  }
  return flow;
}

/** The first rule that asks registers the listeners. */
function listen({ ast }: Walked): SharedFlow {
  const known = recordings.get(ast);
  // A walk under way while a rule is being created is one that another rule's crash has cut short.
  const isUsable = known !== undefined && known.recorder.state !== 'walking';
  const recording = isUsable ? known : { recorder: new FlowRecorder(), flow: null };
  if (!isUsable) recordings.set(ast, recording);
  const { recorder } = recording;
  return {
    isReplayed: false,
    recorder: isUsable ? null : recorder,
    getFlow() {
      if (recorder.state !== 'complete') return null;
      recording.flow ??= new Flow(() => recorder.graphs);
      return recording.flow;
    },
  };
}
