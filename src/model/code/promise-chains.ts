import type { TSESTree } from '@typescript-eslint/utils';
import { type Node, type SourceCode, getChildren, getStaticName, isFunction, unwrap, wrap } from './nodes.js';

const REACTIONS = new Set(['then', 'catch', 'finally']);

/** `promise.then(...).catch(...)`: one promise with the reactions that are chained to it. */
export interface PromiseChain {
  /** The outermost call. */
  readonly root: TSESTree.CallExpression;
  readonly base: Node;
  /** In the order in which they run. */
  readonly links: readonly TSESTree.CallExpression[];
}

/** What a reaction does with the value that is followed through the chain. */
export type ReactionEffect = 'none' | 'ends' | 'other';

/** On which outcomes of the base promise the value is still there when the chain has settled. */
export interface ChainOutcome {
  readonly isLiveWhenFulfilled: boolean;
  readonly isLiveWhenRejected: boolean;
}

/** The chain that a call of `then`, `catch` or `finally` is part of; null for any other call. */
export function findPromiseChain(call: Node): PromiseChain | null {
  let root = findReaction(call);
  if (!root) return null;
  for (let outer = findReactionOn(root); outer; outer = findReactionOn(root)) root = outer;
  const links: TSESTree.CallExpression[] = [];
  let base: Node = root;
  for (let link = findReaction(base); link; link = findReaction(base)) {
    links.unshift(link);
    const callee = unwrap(link.callee);
    base = callee.type === 'MemberExpression' ? unwrap(callee.object) : callee;
  }
  return { root, base, links };
}

/** The chain that begins with a reaction to what an expression gives; null when nothing is chained to it. */
export function findChainOn(expression: Node): PromiseChain | null {
  const first = findReactionOn(expression);
  return first && findPromiseChain(first);
}

/** The name of a reaction's method: `then`, `catch` or `finally`. */
export function getReactionName(call: TSESTree.CallExpression): string | null {
  const callee = unwrap(call.callee);
  return callee.type === 'MemberExpression' ? getStaticName(callee) : null;
}

function findReaction(node: Node): TSESTree.CallExpression | null {
  if (node.type !== 'CallExpression') return null;
  return REACTIONS.has(getReactionName(node) ?? '') ? node : null;
}

function findReactionOn(call: Node): TSESTree.CallExpression | null {
  const object = wrap(call);
  const member = object.parent;
  if (member?.type !== 'MemberExpression' || member.object !== object) return null;
  const outer = wrap(member).parent;
  return outer && outer.type === 'CallExpression' && unwrap(outer.callee) === member ? findReaction(outer) : null;
}

/**
 * Follows a value that lives when the base promise settles through the reactions.
 *
 * @param getEffect - what a reaction that is an argument of a link does with the value
 * @param given - on which outcomes of the base promise the value is there
 */
export function computeChainOutcome(
  { base, links }: PromiseChain,
  getEffect: (reaction: Node) => ReactionEffect,
  sourceCode: SourceCode,
  given: ChainOutcome = { isLiveWhenFulfilled: true, isLiveWhenRejected: !isResolved(base) },
): ChainOutcome {
  let { isLiveWhenFulfilled, isLiveWhenRejected } = given;
  for (const link of links) {
    const [first, second] = link.arguments;
    const name = getReactionName(link);
    if (name === 'finally') {
      if (!first || getEffect(first) !== 'ends') continue;
      isLiveWhenFulfilled = false;
      isLiveWhenRejected = false;
      continue;
    }
    const onFulfilled = name === 'then' ? first : undefined;
    const onRejected = name === 'then' ? second : first;
    const isKept: boolean = isLiveWhenFulfilled && (!onFulfilled || getEffect(onFulfilled) !== 'ends');
    const isCaught: boolean = isLiveWhenRejected && onRejected !== undefined && getEffect(onRejected) !== 'ends';
    const isPassed: boolean = isLiveWhenRejected && onRejected === undefined;
    const isThrown: boolean =
      (isKept && onFulfilled !== undefined) ||
      (isCaught && onRejected !== undefined && rethrows(onRejected, sourceCode));
    isLiveWhenFulfilled = isKept || isCaught;
    isLiveWhenRejected = isPassed || isThrown;
  }
  return { isLiveWhenFulfilled, isLiveWhenRejected };
}

/** `Promise.resolve(value)`, which is not rejected where the value is no promise. */
function isResolved(base: Node): boolean {
  if (base.type !== 'CallExpression') return false;
  const callee = unwrap(base.callee);
  const isPromise =
    callee.type === 'MemberExpression' && callee.object.type === 'Identifier' && callee.object.name === 'Promise';
  return isPromise && getStaticName(callee) === 'resolve' && base.arguments[0]?.type !== 'CallExpression';
}

/** True when the text of a rejection's handler shows that it rejects in turn. */
function rethrows(reaction: Node, sourceCode: SourceCode): boolean {
  const handler = unwrap(reaction);
  if (!isFunction(handler)) return false;
  const stack: Node[] = [handler.body];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.type === 'ThrowStatement') return true;
    if (node.type === 'MemberExpression' && getStaticName(node) === 'reject') return true;
    if (!isFunction(node)) stack.push(...getChildren(node, sourceCode));
  }
  return false;
}
