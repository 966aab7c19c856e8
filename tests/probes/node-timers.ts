import * as timers from 'node:timers';
import * as promises from 'node:timers/promises';
import { readAll } from './harness/pool.js';
import type { Probe, Situation } from './harness/probe.js';
import { nodeVersion as version } from './harness/versions.js';

type Schedule = (see: () => void) => unknown;

/** The callback is handed over in `dispatch`; nobody else takes part. */
const scheduled = (schedule: Schedule): Situation => {
  return async (lab) => {
    lab.in('dispatch', () => schedule(lab.see));
    await lab.seen();
  };
};

const repeated = (schedule: (see: () => void) => NodeJS.Timeout): Situation => {
  return async (lab) => {
    const timer = lab.in('dispatch', () => schedule(lab.see));
    lab.cleanup(() => clearInterval(timer));
    await lab.seen(2);
  };
};

/** The code after the `await`, or in the body of `for await`. */
const awaited = (start: () => PromiseLike<unknown>): Situation => {
  return (lab) =>
    lab.in('dispatch', async () => {
      await start();
      lab.see();
    });
};

const iterated = (start: () => AsyncIterable<unknown>): Situation => {
  return (lab) => {
    let ticks = 0;
    return lab.in('dispatch', () =>
      readAll(start(), () => {
        lab.see();
        ticks += 1;
        return ticks === 2 ? 'stop' : undefined;
      }),
    );
  };
};

function probe(module: string, call: string, free: Situation, callback: number | string = 0): Probe {
  return { module, call, callback, version, situations: { free } };
}

const handlers = (module: string, from: typeof timers | typeof globalThis): readonly Probe[] => [
  probe(
    module,
    'setTimeout',
    scheduled((see) => from.setTimeout(see, 1)),
  ),
  probe(
    module,
    'setImmediate',
    scheduled((see) => from.setImmediate(see)),
  ),
  probe(
    module,
    'setInterval',
    repeated((see) => from.setInterval(see, 1)),
  ),
];

const promised = (module: string, prefix: string, from: typeof promises): readonly Probe[] => [
  probe(
    module,
    `${prefix}setTimeout`,
    awaited(() => from.setTimeout(1)),
    'await',
  ),
  probe(
    module,
    `${prefix}setImmediate`,
    awaited(() => from.setImmediate()),
    'await',
  ),
  probe(
    module,
    `${prefix}setInterval`,
    iterated(() => from.setInterval(1)),
    'await',
  ),
  probe(
    module,
    `${prefix}scheduler.wait`,
    awaited(() => from.scheduler.wait(1)),
    'await',
  ),
  probe(
    module,
    `${prefix}scheduler.yield`,
    awaited(() => from.scheduler.yield()),
    'await',
  ),
];

export const probes: readonly Probe[] = [
  ...handlers('global', globalThis),
  ...handlers('timers', timers),
  ...promised('timers/promises', '', promises),
  ...promised('timers', 'promises.', timers.promises),
  probe(
    'global',
    'queueMicrotask',
    scheduled((see) => queueMicrotask(see)),
  ),
  probe(
    'global',
    'process.nextTick',
    scheduled((see) => process.nextTick(see)),
  ),
  probe(
    'process',
    'nextTick',
    scheduled((see) => process.nextTick(see)),
  ),
  probe(
    'global',
    'Promise#then',
    scheduled((see) => Promise.resolve().then(see)),
  ),
  probe(
    'global',
    'Promise#then',
    scheduled((see) => Promise.reject(new Error('expected')).then(undefined, see)),
    1,
  ),
  probe(
    'global',
    'Promise#catch',
    scheduled((see) => Promise.reject(new Error('expected')).catch(see)),
  ),
  probe(
    'global',
    'Promise#finally',
    scheduled((see) => Promise.resolve().finally(see)),
  ),
];
