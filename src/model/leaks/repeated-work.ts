import { mayReceive } from '../../boundaries/instrumentations.js';
import { getSights, isRepeating } from '../../boundaries/matcher.js';
import type { Use } from '../callbacks.js';
import { isKept } from '../lifetimes/active-spans.js';
import { findFieldClass } from '../code/constructions.js';
import { type CallNode, type FunctionNode, type Node, getEnclosingFunction, isInside } from '../code/nodes.js';
import { type Dispatch, walkOutward } from '../dispatch/losses.js';
import { findEndlessLoop } from './endless.js';
import { findFloatingCalls } from './floating.js';
import type { OtelModel } from '../index.js';
import { type Rescheduling, getRescheduling } from './rescheduling.js';
import { findSources } from './sources.js';

/** A call that sets something going that runs again and again, in the context of the call. */
export interface RepeatedWork {
  readonly kind: 'repeats' | 'reschedules' | 'loops' | 'serves';
  readonly call: CallNode;
  /** The function that goes on; null where the call itself repeats a callback. */
  readonly body: FunctionNode | null;
  /** True where only a scope in `body` itself can be what goes on: each run begins in that of the one before. */
  readonly isNested: boolean;
  readonly flags: readonly Node[];
  /** The calls in it by which it goes on. */
  readonly again: readonly CallNode[];
  /** The expressions that hold what the call makes, where handlers are given to that. */
  readonly holders: readonly Node[];
}

const BARE = { body: null, isNested: false, flags: [], again: [], holders: [] } as const;

/** The calls that set work going which comes to a place again and again, in the context that the call is made in. */
export function findRepeatedWork(place: Node, model: OtelModel): readonly RepeatedWork[] {
  const found: RepeatedWork[] = [];
  walkOutward(place, model, (use, from) => {
    if (use.kind === 'scope' || (use.kind === 'boundary' && isReceived(use, model))) return false;
    if (use.kind === 'boundary' && !isSameEachTime(use, model)) {
      found.push(...findSources(use, model).map((source) => ({ ...BARE, kind: 'serves' as const, ...source })));
      return false;
    }
    const around = findFieldClass(from) ? null : getEnclosingFunction(from);
    const loop = around && findEndlessLoop(from, around, model);
    const chain = around && !loop ? getRescheduling(around, model) : null;
    if (around && loop) {
      const calls = findFloatingCalls(use, model);
      found.push(...calls.map((call) => ({ ...BARE, kind: 'loops' as const, call, body: around, ...loop })));
    } else if (around && chain) {
      found.push(...toReschedulings(use, around, chain, model));
    } else if (use.kind === 'boundary' && use.rows.every(isRepeating)) {
      found.push({ ...BARE, kind: 'repeats', call: use.call });
    } else return true;
    return false;
  });
  return found;
}

/** The calls that begin what goes on by handing itself over: those from outside, or its own where they stand in a scope of its own. */
function toReschedulings(
  use: Use,
  body: FunctionNode,
  { flags, again, scopes, isAwaited }: Rescheduling,
  model: OtelModel,
): readonly RepeatedWork[] {
  const work = { ...BARE, kind: 'reschedules', body, flags } as const;
  const [handOver] = again;
  if (scopes.length > 0) return handOver ? [{ ...work, call: handOver, isNested: true }] : [];
  if (isInside(use.call, body)) return [];
  const calls = isAwaited ? findFloatingCalls(use, model) : [use.call];
  return calls.map((call) => ({ ...work, call, again }));
}

/** True where an instrumentation may run the callback in the context of the message that it is given. */
function isReceived({ rows }: Dispatch, { filename }: OtelModel): boolean {
  return rows.some(({ module, runs }) => runs === 'many' && mayReceive(module, filename));
}

/** True when a callback sees the context of the call that handed it over, at least on some of its runs. */
function isSameEachTime(use: Dispatch, model: OtelModel): boolean {
  const { manager } = model;
  if (!use.rows.every(isRepeating)) return isKept(use, model);
  return use.rows.every(
    (row) =>
      manager !== 'unknown' && row.unmeasured === undefined && getSights(row, manager)?.includes('dispatch') === true,
  );
}
