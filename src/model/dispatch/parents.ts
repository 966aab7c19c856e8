import { ATTACHES, BINDS, SCOPES, isInContextOf, isUnderOwnContext } from './ambient.js';
import { type ContextSource, type ContextTrace, isMadeFrom, traceContext } from './context-sources.js';
import { isIdleScope } from './idle-scopes.js';
import { findBaseBefore } from '../contexts.js';
import type { OtelModel } from '../index.js';
import { createLiveSpans, findOnlyStart, isReachedFrom } from '../lifetimes/lifetimes.js';
import {
  type CallNode,
  type FunctionNode,
  type Node,
  compareBySource,
  getEnclosingFunction,
  isFunction,
  isInside,
  isLoop,
  unwrap,
  wrap,
} from '../code/nodes.js';
import { findRemoteContexts, mentionsRemote } from './remote-contexts.js';
import type { SpanStart } from '../spans.js';

/** A span that is started without the context that should be its parent. */
export interface LateParent {
  readonly start: SpanStart;
  /**
   * What shows it: the context is attached, or made active for a callback, after the start; made active inside
   * the callback of `startActiveSpan`; the span is put into it; it is never used; it is a remote span context
   * that is never put into a context.
   */
  readonly kind: 'attach' | 'with' | 'callback' | 'set' | 'unused' | 'remote';
  /** Whether the context was taken from a carrier or captured before it was handed over. */
  readonly origin: 'extracted' | 'captured';
  /** The expression of the context that should be the parent; for `remote`, of the span context. */
  readonly parent: Node;
  /** The call or declaration that shows it. */
  readonly shownBy: Node;
}

/** What a function calls the span that its own are to be children of. */
const PARENT_NAME = /^(?:\w+)?parent(?:Span)?$/iu;

/** What a function calls a context that it was given to be the parent of its span. */
const FOREIGN_NAME =
  /^_?(?:parent|producer|remote|extracted|incoming|upstream)(?:Span)?(?:Otel|Trace)?(?:Context|Ctx)?$/iu;

/**
 * Finds the spans that miss the parent which this file has at hand, each once, in source order. Silent about spans
 * whose relation is stated (explicit parent, `root`, `links`, `startTime`), that start below an attached context, that
 * have ended or have another owner by then, and about contexts that derive from the span itself.
 */
export function findLateParents(model: OtelModel): readonly LateParent[] {
  if (!knowsOtherContexts(model)) return [];
  const candidates = model.getSpanStarts().filter((start) => isCandidate(start, model));
  if (candidates.length === 0) return [];
  const found = new Map<SpanStart, LateParent>();
  const all = [
    ...findActivated(candidates, model),
    ...findSet(candidates, model),
    ...findUnused(candidates, model),
    ...findRemoteContexts(model).flatMap((declarator): LateParent[] => {
      const start = candidates.find((candidate) => isReachedFrom(declarator, candidate.node));
      return start ? [{ start, kind: 'remote', origin: 'extracted', parent: declarator.id, shownBy: declarator }] : [];
    }),
  ];
  for (const late of all) if (!found.has(late.start)) found.set(late.start, late);
  return [...found.values()].sort((a, b) => compareBySource(a.start.node, b.start.node));
}

/** True when the file has a context at hand that can be a parent, besides the one that is active anyway. */
function knowsOtherContexts(model: OtelModel): boolean {
  const makers = model.getCallsOf('trace.setSpan', 'propagation.extract');
  return makers.length > 0 || getActivations(model).length > 0 || mentionsRemote(model);
}

function isCandidate(start: SpanStart, model: OtelModel): boolean {
  if (start.parent || start.isRoot || start.hasLinks || start.isRetroactive || start.isUncertain) return false;
  return !isUnderOwnContext(start.node, model);
}

