import type { LiveRegion } from '../../flow/index.js';
import type { OtelModel } from '../index.js';
import { findFinalizer } from '../code/finalizers.js';
import { type Node, getOwnNodes, isAwait, isInTry, isInside, wrap } from '../code/nodes.js';
import { throwsInPractice } from '../code/throwing.js';
import type { SpanOwnership } from './ownership.js';
import type { OwnedSpan } from './span-lifetimes.js';
import { type Run, isAloneInCall } from './span-uses.js';

/** An exception that leaves a span behind. */
export interface ThrowLeak {
  readonly kind:
    /** It passes by the end. */
    | 'throw'
    /** It comes before the function that starts the span has handed it to whoever is to end it. */
    | 'throw-before-owner';
  readonly node: Node;
}

/** The exception that leaves the function of a span, or one that runs in place in it, while the span lives; null when there is none. */
export function findThrowLeak(span: OwnedSpan, model: OtelModel): ThrowLeak | null {
  const { ownership, owner, acquire, uses } = span;
  if (uses.ends.length === 0) return findThrowBeforeOwner(span, model);
  const node = new ThrowSearch(model).find(ownership, owner, acquire);
  if (!node) return null;
  const isBeforeChain = throwsAtOnce(node, model) && uses.ends.some((end) => end !== node && isInside(node, end));
  return { kind: isBeforeChain ? 'throw-before-owner' : 'throw', node };
}

/** A `throw`, or awaited work that fails, while only the function that started the span has it. Less certain failures do not count here. */
function findThrowBeforeOwner({ ownership, owner, acquire, uses }: OwnedSpan, model: OtelModel): ThrowLeak | null {
  if (uses.escapes.length + uses.lends.length === 0) return null;
  const region = ownership.getLiveRegion(owner, acquire, false);
  const isThrowing = (node: Node) =>
    node.type === 'ThrowStatement' || (isAwait(node) && node !== acquire && throwsInPractice(node, model));
  const node = findThrow(region, isThrowing);
  return node && { kind: 'throw-before-owner', node };
}

/** Where there is a choice, an exception that leaves at once, not one that is caught and followed by another. */
function findThrow(region: LiveRegion, isThrowing: (node: Node) => boolean): Node | null {
  return region.findThrow((node) => !isInTry(node, true) && isThrowing(node)) ?? region.findThrow(isThrowing);
}

class ThrowSearch {
  readonly #model: OtelModel;
  readonly #found = new Map<Node, Node | null>();

  constructor(model: OtelModel) {
    this.#model = model;
  }

  /** The event that throws in a function that ends the span. */
  find(ownership: SpanOwnership, owner: Node, acquire: Node): Node | null {
    const known = this.#found.get(owner);
    if (known !== undefined) return known;
    this.#found.set(owner, null); // what a recursive function sees
    const found = this.#search(ownership, owner, acquire);
    this.#found.set(owner, found);
    return found;
  }

  #search(ownership: SpanOwnership, owner: Node, acquire: Node): Node | null {
    const uses = ownership.getUses(owner);
    const region = ownership.getLiveRegion(owner, acquire, true);
    const isOwnToTheEnd = region.getExits().every((exit) => exit.kind === 'throw');
    if (!isOwnToTheEnd || uses.ends.length === 0) return null;
    const closing = new Set<Node>([acquire, ...uses.ends, ...uses.escapes, ...uses.touches.map(({ node }) => node)]);
    const inner = new Map<Node, Node>();
    for (const run of uses.runs) {
      const isEnding = run.effect === 'ends' && failsAtCall(run) && isAloneInCall(run, uses);
      const thrown = isEnding && run.ownership ? this.find(run.ownership, run.target, run.target) : null;
      if (thrown) inner.set(run.call, thrown);
    }
    // What is computed for the call that ends the span, a promise most often, is in its hands.
    const isHandled = (node: Node) => uses.ends.some((end) => end !== node && isInside(node, end));
    // What stands next to an end in `finally` tidies up as well, and is taken not to throw.
    const finalizers = uses.ends.flatMap((end) => findFinalizer(end, acquire) ?? []);
    const isTidyUp = (node: Node) =>
      node.type !== 'ThrowStatement' && finalizers.some((finalizer) => isInside(node, finalizer));
    const fails = (node: Node) =>
      isHandled(node) ? throwsAtOnce(node, this.#model) : throwsInPractice(node, this.#model);
    const isThrowing = (node: Node) => inner.has(node) || (!closing.has(node) && !isTidyUp(node) && fails(node));
    const event = findThrow(region, isThrowing);
    return event && (inner.get(event) ?? event);
  }
}

/** True for a call of a function of the file that throws before it returns its promise, so that no reaction is there yet. */
function throwsAtOnce(node: Node, { values, sourceCode }: OtelModel): boolean {
  const target = node.type === 'CallExpression' ? values.findFunction(node.callee) : null;
  if (!target || target.async || target.generator) return false;
  return getOwnNodes(target.body, sourceCode).some((it) => it.type === 'ThrowStatement' && !isInTry(it, true));
}

/** True when a failure of the function is one of the call, and nothing is chained to its promise. */
function failsAtCall({ call, target }: Run): boolean {
  const type = wrap(call).parent?.type;
  return !target.async || (type !== 'MemberExpression' && type !== 'VariableDeclarator');
}
