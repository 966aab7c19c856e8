import { context, createContextKey, ROOT_CONTEXT, trace, type Tracer } from '@opentelemetry/api';
import type { Sight } from '../../../src/boundaries/boundary.js';
import type { Lab, Label, Situation } from './probe.js';

const labelKey = createContextKey('the label of a probe');

/** How long a callback may take to run before its situation counts as failed: long, since machines can be busy. */
const PATIENCE_MS = 30_000;

/** The label of each trace, where labels are spans. */
const traces = new Map<string, Label>();
let spans: Tracer | null = null;

/**
 * From here on a label is a trace as well, and what an instrumentation puts into that trace has its label. For most
 * instrumentations do something only where a span is active, and some take the context out of a message.
 */
export function labelTraces(tracer: Tracer): void {
  spans = tracer;
}

/** The label of the active context; a context without one is the root context. */
export function activeLabel(): Label {
  if (spans) return traces.get(trace.getActiveSpan()?.spanContext().traceId ?? '') ?? 'root';
  return (context.active().getValue(labelKey) as Label | undefined) ?? 'root';
}

/** Runs `act` in a context labelled `label`, which has nothing else in it. */
export function within<T>(label: Label, act: () => T): T {
  const labelled = ROOT_CONTEXT.setValue(labelKey, label);
  if (!spans) return context.with(labelled, act);
  const span = spans.startSpan(label, { root: true });
  traces.set(span.spanContext().traceId, label);
  return context.with(trace.setSpan(labelled, span), act);
}

interface Waiter {
  readonly times: number;
  readonly resolve: () => void;
}

class SituationLab implements Lab {
  readonly labels: Label[] = [];
  readonly releases: (() => unknown)[] = [];
  runs = 0;
  private waiters: Waiter[] = [];

  in<T>(sight: Sight, act: () => T): T {
    return within(sight, act);
  }

  readonly see = (): void => {
    this.note(activeLabel());
  };

  note(label: Label): void {
    this.labels.push(label);
    this.runs += 1;
    const due = this.waiters.filter((waiter) => waiter.times <= this.labels.length);
    this.waiters = this.waiters.filter((waiter) => !due.includes(waiter));
    for (const waiter of due) waiter.resolve();
  }

  readonly runOther = (): void => {
    this.runs += 1;
  };

  seen(times = 1): Promise<void> {
    if (this.labels.length >= times) return Promise.resolve();
    return new Promise((resolve) => this.waiters.push({ times, resolve }));
  }

  cleanup(release: () => unknown): void {
    this.releases.push(release);
  }
}

/** Settles with `work`, or rejects when that takes longer than a probe may take. */
async function beforePatienceEnds<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no end after ${PATIENCE_MS} ms`)), PATIENCE_MS);
  });
  try {
    return await Promise.race([expired, work]);
  } finally {
    clearTimeout(timer);
  }
}

/** Runs `situation` and returns the labels that its callback saw. Throws when the callback never ran. */
export async function runSituation(situation: Situation): Promise<{ seen: readonly Label[]; runs: number }> {
  const lab = new SituationLab();
  try {
    await beforePatienceEnds(settle(lab, situation));
    return { seen: [...lab.labels], runs: lab.runs };
  } finally {
    for (const release of lab.releases) await beforePatienceEnds(Promise.resolve(release()));
  }
}

async function settle(lab: SituationLab, situation: Situation): Promise<void> {
  await within('outside', () => Promise.resolve(situation(lab)));
  await lab.seen();
}