/** Starts before a context becomes active in the same function, or whose callback makes it active. */
function findActivated(candidates: readonly SpanStart[], model: OtelModel): readonly LateParent[] {
  const groups = groupByFunction(candidates);
  const liveSpans = new Map([...groups].map(([around, starts]) => [around, createLiveSpans(starts, model)]));
  return getActivations(model).flatMap((call) => {
    const [parent] = call.arguments;
    if (!parent) return [];
    const place = findPlaceOfUse(call, parent, model);
    const around = getEnclosingFunction(place);
    const alive = liveSpans.get(around)?.(place, call) ?? [];
    const last = findLastBefore(call, groups.get(around) ?? []);
    if (alive.length === 0 && !last) return [];
    const trace = traceContext(parent, model);
    const isBound = model.api.isCallOf(call, ...BINDS);
    const activates = isBound || model.api.isCallOf(call, ...SCOPES) ? 'with' : 'attach';
    const late = alive.flatMap((start): LateParent[] => {
      const isOfOthers = trace.spans.some((span) => !isGivenParent(span, start, call, model));
      const origin = isOfOthers ? null : findOrigin(trace, start, model);
      // A callback that is bound to a context which the function was given may be the caller's own.
      if (isBound && origin !== 'extracted') return [];
      return origin ? [{ start, kind: start.callback ? 'callback' : activates, origin, parent, shownBy: call }] : [];
    });
    if (late.length > 0 || !last || isBound || trace.spans.some((span) => !isGiven(span, last, model))) return late;
    const origin = findOrigin(trace, last, model);
    return origin && isIdleScope(call, model) ? [{ start: last, kind: activates, origin, parent, shownBy: call }] : [];
  });
}

/**
 * Where a context becomes active that was made before: the call, or the loop or the call of an array method around it that
 * makes the same context active in each of its turns.
 */
function findPlaceOfUse(call: CallNode, context: Node, { bindings, callbacks }: OtelModel): Node {
  const name = unwrap(context);
  const variable = name.type === 'Identifier' ? bindings.findVariable(name) : null;
  if (!variable) return call;
  const written = [...variable.identifiers, ...variable.references.flatMap(({ writeExpr }) => writeExpr ?? [])];
  let place: Node = call;
  for (let node: Node | null | undefined = call.parent; node; node = node.parent) {
    if (written.some((other) => node && isInside(other, node))) break;
    if (isLoop(node)) place = node;
    if (!isFunction(node)) continue;
    const [use, ...others] = callbacks.getUses(node);
    if (use?.kind !== 'inline' || others.length > 0 || !isInside(node, use.call)) break;
    place = use.call;
  }
  return place;
}

/**
 * The span that was started last before a context becomes active, with no loop and no function between. Where nothing under
 * that context starts a span or looks at it, it becomes active in vain, and this span was meant.
 */
function findLastBefore(call: CallNode, starts: readonly SpanStart[]): SpanStart | null {
  const last = starts.findLast(({ node }) => node.range[1] <= call.range[0]);
  return last && !last.callback && isReachedFrom(last.node, call) ? last : null;
}

/**
 * True for a span that the function was given as the parent of its own, by its name. Not where another function that was
 * given runs under it: instrumentations run callbacks outside their spans on purpose.
 */
function isGivenParent(span: Node, start: SpanStart, activation: CallNode, model: OtelModel): boolean {
  const name = unwrap(span);
  if (start.callback || name.type !== 'Identifier' || !PARENT_NAME.test(name.name)) return false;
  const [, callback] = activation.arguments;
  return isGiven(name, start, model) && !(callback && isGiven(callback, start, model));
}

/** True for a parameter of the function that starts a span, and for an item of a loop. */
function isGiven(node: Node, start: SpanStart, { bindings }: OtelModel): boolean {
  const name = unwrap(node);
  const variable = name.type === 'Identifier' ? bindings.findVariable(name) : null;
  const around = getEnclosingFunction(start.node);
  return (
    variable?.defs.some(({ type, node: owner, parent }) =>
      type === 'Parameter' ? owner === around : parent?.parent?.type === 'ForOfStatement',
    ) ?? false
  );
}

/** The calls that make a context active in source order, those of the project's own functions included. */
function getActivations(model: OtelModel): readonly CallNode[] {
  const { api, index, settings } = model;
  const own = settings.contextAttachers;
  const named = own.length > 0 ? index.calls.filter(({ callee }) => api.isNamedByAny(callee, own)) : [];
  const all = new Set([...model.getCallsOf(...ATTACHES, ...SCOPES, ...BINDS), ...named]);
  return [...all].sort(compareBySource);
}

