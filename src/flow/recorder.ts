import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import type { Node } from '../model/code/nodes.js';
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

/** What a text with a `for await` contains: the two words, or a comment behind the first. */
const FOR_AWAIT = /\bfor\s*(?:await\b|\/[*/])/u;

/**
 * Collects, while ESLint walks a file, what happens in which segment of which code path. ESLint 8 adds the edges of
 * loops late and has no other list of the current segments than this one, so graphs are built after a path has ended.
 */
export class FlowRecorder {
  readonly graphs = new Graphs();
  readonly #open: OpenPath[] = [];
  /** Whether the walk has not begun, is under way, or has come to the end of the file. */
  state: 'waiting' | 'walking' | 'complete' = 'waiting';

  /** The listeners that have to be registered for one walk, besides {@link endPath}. */
  readonly listeners: TSESLint.RuleListener;

  /** @param text - the text of the file */
  constructor(text: string) {
    // ESLint tries a selector that names a field on every node, so those of `for await` are left out where there is none.
    this.listeners = FOR_AWAIT.test(text) ? { ...this.#general, ...this.#forAwait } : this.#general;
  }

  readonly #general: TSESLint.RuleListener = {
    onCodePathStart: (_codePath: TSESLint.CodePath, node?: Node) => this.#startPath(node),
    onCodePathSegmentStart: (segment: TSESLint.CodePathSegment, node?: Node) => this.#startSegment(segment, node),
    onCodePathSegmentEnd: (segment: TSESLint.CodePathSegment, node?: Node) => this.#endSegment(segment, node),
    onUnreachableCodePathSegmentStart: (segment: TSESLint.CodePathSegment, node?: Node) =>
      this.#startSegment(segment, node),
    onUnreachableCodePathSegmentEnd: (segment: TSESLint.CodePathSegment, node?: Node) =>
      this.#endSegment(segment, node),
    ...Object.fromEntries(EVENTS.map((type) => [`${type}:exit`, (node: Node) => this.#record(node)])),
    BlockStatement: (node: TSESTree.BlockStatement) => {
      if (node.parent.type === 'TryStatement' && node.parent.finalizer === node)
        this.#open.at(-1)?.finalizers.add(node);
    },
    'VariableDeclaration:exit': (node: TSESTree.VariableDeclaration) => {
      if (node.kind === 'await using') this.#open.at(-1)?.disposals.set(node.parent, node);
    },
    'BlockStatement:exit': (node: Node) => this.#record(this.#open.at(-1)?.disposals.get(node)),
  };

  /** The first `next()` is awaited after the right side, whether or not an item comes; the others before each item. */
  readonly #forAwait: TSESLint.RuleListener = {
    'ForOfStatement[await=true] > .right:exit': (node: Node) => this.#record(node.parent),
    'ForOfStatement[await=true] > .left:exit': (node: Node) => this.#record(node.parent),
  };

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

  #record(node: Node | undefined): void {
    if (!node) return;
    for (const block of this.#open.at(-1)?.current ?? []) block.events.push(node);
  }
}
