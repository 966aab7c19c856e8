import type { Flow } from '../../flow/index.js';
import type { OtelModel } from '../index.js';
import { walkOutward } from '../dispatch/losses.js';
import { type Node, type Variable, compareBySource, getEnclosingFunction, isFunction, wrap } from '../code/nodes.js';
import { findContextReads } from '../dispatch/reads.js';
import { findReceiver } from './given-spans.js';
import { type Work, type WorkByCall, findOutsideWork } from './outside-work.js';
import type { OwnedSpan, SpanLifetimes } from './span-lifetimes.js';
import { findSpanHolder } from './span-holders.js';
import type { SpanStart } from '../spans.js';
import { isTestCode } from '../code/test-code.js';

/** A span that nothing makes active or passes on, with the work that is done while it lives. */
export interface InactiveSpan {
  readonly span: OwnedSpan;
  /** In source order, none inside another. */
  readonly works: readonly [Work, ...Work[]];
}

/** How many helpers a span is followed through. */
const MAX_DEPTH = 5;
/**
 * Finds the spans of `startSpan` that are never active although work runs while they live which takes the active span
 * as its parent, in source order. Silent about spans that are given to anybody, whose context is read, that describe
 * the past, and about tests.
 */
export function findInactiveSpans(model: OtelModel, flow: Flow, lifetimes: SpanLifetimes): readonly InactiveSpan[] {
  const candidates = model.getSpanStarts().flatMap((start) => findCandidate(start, model, lifetimes) ?? []);
  if (candidates.length === 0) return [];
  const inFile = collectWork(model, lifetimes);
  return candidates.flatMap((span) => {
    const region = flow.getLiveRegion({
      acquire: span.acquire,
      releases: span.uses.ends,
      escapes: span.ownership.getWrites(span.acquire),
    });
    const isNested = ({ child }: Work): boolean => {
      const owned = child?.method === 'startSpan' ? lifetimes.findOwnedSpan(child) : null;
      return owned === null || owned.uses.ends.every((end) => region.isLiveAt(end));
    };
    const all = [inFile, findOutsideWork(span, model)];
    const events = [...region.getEvents()].filter((event) => event !== span.start.node);
    const works = all.flatMap((byCall) => events.flatMap((event) => byCall.get(event) ?? []));
    const during = works.filter((work) => isNested(work));
    const [first, ...others] = getOutermost(during);
    return first ? [{ span, works: [first, ...others] }] : [];
  });
}

function findCandidate(start: SpanStart, model: OtelModel, lifetimes: SpanLifetimes): OwnedSpan | null {
  if (start.callback || start.isRetroactive || start.isUncertain || isTestCode(start.node)) return null;
  const span = lifetimes.findOwnedSpan(start);
  if (!span || (isFunction(span.owner) && span.owner.generator)) return null;
  return isKeptIn(span.ownership.variable, model, lifetimes) ? span : null;
}

/** True when the span is only written to and ended: nobody else gets it, nor the context that it is in. */
function isKeptIn(variable: Variable, model: OtelModel, lifetimes: SpanLifetimes, depth = 0): boolean {
  const isGiven = model.bindings.getReads(variable).some(({ identifier }) => {
    const { parent } = wrap(identifier);
    return parent?.type === 'CallExpression' && model.api.findName(parent.callee) !== null;
  });
  if (isGiven || depth > MAX_DEPTH) return false;
  return lifetimes.getOwnership(variable).references.every((reference) => {
    if (reference.kind === 'touch') return reference.name !== 'spanContext';
    if (reference.kind !== 'pass') return reference.kind === 'end' || reference.kind === 'closure';
    const inner = findReceiver(reference, model);
    return inner !== null && isKeptIn(inner, model, lifetimes, depth + 1);
  });
}

/** What the functions of the file do that hangs on the active span, by the call that leads to it. */
function collectWork(model: OtelModel, lifetimes: SpanLifetimes): WorkByCall {
  const found = new Map<Node, Work[]>();
  const add = (work: Work): void => {
    const filed = found.get(work.node);
    if (filed) filed.push(work);
    else found.set(work.node, [work]);
  };
  const walked = new Set<Node>();
  for (const { node } of findContextReads(model)) {
    const child = model.getSpanStart(node);
    const isCarried = !child && isInjected(node, model);
    if (child ? !isEndedInFile(child, model, lifetimes) : !isCarried) continue;
    const kind = child ? 'starts' : 'injects';
    add({ kind, node, child, isCarried });
    const around = getEnclosingFunction(node);
    if (!around || walked.has(around)) continue;
    walked.add(around);
    walkOutward(node, model, (use) => {
      if (use.kind !== 'inline') return false;
      add({ kind, node: use.call, child: null, isCarried: false });
      return true;
    });
  }
  return found;
}

/** `propagation.inject(context.active(), carrier)`. */
function isInjected(read: Node, { api }: OtelModel): boolean {
  const argument = wrap(read);
  const { parent } = argument;
  const isFirst = parent?.type === 'CallExpression' && parent.arguments[0] === argument;
  return isFirst && api.isCallOf(parent, 'propagation.inject') && api.isCallOf(read, 'context.active');
}

/** True for a span of work that this file sees the end of; a span that is returned belongs to whoever asked for it. */
function isEndedInFile(start: SpanStart, model: OtelModel, lifetimes: SpanLifetimes): boolean {
  if (start.callback) return true;
  const holder = findSpanHolder(start, model);
  if (holder.kind !== 'variable') return holder.kind === 'ended';
  const { references } = lifetimes.getOwnership(holder.variable);
  return references.some(({ kind }) => kind === 'end') && references.every(({ kind }) => kind !== 'escape');
}

/** Each once, in source order, without those inside another. */
function getOutermost(works: readonly Work[]): readonly Work[] {
  const sorted = [...works].sort((a, b) => compareBySource(a.node, b.node));
  let end = -1;
  return sorted.filter(({ node: { range } }) => {
    const isInner = range[1] <= end;
    end = Math.max(end, range[1]);
    return !isInner;
  });
}
