import type { OtelModel } from '../index.js';
import { findCalledFunction } from '../dispatch/placements.js';
import { type FunctionNode, type Node, getEnclosingFunction, getOwnNodes, isInside } from '../code/nodes.js';
import type { SpanStart } from '../spans.js';
import { findReceiver } from './given-spans.js';
import { findExclusive } from './exclusive-hooks.js';
import {
  type SharedSlot,
  type SlotAccess,
  type SlotAccesses,
  type SlotRemoval,
  findSharedSlot,
  getSlotAccesses,
} from './slot-accesses.js';
import type { SpanLifetimes } from './span-lifetimes.js';
import { type SpanReference, isErrorWrite } from './span-references.js';
import type { Effect } from './span-uses.js';

/** A function that has the span in a slot last, and does not end it. */
export interface UnendedSlot {
  readonly kind:
    /** It takes the span out. */
    | 'let-go'
    /** It is told of the failure, and only the function that is told of the success ends the span. */
    | 'one-hook';
  readonly node: Node;
  /** For `one-hook`: what the two functions are told of. */
  readonly hooks?: { readonly own: string; readonly other: string };
}

/**
 * The function that is the last to have the span of a start, which is in a field or a map, and writes to it, so that it
 * lives, but does not end it, as others do. Null when there is none.
 */
export function findUnendedSlot(start: SpanStart, lifetimes: SpanLifetimes, model: OtelModel): UnendedSlot | null {
  const slot = findSharedSlot(start, model);
  const found = slot && getSlotAccesses(slot, model);
  return found && new UnendedSlots(slot, found, lifetimes, model).find();
}

class UnendedSlots {
  readonly #slot: SharedSlot;
  readonly #found: SlotAccesses;
  readonly #lifetimes: SpanLifetimes;
  readonly #model: OtelModel;

  constructor(slot: SharedSlot, found: SlotAccesses, lifetimes: SpanLifetimes, model: OtelModel) {
    this.#slot = slot;
    this.#found = found;
    this.#lifetimes = lifetimes;
    this.#model = model;
  }

  find(): UnendedSlot | null {
    const { accesses, removals } = this.#found;
    // Whoever else gets the span may end it, and nothing tells when.
    if (accesses.some(({ references }) => references.some(({ kind }) => kind === 'escape'))) return null;
    const enders = accesses.filter((access) => this.#ends(access));
    if (enders.length === 0) return null;
    const removal = removals.find((it) => it.owner && this.#isLetGo(it, it.owner));
    return removal ? { kind: 'let-go', node: removal.node } : this.#findHook(enders);
  }

  #isLetGo({ key, node }: SlotRemoval, owner: FunctionNode): boolean {
    const own = this.#getOwn(owner);
    const isSame = own.every((access) => access.key === key && getEnclosingFunction(access.node) === owner);
    const touches = own.flatMap(({ references }) => references.filter(isWrite));
    return isSame && touches.length > 0 && this.#keepsAlive(owner, key, node);
  }

  /** The function for a failure, where every end stands in the function for the success. */
  #findHook(enders: readonly SlotAccess[]): UnendedSlot | null {
    const owners = new Set(enders.map(({ owner }) => owner));
    const [ending, ...others] = owners;
    if (!ending || others.length > 0) return null;
    for (const { owner, references, key } of this.#found.accesses) {
      const write = references.find((reference) => isErrorWrite(reference, this.#model));
      if (!owner || owner === ending || !write || getEnclosingFunction(write.node) !== owner) continue;
      const hooks = findExclusive(ending, owner, this.#model);
      if (hooks && this.#keepsAlive(owner, key)) return { kind: 'one-hook', node: write.node, hooks };
    }
    return null;
  }

  #getOwn(owner: FunctionNode): readonly SlotAccess[] {
    return this.#found.accesses.filter(({ node }) => isInside(node, owner));
  }

  /** True for a function that does nothing by which the span could be ended. */
  #keepsAlive(owner: FunctionNode, key: string, removal?: Node): boolean {
    const references = this.#getOwn(owner).flatMap((access) => access.references);
    if (!references.every((reference) => reference.kind === 'touch' || this.#getEffect(reference) === 'none')) {
      return false;
    }
    const touched = new Set<Node>(references.map(({ node }) => node));
    return getOwnNodes(owner, this.#model.sourceCode).every((node) => {
      if (node.type !== 'CallExpression' || touched.has(node) || (removal && isInside(node, removal))) return true;
      const target = findCalledFunction(node, this.#model);
      if (target) return !this.#slot.mentions.some((mention) => isInside(mention, target));
      const isOfSlot = this.#slot.mentions.some((mention) => isInside(mention, node.callee));
      return isOfSlot || key === '' || !node.arguments.some((it) => this.#model.sourceCode.getText(it) === key);
    });
  }

  #ends({ references }: SlotAccess): boolean {
    return references.some((reference) => reference.kind === 'end' || this.#getEffect(reference) === 'ends');
  }

  #getEffect(reference: SpanReference): Effect | null {
    if (reference.kind !== 'pass') return null;
    const variable = findReceiver(reference, this.#model);
    return variable && this.#lifetimes.getOwnership(variable).getEffect(reference.target);
  }
}

function isWrite(reference: SpanReference): boolean {
  return reference.kind === 'touch' && reference.writes;
}
