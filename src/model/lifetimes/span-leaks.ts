import type { Flow } from '../../flow/index.js';
import type { OtelModel } from '../index.js';
import { type Node, isLoop } from '../code/nodes.js';
import { findSlotLeak } from './slot-leaks.js';
import { findLiveEnd } from './chain-ends.js';
import { findGeneratorStop } from './generator-stops.js';
import { findCallbackExit } from './callback-leaks.js';
import { type MisplacedEnd, findMisplacedEnds } from './misplaced-ends.js';
import { type MissedCallback, findMissedCallback } from './missed-callbacks.js';
import { type MissedEvent, findMissedEvent } from './missed-events.js';
import { isEndedOnCondition } from './span-branches.js';
import { findSpanHolder } from './span-holders.js';
import type { OwnedSpan, SpanLifetimes } from './span-lifetimes.js';
import { isAloneInCall } from './span-uses.js';
import type { SpanStart } from '../spans.js';
import { findThrowLeak } from './throw-leaks.js';
import { type UnendedSlot, findUnendedSlot } from './unended-slots.js';
import { isTestCode } from '../code/test-code.js';

/** Why a span may never be ended. The line is that of the place where it is lost. */
export interface SpanLeak {
  readonly kind:
    /** Nothing holds it. */
    | 'dropped'
    /** Nothing ends it. */
    | 'never-ended'
    /** The function is left without ending it. */
    | 'some-paths'
    /** The variable that holds it gets another value. */
    | 'overwritten'
    /** Only one outcome of a promise ends it. */
    | 'one-outcome'
    /** A function takes it out of its slot. */
    | 'let-go'
    /** It is ended by the function for the success of the work, and not by the one for its failure. */
    | 'one-hook'
    /** None of the events that end it comes on one of the outcomes. */
    | 'one-event'
    /** What ends it is given to a call that calls none of it on one of the outcomes. */
    | 'one-callback'
    /** An exception passes by the end. */
    | 'throw'
    /** An exception comes before the span has an owner. */
    | 'throw-before-owner'
    /** A consumer of the generator that stops passes by the end. */
    | 'stopped';
  readonly start: SpanStart;
  readonly span: OwnedSpan | null;
  readonly node: Node;
  readonly line: number;
  /** For `one-event`. */
  readonly missed?: MissedEvent;
  /** For `one-callback`. */
  readonly missedCallback?: MissedCallback;
  /** For `one-hook`. */
  readonly hooks?: UnendedSlot['hooks'];
}

/** Finds the spans of a file that are not ended for certain. */
export class SpanLeaks {
  readonly #model: OtelModel;
  readonly #flow: Flow;
  readonly #lifetimes: SpanLifetimes;
  readonly #outcomes = new Set<Node>();
  #misplaced: readonly MisplacedEnd[] | undefined;

  constructor(model: OtelModel, flow: Flow, lifetimes: SpanLifetimes) {
    this.#model = model;
    this.#flow = flow;
    this.#lifetimes = lifetimes;
  }

  /** The mentions of `end` that do not end their span when they look to, in source order. */
  getMisplacedEnds(): readonly MisplacedEnd[] {
    this.#misplaced ??= findMisplacedEnds(this.#model, this.#lifetimes);
    return this.#misplaced;
  }

  /** Why the span of a start may never be ended, the most telling reason only; null when it is, and when its owner is not to be seen. */
  find(start: SpanStart): SpanLeak | null {
    if (!isTracerCall(start) || isTestCode(start.node)) return null;
    const holder = findSpanHolder(start, this.#model);
    if (holder.kind === 'dropped') {
      return start.callback && this.#lifetimes.endsActiveSpans()
        ? null
        : this.#describe('dropped', start, null, start.node);
    }
    if (holder.kind === 'lost') {
      return this.#lifetimes.endsActiveSpans() ? null : this.#describe('never-ended', start, null, start.node);
    }
    if (holder.kind === 'other') return start.property === undefined ? this.#findSlotLeak(start) : null;
    const unended = this.#findUnendedSlot(start);
    if (unended) return unended;
    const span = this.#lifetimes.findOwnedSpan(start, holder);
    // Whoever calls a function that may start nothing may know when it does: `if (isTracing) span.end();`.
    const isUntold =
      start.isOptional && span && isEndedOnCondition(span.ownership.variable, span.uses.ends, this.#model);
    if (!span || isUntold || this.#isMisplaced(span)) return null;
    const leak =
      this.#findMisuse(span) ?? this.#findCertainLeak(span) ?? this.#findThrowLeak(span) ?? this.#findStop(span);
    return leak && this.#isNew(leak) ? leak : null;
  }

  /** True when an end of the span is reported by itself. */
  #isMisplaced({ ownership, uses }: OwnedSpan): boolean {
    const places = new Set([...ownership.references, ...uses.ends].map((it) => ('kind' in it ? it.node : it)));
    return this.getMisplacedEnds().some(({ node }) => places.has(node));
  }

  /** False for a place that another span is lost by, too: a function that is given both ends them alike. */
  #isNew({ kind, node }: SpanLeak): boolean {
    if (!SHARED.has(kind)) return true;
    const isKnown = this.#outcomes.has(node);
    this.#outcomes.add(node);
    return !isKnown;
  }

  #describe(kind: SpanLeak['kind'], start: SpanStart, span: OwnedSpan | null, at: Node): SpanLeak {
    return { kind, start, span, node: at, line: at.loc.start.line };
  }