/** Starts by the function whose code runs while their span is the newest: the one around `startSpan`, the callback of `startActiveSpan`. */
function groupByFunction(starts: readonly SpanStart[]): ReadonlyMap<FunctionNode | null, readonly SpanStart[]> {
  const groups = new Map<FunctionNode | null, SpanStart[]>();
  for (const start of starts) {
    const around = isFunction(start.callback) ? start.callback : getEnclosingFunction(start.node);
    const group = groups.get(around);
    if (group) group.push(start);
    else groups.set(around, [start]);
  }
  return groups;
}

/** Spans that are put into a context which they were not started with: `trace.setSpan(extracted, span)`. */
function findSet(candidates: readonly SpanStart[], model: OtelModel): readonly LateParent[] {
  const known = new Set(candidates);
  return model.getCallsOf('trace.setSpan').flatMap((call): LateParent[] => {
    const [parent, span] = call.arguments;
    const start = parent && span && findOnlyStart(span, model);
    if (!start || !known.has(start)) return [];
    const trace = traceContext(findBaseBefore(call, parent, model), model);
    const origin = trace.spans.length === 0 ? findOrigin(trace, start, model) : null;
    // A captured context that the callback of `startActiveSpan` puts the span into may be the one that was active then.
    if (start.callback && origin !== 'extracted') return [];
    // A parameter may well hold the context that is active already, so it proves nothing here unless it is named for another.
    const isForeign = trace.sources.some(
      ({ kind, node }) => kind === 'extracted' || kind === 'active' || isNamedForeign(node),
    );
    if (!origin || !isForeign) return [];
    // A captured context that is given baggage or values on the way is kept for those.
    if (origin === 'captured' && trace.carriesValues) return [];
    return [{ start, kind: 'set', origin, parent, shownBy: call }];
  });
}

/** The first span that starts after a context was extracted which nothing uses. */
function findUnused(candidates: readonly SpanStart[], model: OtelModel): readonly LateParent[] {
  return model.getCallsOf('propagation.extract').flatMap((call): LateParent[] => {
    const declarator = findDeclarator(call);
    if (declarator?.type !== 'VariableDeclarator' || declarator.id.type !== 'Identifier') return [];
    const variable = model.bindings.findVariable(declarator.id);
    if (!variable || model.bindings.getReads(variable).length > 0) return [];
    const start = candidates.find((candidate) => isReachedFrom(declarator, candidate.node));
    return start ? [{ start, kind: 'unused', origin: 'extracted', parent: declarator.id, shownBy: declarator }] : [];
  });
}

function isNamedForeign(node: Node): boolean {
  return node.type === 'Identifier' && FOREIGN_NAME.test(node.name);
}

function findDeclarator(call: CallNode): Node | null {
  let node = wrap(call);
  for (;;) {
    const parent: Node | undefined = node.parent;
    const isBranch =
      (parent?.type === 'ConditionalExpression' && parent.test !== node) ||
      parent?.type === 'LogicalExpression' ||
      parent?.type === 'AwaitExpression';
    if (!isBranch) return parent ?? null;
    node = wrap(parent);
  }
}

/** Where a context comes from when it comes from outside the run of code that starts the span; null when it does not, or derives from the span. */
function findOrigin(trace: ContextTrace, start: SpanStart, model: OtelModel): LateParent['origin'] | null {
  const variable = model.findSpanVariable(start);
  if (trace.isSuppressed || (variable && isMadeFrom(trace, variable))) return null;
  if (trace.sources.some(({ kind }) => kind === 'extracted')) return 'extracted';
  if (trace.spans.length > 0) return 'captured';
  return trace.sources.some((source) => isCaptured(source, start, model)) ? 'captured' : null;
}

/** True for a context that was read before the start's function ran, or that the function was given. */
function isCaptured({ kind, node }: ContextSource, start: SpanStart, model: OtelModel): boolean {
  if (kind === 'given') return true;
  const reader = getEnclosingFunction(node);
  return (
    kind === 'active' && reader !== null && isInside(start.node, reader) && !isInContextOf(reader, start.node, model)
  );
}
