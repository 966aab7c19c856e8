import type { Load, Sight } from '../../../src/boundaries/boundary.js';
import type { Lab, Situation } from './probe.js';

/** A promise that someone else settles. */
export interface Gate {
  readonly passed: Promise<void>;
  open(): void;
  fail(): void;
}

export function createGate(): Gate {
  let open = (): void => undefined;
  let fail = (): void => undefined;
  const passed = new Promise<void>((resolve, reject) => {
    open = resolve;
    fail = () => reject(new Error('a task that rejects'));
  });
  // Who waits for the gate handles the rejection; a gate that nobody waits for is not an error.
  passed.catch(() => undefined);
  return { passed, open, fail };
}

/** Waits until everything that is already under way came to rest. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}

export type Task = () => Promise<void> | void;

/**
 * For a worker function under measurement, which runs for every task: notes a run for the measured task as seen, any
 * other as a run. Returns what is left to do.
 */
export function observe(lab: Lab, task: Task): Task {
  if (task !== lab.see) {
    lab.runOther();
    return task;
  }
  lab.see();
  return () => undefined;
}

/** Adds a task to a pool or queue; the promise it returns, if any, settles with the task. */
export type AddTask = (task: Task) => unknown;

/** What a pool is measured with: it makes a new pool with that many slots, and returns how to add a task. */
export type MakePool = (slots: number, lab: Lab) => AddTask;

/** Whose context each step of a pool's life is taken in. */
interface Roles {
  readonly build: Sight;
  readonly add: Sight;
  readonly first: Sight;
}

type PoolLoad = 'free' | 'saturated' | 'burst' | 'rejected';

/**
 * The four loads of anything that runs tasks in a bounded number of slots, for rows whose call adds the task. Each pool
 * is built in the context `construction`; the measured task is added in `dispatch`; the task that holds or frees
 * the slot is `trigger`'s, and the first of a burst is `first-caller`'s.
 */
export function poolSituations(make: MakePool): Record<PoolLoad, Situation> {
  return situationsOf(make, { build: 'construction', add: 'dispatch', first: 'first-caller' });
}

/**
 * The same for rows whose call builds the pool around one worker function: that call is the `dispatch`, and whoever
 * adds a task or frees the slot is the `trigger`.
 */
export function workerSituations(make: MakePool): Record<PoolLoad, Situation> {
  return situationsOf(make, { build: 'dispatch', add: 'trigger', first: 'first-caller' });
}

function situationsOf(make: MakePool, { build, add: adding, first }: Roles): Record<PoolLoad, Situation> {
  const behind = (release: 'open' | 'fail'): Situation => {
    return async (lab) => {
      const add = lab.in(build, () => make(1, lab));
      const gate = createGate();
      lab.in('trigger', () => ignoreRejection(add(() => gate.passed)));
      lab.in(adding, () => ignoreRejection(add(lab.see)));
      await settle();
      lab.in('trigger', gate[release]);
      await lab.seen();
    };
  };
  return {
    free: async (lab) => {
      const add = lab.in(build, () => make(1, lab));
      lab.in(adding, () => ignoreRejection(add(lab.see)));
      await lab.seen();
    },
    saturated: behind('open'),
    burst: async (lab) => {
      const add = lab.in(build, () => make(2, lab));
      lab.in(first, () => ignoreRejection(add(() => undefined)));
      lab.in(adding, () => ignoreRejection(add(lab.see)));
      await lab.seen();
    },
    rejected: behind('fail'),
  };
}

/** Under zone.js a native promise is no instance of the global `Promise`, so the method decides. */
export function ignoreRejection(added: unknown): void {
  if (isThenable(added)) added.then(undefined, () => undefined);
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/** Keeps only some of the situations, for libraries that have no slots to fill. */
export function only<K extends Load>(
  situations: Record<K, Situation>,
  ...loads: readonly K[]
): Partial<Record<K, Situation>> {
  return Object.fromEntries(loads.map((load) => [load, situations[load]])) as Partial<Record<K, Situation>>;
}

/** Reads `items` to their end, or until `visit` says `stop`. */
export async function readAll(items: AsyncIterable<unknown>, visit: (item: unknown) => 'stop' | void): Promise<void> {
  for await (const item of items) if (visit(item) === 'stop') return;
}
