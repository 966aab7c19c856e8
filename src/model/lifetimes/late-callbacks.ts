import type { Flow } from '../../flow/index.js';
import { getConditions } from '../code/guards.js';
import type { OtelModel } from '../index.js';
import {
  type FunctionNode,
  type Node,
  getEnclosingFunction,
  getOwnNodes,
  isAwait,
  isFunction,
  unwrap,
  wrap,
} from '../code/nodes.js';
import { type PromiseChain, getReactionName } from '../code/promise-chains.js';
import type { LateUse } from './ended-spans.js';
import type { SpanOwnership } from './ownership.js';
import type { EndedSpan } from './span-ends.js';
import type { SpanReference } from './span-references.js';

/** Functions that call a callback once the code that is running has come to its end or to an `await`. */
const DEFERRING = new Set(
  ['setTimeout', 'setImmediate', 'queueMicrotask', 'process.nextTick'].flatMap((name) => [
    `global:${name}`,
    `timers:${name}`,
    `process:${name.replace('process.', '')}`,
  ]),
);

type Write = Extract<SpanReference, { kind: 'touch' | 'end' }>;

/** The calls in reactions to a promise that come after a reaction which has ended the span. */
export function findInChains(ownership: SpanOwnership, model: OtelModel): LateUse[] {
  if (ownership.getWrites(null).length > 1) return [];
  const owners = new Set(ownership.references.map(({ node }) => findChainOwner(node, ownership)));
  const chains = [...owners].flatMap((owner) => (owner ? ownership.getUses(owner).chains : []));
  return chains.flatMap(({ chain }) => findInChain(chain, ownership, model));
}

/** The function that a reaction which mentions the span stands in. */
function findChainOwner(node: Node, ownership: SpanOwnership): Node | null {
  const reaction = getEnclosingFunction(node);
  return reaction && (getEnclosingFunction(reaction) ?? ownership.owner);
}

function findInChain({ links }: PromiseChain, ownership: SpanOwnership, model: OtelModel): LateUse[] {
  const found: LateUse[] = [];
  const getEnd = (reaction: Node | undefined) => findCertainEnd(reaction, ownership, model);
  // The ends by which the span is ended for certain when the promise so far is fulfilled, and when it is rejected.
  let fulfilled: Node | null = null;
  let rejected: Node | null = null;
  for (const link of links) {
    const [first, second] = link.arguments;
    const name = getReactionName(link);
    if (name === 'finally') {
      const end = getEnd(first);
      if (fulfilled && rejected) found.push(...findWrites(first, fulfilled, ownership, model));
      else if (fulfilled && end) found.push(toUse('ended-again', fulfilled, 'end', end));
      fulfilled = end ?? fulfilled;
      rejected = end ?? rejected;
      continue;
    }
    const [onFulfilled, onRejected] = name === 'then' ? [first, second] : [undefined, first];
    if (fulfilled && onFulfilled) found.push(...findWrites(onFulfilled, fulfilled, ownership, model));
    if (rejected && onRejected) found.push(...findWrites(onRejected, rejected, ownership, model));
    const afterFulfilled: Node | null = fulfilled ?? getEnd(onFulfilled);
    const afterRejected: Node | null = rejected ?? getEnd(onRejected);
    const thrown: Node | null = onFulfilled ? fulfilled : afterRejected;
    fulfilled = onRejected ? afterRejected && afterFulfilled : afterFulfilled;
    rejected = thrown && afterRejected;
  }
  return found;
}

/** The call of `end` in a reaction that ends the span whatever happens in it. */
function findCertainEnd(reaction: Node | undefined, ownership: SpanOwnership, model: OtelModel): Node | null {
  const target = reaction && model.values.findFunction(reaction);
  if (!target || !ownership.mentions(target) || ownership.getEffect(target) !== 'ends') return null;
  return getUnconditional(target, ownership).find(({ kind }) => kind === 'end')?.node ?? null;
}

/** What a reaction that is written in its place writes to the span, under no condition. */
function findWrites(reaction: Node | undefined, end: Node, ownership: SpanOwnership, { values }: OtelModel): LateUse[] {
  const target = reaction && isFunction(unwrap(reaction)) ? values.findFunction(reaction) : null;
  if (!target) return [];
  return getUnconditional(target, ownership).map((reference) =>
    reference.kind === 'end'
      ? toUse('second-end', reference.node, 'end', end)
      : toUse('late', reference.node, reference.name, end),
  );
}

function getUnconditional(target: FunctionNode, { references }: SpanOwnership): readonly Write[] {
  return references.filter(
    (reference): reference is Write =>
      (reference.kind === 'end' || (reference.kind === 'touch' && reference.writes)) &&
      getEnclosingFunction(reference.node) === target &&
      getConditions(reference.node).length === 0,
  );
}

function toUse(kind: LateUse['kind'], node: Node, name: string, end: Node): LateUse {
  return { kind, node, name, line: end.loc.start.line };
}

/** The calls in callbacks of timers and ticks, which run when the function has ended the span. */
export function findInTimers({ ownership, owner, ends }: EndedSpan, model: OtelModel, flow: Flow): LateUse[] {
  const [end] = ends;
  if (!end || ownership.getWrites(null).length > 1) return [];
  const callbacks = new Set(ownership.references.map(({ node }) => getEnclosingFunction(node)));
  return [...callbacks].flatMap((callback) => {
    const call = callback && callback !== owner ? findDeferral(callback, model) : null;
    if (!call || (getEnclosingFunction(call) ?? model.sourceCode.ast) !== owner || !callback) return [];
    return isEndedAtOnce(call, owner, ends, model, flow) ? findWrites(callback, end, ownership, model) : [];
  });
}

/** The call that runs a callback later, and that nothing can call off. */
function findDeferral(callback: FunctionNode, { values }: OtelModel): Node | null {
  const call = wrap(callback).parent;
  if (call?.type !== 'CallExpression' || call.arguments[0] !== wrap(callback)) return null;
  const origin = values.findOrigin(call.callee);
  const isCalled = origin !== null && DEFERRING.has(`${origin.module}:${origin.path}`);
  return isCalled && wrap(call).parent?.type === 'ExpressionStatement' ? call : null;
}

/** True when every path from a call comes to an end of the span before the function waits or returns. */
function isEndedAtOnce(call: Node, owner: Node, ends: readonly Node[], model: OtelModel, flow: Flow): boolean {
  const awaits = getOwnNodes(owner, model.sourceCode).filter(
    (node) => isAwait(node) || node.type === 'YieldExpression',
  );
  const region = flow.getLiveRegion({ acquire: call, releases: ends, escapes: awaits, ignoresExceptions: true });
  return region.getExits().length === 0 && !awaits.some((node) => region.isLiveAt(node));
}
