import type { TSESLint } from '@typescript-eslint/utils';
import type { Node } from '../model/code/nodes.js';
import type { Step, Walk } from '../model/code/steps.js';
import { type OpenBlock, buildGraph } from './graph.js';
import { Graphs } from './graphs.js';

interface OpenPath {
  readonly node: Node;
  readonly current: Set<OpenBlock>;
  readonly blocks: Map<TSESLint.CodePathSegment, OpenBlock>;
  /** Blocks of code at whose end `await using` declarations are disposed. */
  readonly disposals: Map<Node, Node>;
  /** The `finally` blocks that have been entered. */
  readonly finalizers: Set<Node>;
}

/** What is recorded when it has been evaluated. */
const EVENTS = [
  'CallExpression',
  'NewExpression',
  'TaggedTemplateExpression',
  'ImportExpression',
  'AwaitExpression',
  'YieldExpression',
  'ReturnStatement',
  'ThrowStatement',
  'BreakStatement',
  'ContinueStatement',
  'AssignmentExpression',
  'UpdateExpression',
  'VariableDeclarator',
] as const;
const EVENT_TYPES = new Set<string>(EVENTS);

/** What a text with a `for await` contains: the two words, or a comment behind the first. */
const FOR_AWAIT = /\bfor\s*(?:await\b|\/[*/])/u;

/** The listeners of code-path analysis, by their names. */
type PathListeners = Readonly<Record<string, (codePath: never, node?: Node) => void>>;

/**
 * Collects what happens in which segment of which code path: from the steps of a walk, or while ESLint walks the file.
 * ESLint 8 adds the edges of loops late and has no other list of the current segments than this one, so graphs are
 * built after a path has ended.
 */
export class FlowRecorder {
  readonly graphs = new Graphs();
  readonly #open: OpenPath[] = [];
  /** Whether the walk has not begun, is under way, or has come to the end of the file. */
  state: 'waiting' | 'walking' | 'complete' = 'waiting';

  readonly #paths = {
    onCodePathStart: (_codePath: TSESLint.CodePath, node?: Node) => this.#startPath(node),
    onCodePathSegmentStart: (segment: TSESLint.CodePathSegment, node?: Node) => this.#startSegment(segment, node),
    onCodePathSegmentEnd: (segment: TSESLint.CodePathSegment, node?: Node) => this.#endSegment(segment, node),
    onUnreachableCodePathSegmentStart: (segment: TSESLint.CodePathSegment, node?: Node) =>
      this.#startSegment(segment, node),
    onUnreachableCodePathSegmentEnd: (segment: TSESLint.CodePathSegment, node?: Node) =>
      this.#endSegment(segment, node),
  };

  /**
   * The listeners that have to be registered for one walk, besides {@link endPath}.
   *
   * @param text - the text of the file
   */
  getListeners(text: string): TSESLint.RuleListener {
    const left = [...EVENTS, 'VariableDeclaration', 'BlockStatement'];
    const leaveHead = (node: Node) => this.#leaveHead(node);
    return {
      ...this.#paths,
      BlockStatement: (node) => this.#enterBlock(node),
      ...Object.fromEntries(left.map((type) => [`${type}:exit`, (node: Node) => this.#leave(node)])),
      // ESLint tries a selector that names a field on every node, so these are left out where there is no `for await`.
      ...(FOR_AWAIT.test(text) && {
        'ForOfStatement[await=true] > .right:exit': leaveHead,
        'ForOfStatement[await=true] > .left:exit': leaveHead,
      }),
    };
  }

  /** Takes a walk that is over, instead of listening to it. Each code path is read when a question leads to it. */
  replay({ steps, paths }: Walk): void {
    const ends = new Map(paths.map(({ start, end }) => [start, end]));
    for (const { codePath, node, start, end } of paths) {
      this.graphs.add(node, () => {
        this.#startPath(node);
        for (let index = start + 1; index < end; index += 1) {
          // What is inside another path belongs to that alone.
          index = ends.get(index) ?? index;
          const step = steps[index];
          if (step) this.#take(step);
        }
        return buildGraph(codePath, node, [...(this.#open.pop()?.blocks.values() ?? [])]);
      });
    }
  }

  #take(step: Step): void {
    if (step.type === 'call')
      Reflect.apply((this.#paths as PathListeners)[step.target] ?? ignore, undefined, step.args);
    else if (step.phase === 2) {
      this.#leave(step.target);
      if (isAwaitedHead(step.target)) this.#leaveHead(step.target);
    } else if (step.target.type === 'BlockStatement') this.#enterBlock(step.target);
  }

  /** Takes the end of a code path: the listener of `onCodePathEnd`. */
  endPath(codePath: TSESLint.CodePath): void {
    const path = this.#open.pop();
    if (path) this.graphs.add(path.node, () => buildGraph(codePath, path.node, [...path.blocks.values()]));
    if (codePath.upper === null) this.state = 'complete';
  }

  #startPath(node: Node | undefined): void {
    if (!node) return;
    this.state = 'walking';
    this.#open.push({ node, current: new Set(), blocks: new Map(), disposals: new Map(), finalizers: new Set() });
  }

  #startSegment(segment: TSESLint.CodePathSegment, node: Node | undefined): void {
    const path = this.#open.at(-1);
    if (!path || !node) return;
    // What begins when a `finally` is left begins behind its `try`.
    const entry = path.finalizers.has(node) ? (node.parent ?? node) : node;
    const block: OpenBlock = { segment, entry, exit: null, events: [] };
    path.blocks.set(segment, block);
    path.current.add(block);
  }

  #endSegment(segment: TSESLint.CodePathSegment, node: Node | undefined): void {
    const path = this.#open.at(-1);
    const block = path?.blocks.get(segment);
    if (!path || !block) return;
    path.current.delete(block);
    block.exit = node ?? null;
  }

  #enterBlock(node: Node): void {
    const { parent } = node;
    if (parent?.type === 'TryStatement' && parent.finalizer === node) this.#open.at(-1)?.finalizers.add(node);
  }

  #leave(node: Node): void {
    if (EVENT_TYPES.has(node.type)) this.#record(node);
    else if (node.type === 'BlockStatement') this.#record(this.#open.at(-1)?.disposals.get(node));
    else if (node.type === 'VariableDeclaration' && node.kind === 'await using') {
      this.#open.at(-1)?.disposals.set(node.parent, node);
    }
  }

  /** The first `next()` is awaited after the right side, whether or not an item comes; the others before each item. */
  #leaveHead(node: Node): void {
    this.#record(node.parent);
  }

  #record(node: Node | undefined): void {
    if (!node) return;
    for (const block of this.#open.at(-1)?.current ?? []) block.events.push(node);
  }
}

function isAwaitedHead(node: Node): boolean {
  const { parent } = node;
  return parent?.type === 'ForOfStatement' && parent.await && (parent.right === node || parent.left === node);
}

function ignore(): void {
  // ESLint says more about code paths than is recorded.
}