  #findSlotLeak(start: SpanStart): SpanLeak | null {
    const leak = this.#lifetimes.endsActiveSpans() ? null : findSlotLeak(start, this.#model, this.#flow);
    return leak ? this.#describe(leak.kind, start, null, leak.node) : this.#findUnendedSlot(start);
  }

  #findUnendedSlot(start: SpanStart): SpanLeak | null {
    const unended = this.#lifetimes.endsActiveSpans() ? null : findUnendedSlot(start, this.#lifetimes, this.#model);
    const leak = unended && { ...this.#describe(unended.kind, start, null, unended.node), hooks: unended.hooks };
    return leak && this.#isNew(leak) ? leak : null;
  }

  /** An end that does not do what it looks like. */
  #findMisuse(span: OwnedSpan): SpanLeak | null {
    const { start, uses } = span;
    const live = findLiveEnd(uses, this.#flow);
    return live ? this.#describe('one-outcome', start, span, live.node) : this.#findMissedOutcome(span);
  }

  /** An outcome whose events, or callbacks, end nothing. */
  #findMissedOutcome(span: OwnedSpan): SpanLeak | null {
    const missed = findMissedEvent(span.ownership, span.owner, this.#model);
    if (missed) return { ...this.#describe('one-event', span.start, span, missed.call), missed };
    const missedCallback = findMissedCallback(span.ownership, span.owner, this.#model);
    return (
      missedCallback && { ...this.#describe('one-callback', span.start, span, missedCallback.node), missedCallback }
    );
  }

  #findCertainLeak(span: OwnedSpan): SpanLeak | null {
    const { start, owner, acquire, ownership, uses } = span;
    const isNeverEnded = uses.ends.length + uses.escapes.length === 0;
    if (isNeverEnded && (uses.lends.length > 0 || this.#lifetimes.endsActiveSpans())) return null;
    const region = ownership.getLiveRegion(owner, acquire, false);
    if (isNeverEnded) return this.#describe('never-ended', start, span, acquire);
    // Who only hands the span on may well let go of it on purpose.
    if (!ownership.references.some(({ kind, node }) => kind === 'end' || uses.ends.some((end) => end === node)))
      return null;
    const overwriting = ownership.getWrites(acquire).find((write) => region.isLiveAt(write));
    if (overwriting) return this.#describe('overwritten', start, span, overwriting);
    if (acquire === start.value && region.isLiveAt(acquire)) {
      const jump = region.findEvent(({ type }) => type === 'ContinueStatement');
      const leaving = this.#describe('some-paths', start, span, jump ?? acquire);
      return jump ? leaving : { ...leaving, line: findLoop(acquire)?.loc.end.line ?? leaving.line };
    }
    const exit = region.getExits().find((candidate) => candidate.kind !== 'throw');
    if (exit) return { ...this.#describe('some-paths', start, span, exit.node), line: exit.line };
    const unended = findCallbackExit(ownership, owner, this.#model, this.#flow);
    if (unended) return { ...this.#describe('some-paths', start, null, unended.node), line: unended.line };
    return this.#findLeakInRun(span);
  }

  /** A function that runs in place and ends the span on some of its paths, when nobody else could have the span. */
  #findLeakInRun({ start, owner, acquire, ownership, uses }: OwnedSpan): SpanLeak | null {
    const others = [...uses.ends, ...uses.escapes, ...uses.lends];
    for (const run of uses.runs) {
      const { call, target, effect } = run;
      if (effect !== 'may-end' || !ownership.mentions(target) || !isAloneInCall(run, uses)) continue;
      const isShared = others.some(
        (other) => other !== call && (this.#flow.reaches(call, other) || this.#flow.reaches(other, call)),
      );
      if (isShared || !ownership.getLiveRegion(owner, acquire, false).isLiveAt(call)) continue;
      const region = ownership.getLiveRegion(target, target, true);
      const exit = region.getExits().find((candidate) => candidate.kind !== 'throw');
      if (exit) return { ...this.#describe('some-paths', start, null, exit.node), line: exit.line };
    }
    return null;
  }

  #findStop(span: OwnedSpan): SpanLeak | null {
    const stop = findGeneratorStop(span, this.#model);
    return stop && this.#describe('stopped', span.start, span, stop);
  }

  /** An exception that leaves the function, or one that runs in place in it, while the span lives. */
  #findThrowLeak(span: OwnedSpan): SpanLeak | null {
    const thrown = findThrowLeak(span, this.#model);
    if (thrown?.kind === 'throw-before-owner' && this.#lifetimes.endsActiveSpans()) return null;
    return thrown && this.#describe(thrown.kind, span.start, span, thrown.node);
  }
}

/** What is reported where several spans can be lost. */
const SHARED = new Set<SpanLeak['kind']>(['one-outcome', 'let-go', 'one-hook']);

/** A helper of the settings may end the span itself when it is given a callback. */
function isTracerCall({ node, callback }: SpanStart): boolean {
  return callback === null || node.callee.type === 'MemberExpression';
}

function findLoop(node: Node): Node | null {
  let current: Node | undefined = node;
  while (current && !isLoop(current)) current = current.parent;
  return current ?? null;
}
