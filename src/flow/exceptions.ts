import { type Node, isFunction, isInside } from '../model/code/nodes.js';
import { isFinalizer } from '../model/code/finalizers.js';
import type { Block } from './graph.js';

/**
 * Where exceptions go. ESLint has one form of a `finally` for running into it at the end of its `try`, and one for
 * leaving the `try` by an exception or a jump; what stands inside the `finally` has a form in each of the two.
 */
export class Exceptions {
  /** The blocks with which each `catch` and `finally` begins: first those that are run into, then those of exceptions. */
  readonly #forms = new Map<Node, Block[]>();
  /** By `finally`, the form that a block inside it belongs to. */
  readonly #copies = new Map<Node, ReadonlyMap<Block, number>>();
  readonly #added = new Map<Node, Block[]>();
  readonly #entered = new Map<Block, Set<Block>>();

  /** @param blocks - all blocks as ESLint has them, in the order in which they begin */
  constructor(blocks: readonly Block[]) {
    for (const block of blocks) {
      if (!isHandler(block.entry)) continue;
      const forms = this.#forms.get(block.entry);
      if (forms) forms.push(block);
      else this.#forms.set(block.entry, [block]);
    }
    for (const [node, forms] of this.#forms) {
      for (const block of this.#getExceptional(node, forms)) this.#entered.set(block, new Set());
    }
    for (const [block, shown] of this.#entered) {
      for (const previous of block.previous) if (isShown(previous, block)) shown.add(previous);
    }
    for (const block of this.#entered.keys()) if (block.entry.type !== 'CatchClause') this.#showLeaving(block);
  }

  /**
   * Where an exception of an event goes next: the block of a `catch` or `finally`; none where it leaves the function.
   *
   * @param isReturn - asks where a `return` goes instead, which no `catch` sees
   */
  getTargets(event: Node, block: Block, isReturn = false): readonly Block[] {
    let current = event;
    for (let parent = current.parent; parent && !isFunction(current); parent = current.parent) {
      if (parent.type === 'TryStatement') {
        const isCaught = current === parent.block && !isReturn;
        const node = (isCaught && parent.handler) || parent.finalizer;
        const forms = node && node !== current ? this.#forms.get(node) : undefined;
        const targets = node && forms ? this.#getExceptional(node, forms) : [];
        if (targets.length > 0) return this.#selectCopy(targets, parent, block);
      }
      current = parent;
    }
    return [];
  }

  /** True for an edge that only an exception takes which no `throw` shows: ESLint draws it whatever is in the `try`. */
  isImplicit(block: Block, next: Block): boolean {
    return this.#entered.get(next)?.has(block) === false;
  }

  /** The forms of `finally` blocks that have none for exceptions, since ESLint sees none in their `try`: outermost first. */
  getSoleForms(): readonly (readonly [finalizer: Node, form: Block])[] {
    return [...this.#forms]
      .reverse()
      .flatMap(([node, forms]) =>
        this.#getExceptional(node, forms).length > 0 ? [] : forms.map((form) => [node, form] as const),
      );
  }

  /** Adds the form of a `finally` for exceptions. */
  addForm(finalizer: Node, form: Block): void {
    const added = this.#added.get(finalizer);
    if (added) added.push(form);
    else this.#added.set(finalizer, [form]);
    this.#showLeaving(form);
  }

  /** The edges by which a `finally` is left that runs on the way out: to those around it, whatever brought it there. */
  #showLeaving(form: Block): void {
    const { entry } = form;
    collectInside(form, entry, (inner) => {
      const isEnd = inner.exit === null || inner.exit === entry || !isInside(inner.exit, entry);
      if (!isEnd) return;
      for (const next of inner.next) if (!isInside(next.entry, entry)) this.#entered.get(next)?.add(inner);
    });
  }

  #getExceptional(node: Node, forms: readonly Block[]): readonly Block[] {
    if (node.type === 'CatchClause') return forms;
    const around = node.parent && findFinalizer(node.parent);
    const copies = around ? (this.#forms.get(around)?.length ?? 1) : 1;
    return forms.length > copies ? forms.slice(copies) : (this.#added.get(node) ?? []);
  }

  /** The targets in the same copy of the `finally` around the `try` as the block. */
  #selectCopy(targets: readonly Block[], statement: Node, block: Block): readonly Block[] {
    const around = targets.length > 1 ? findFinalizer(statement) : null;
    const index = around ? this.#getCopies(around).get(block) : undefined;
    const target = index === undefined ? undefined : targets[index];
    return target ? [target] : targets;
  }

  #getCopies(finalizer: Node): ReadonlyMap<Block, number> {
    const known = this.#copies.get(finalizer);
    if (known) return known;
    const copies = new Map<Block, number>();
    const forms = this.#forms.get(finalizer) ?? [];
    forms.forEach((form, index) => collectInside(form, finalizer, (block) => copies.set(block, index)));
    this.#copies.set(finalizer, copies);
    return copies;
  }
}

function isHandler(node: Node): boolean {
  return node.type === 'CatchClause' || isFinalizer(node);
}

/** A `throw`, and for `finally` also a `return`. */
function isShown(block: Block, handler: Block): boolean {
  const last = block.events.at(-1)?.type;
  return last === 'ThrowStatement' || (last === 'ReturnStatement' && handler.entry.type !== 'CatchClause');
}

/** The nearest `finally` that a node stands in. */
function findFinalizer(node: Node): Node | null {
  for (let current: Node | undefined = node; current && !isFunction(current); current = current.parent) {
    if (isFinalizer(current)) return current;
  }
  return null;
}

function collectInside(entry: Block, node: Node, add: (block: Block) => void): void {
  const found = new Set([entry]);
  // A set is walked in the order of insertion, what is added on the way included.
  for (const block of found) {
    add(block);
    for (const next of block.next) if (isInside(next.entry, node)) found.add(next);
  }
}
