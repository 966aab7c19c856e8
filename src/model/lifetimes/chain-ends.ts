import type { Flow } from '../../flow/index.js';
import type { ChainOutcome, PromiseChain } from '../code/promise-chains.js';
import { type FunctionNode, type Node, getStaticName, isInTry, unwrap, wrap } from '../code/nodes.js';
import type { Uses } from './span-uses.js';

/** A promise whose reactions end a span, on some outcomes at least. */
export interface ChainEnd {
  readonly chain: PromiseChain;
  readonly outcome: ChainOutcome;
  /** The last of the reactions; of those in a function that is called here, where that ends the span. */
  readonly node: Node;
  /** True when a function that is called here keeps the promise to itself: nothing can be chained to it. */
  readonly isKept: boolean;
}

/** True when the span lives on one of the outcomes. */
export function isLive({ outcome }: ChainEnd): boolean {
  return outcome.isLiveWhenFulfilled || outcome.isLiveWhenRejected;
}

/**
 * The promise on one outcome of which nothing ends the span: nothing can be chained to it any more in the function that
 * the uses are of, and nothing else there ends the span or hands it on: afterwards, or before, when it may have left a
 * handler of the other outcome. Null when there is none.
 */
export function findLiveEnd({ chains, ends, escapes, runs }: Uses, flow: Flow): ChainEnd | null {
  // An object that is made around the span for the work is no handler; what the executor of a promise hands it to is one.
  const isObject = (other: Node) => other.type === 'NewExpression' && !runs.some(({ call }) => call === other);
  const isBefore = (other: Node, root: Node) => !isObject(other) && flow.reaches(other, root);
  const isCovered = ({ root }: PromiseChain) =>
    [...ends, ...escapes].some((other) => other !== root && (flow.reaches(root, other) || isBefore(other, root)));
  const found = chains.find((end) => isLive(end) && (end.isKept || isFinal(end.chain)) && !isCovered(end.chain));
  return found ?? null;
}

/**
 * What a call of a function leaves of the span, on the outcomes of the promise that it returns; null when it is not just
 * one outcome that the function ends it on.
 *
 * @param uses - what the function does with the span
 */
export function findEndByCall(
  call: PromiseChain['root'],
  target: FunctionNode,
  uses: Uses,
  flow: Flow,
): ChainEnd | null {
  const end = target.generator ? null : findLiveEnd(uses, flow);
  if (!end || isForwarded(end.chain.base)) return null;
  const isKept = end.isKept || !isResult(end.chain.root, target);
  return { chain: { root: call, base: call, links: [] }, outcome: end.outcome, node: end.node, isKept };
}

/** `original.call(this, ...args)`: whoever wraps a function of a library may know that it does not reject. */
function isForwarded(base: Node): boolean {
  const callee = base.type === 'CallExpression' ? unwrap(base.callee) : null;
  return callee?.type === 'MemberExpression' && /^(?:call|apply)$/u.test(getStaticName(callee) ?? '');
}

/** True when the outcome of the promise is that of the function: it is returned, or awaited. */
function isResult(root: Node, target: FunctionNode): boolean {
  const { parent } = wrap(root);
  if (parent === target || parent?.type === 'ReturnStatement') return true;
  return parent?.type === 'AwaitExpression' && target.async;
}

/** True when nothing can be chained to the promise in this function any more: it is a statement, awaited or returned. */
function isFinal({ root }: PromiseChain): boolean {
  const node = wrap(root);
  const { parent } = node;
  switch (parent?.type) {
    case 'ExpressionStatement':
    case 'ReturnStatement':
      return !isInTry(root);
    case 'ArrowFunctionExpression':
      return parent.body === node;
    case 'AwaitExpression':
    case 'UnaryExpression':
      return !isInTry(root);
    default:
      return false;
  }
}
