import type { Stance } from '../../boundaries/matcher.js';
import { isAttachedAt } from './attachments.js';
import type { Use } from '../callbacks.js';
import { findFieldClass } from '../code/constructions.js';
import type { OtelModel } from '../index.js';
import { type FunctionNode, type Node, getEnclosingFunction } from '../code/nodes.js';
import { findLateParents } from './parents.js';
import { type ContextRead, findContextReads } from './reads.js';
import { judgeDispatch } from './verdicts.js';

/** A call that hands a function over. */
export type Dispatch = Extract<Use, { kind: 'boundary' }>;

/** A dispatch whose callback runs in another context, and what it reads there. */
export interface Loss {
  readonly dispatch: Dispatch;
  /** In source order, at least one. */
  readonly reads: readonly [ContextRead, ...ContextRead[]];
}

type Trust = Stance['trust'];

/** How many functions are walked through from one place outward. */
const MAX_FUNCTIONS = 1000;

/** The dispatches of the file whose callbacks read the active context where it is no longer the dispatch's. */
export function findLosses(model: OtelModel, trust: Trust): readonly Loss[] {
  const found = new Map<Node, { dispatch: Dispatch; reads: [ContextRead, ...ContextRead[]] }>();
  const losingOf = new Map<FunctionNode, readonly Dispatch[]>();
  for (const read of findContextReads(model)) {
    const around = getEnclosingFunction(read.node);
    if (!around || isSettled(read.node, around, model)) continue;
    const losing = losingOf.get(around) ?? findLosingDispatches(read.node, model, trust);
    losingOf.set(around, losing);
    for (const dispatch of losing) {
      const loss = found.get(dispatch.callback);
      if (loss) loss.reads.push(read);
      else found.set(dispatch.callback, { dispatch, reads: [read] });
    }
  }
  return found.size === 0 ? [] : dropLateStarts([...found.values()], model);
}

/** A span that has its parent at hand in its own function misses that one, not the context of the dispatch. */
function dropLateStarts(losses: readonly Loss[], model: OtelModel): readonly Loss[] {
  const late = new Set<Node>(findLateParents(model).map(({ start }) => start.node));
  return losses.flatMap(({ dispatch, reads }) => {
    const [first, ...others] = reads.filter((read) => !late.has(read.node));
    return first ? [{ dispatch, reads: [first, ...others] as const }] : [];
  });
}

/** The dispatches that come between a place and the context it seems to run under, nearest first. */
function findLosingDispatches(node: Node, model: OtelModel, trust: Trust): readonly Dispatch[] {
  const losing: Dispatch[] = [];
  walkOutward(node, model, (use) => {
    if (use.kind === 'scope') return false;
    if (use.kind === 'inline') return true;
    const verdict = judgeDispatch(use, model, trust);
    if (verdict === 'lost') losing.push(use);
    return verdict === 'kept';
  });
  return losing;
}

/** What contexts are made with that have a span in them: one of this file, or one of another process. */
const OF_SPANS: ReadonlySet<string> = new Set(['with-span', 'with-span-context', 'extracted']);

/** True when a place certainly runs while a span is active that this file started, put into a context or took from a message. */
export function isUnderAnySpan(node: Node, model: OtelModel): boolean {
  return isUnderActiveSpan(node, model, OF_SPANS);
}

/**
 * True when a place certainly runs while a span that this file started or put into a context is active.
 *
 * @param kinds - what the context may be made with
 */
export function isUnderActiveSpan(
  node: Node,
  model: OtelModel,
  kinds: ReadonlySet<string> = new Set(['with-span']),
): boolean {
  let isUnder = false;
  walkOutward(node, model, (use) => {
    if (use.kind === 'boundary') {
      return judgeDispatch(use, model) === 'kept';
    }
    if (use.kind === 'scope' && activatesSpan(use.call, kinds, model)) isUnder = true;
    return use.kind === 'inline';
  });
  return isUnder;
}

function activatesSpan(call: Use['call'], kinds: ReadonlySet<string>, model: OtelModel): boolean {
  if (model.getSpanStart(call)) return true;
  if (!model.api.isCallOf(call, 'context.with', 'context.bind')) return false;
  const [context] = call.arguments;
  return context !== undefined && model.getContextChain(context).some((shape) => kinds.has(shape.kind));
}

/**
 * Walks from a place to the functions around it and on to the calls that run those functions, as long as `visit`
 * answers that the context of the call is the one that the function sees. Every function is visited once. What stands
 * in the value of a class field is run by the calls that construct the class.
 *
 * @param visit - takes a use of the function around a place, and that place
 */
export function walkOutward(node: Node, model: OtelModel, visit: (use: Use, place: Node) => boolean): void {
  const seen = new Set<Node>();
  const pending: Node[] = [node];
  for (let place = pending.pop(); place && seen.size < MAX_FUNCTIONS; place = pending.pop()) {
    const owner = findFieldClass(place);
    if (owner && !seen.has(owner)) {
      seen.add(owner);
      for (const call of model.callbacks.getConstructions(owner)) {
        if (visit({ kind: 'inline', call }, place)) pending.push(call);
      }
    }
    const around = getEnclosingFunction(place);
    if (!around || seen.has(around) || isSettled(place, around, model)) continue;
    seen.add(around);
    for (const use of model.callbacks.getUses(around)) if (visit(use, place)) pending.push(use.call);
  }
}

/** True when the context of a place does not hang on the call that runs the function around it, or on no call that is known. */
function isSettled(place: Node, around: FunctionNode, model: OtelModel): boolean {
  return around.generator || isInField(place, around) || isAttachedAt(place, model);
}

/** True in the value of a class field, which is evaluated wherever the class is constructed. */
function isInField(place: Node, around: FunctionNode): boolean {
  for (let node: Node | undefined = place; node && node !== around; node = node.parent) {
    if (node.type === 'PropertyDefinition') return true;
  }
  return false;
}
