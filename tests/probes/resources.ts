/** Pools of resources, locks, loaders, caches and circuit breakers. */
import { Mutex, Semaphore } from 'async-mutex';
import { Sema } from 'async-sema';
import Queue from 'better-queue';
import genericPool from 'generic-pool';
import { LRUCache } from 'lru-cache';
import NodeCache from 'node-cache';
import CircuitBreaker from 'opossum';
import { Pool } from 'tarn';
import { observe, poolSituations, settle, workerSituations, type MakePool, type Task } from './harness/pool.js';
import type { Lab, Probe, Situation } from './harness/probe.js';
import { coalesced, listened, wrapped, type Wrap } from './harness/situations.js';
import { versionOf } from './harness/versions.js';

const mutex: MakePool = () => {
  const lock = new Mutex();
  return async (task) => lock.runExclusive(task);
};

const semaphore: MakePool = (slots) => {
  const lock = new Semaphore(slots);
  return async (task) => lock.runExclusive(task);
};

const { free, saturated, rejected } = poolSituations(mutex);

const mutexProbes: readonly Probe[] = [
  { call: 'Mutex#runExclusive', situations: { free, saturated, rejected } },
  { call: 'Semaphore#runExclusive', situations: poolSituations(semaphore) },
].map((probe) => ({ module: 'async-mutex', callback: 0, version: versionOf('async-mutex'), ...probe }));

/** The code after the `await` of a lock that another holds and frees. */
const afterAcquire: Situation = async (lab) => {
  const lock = lab.in('construction', () => new Sema(1));
  await lab.in('first-caller', () => lock.acquire());
  const acquired = lab.in('dispatch', () => acquire(lab, lock));
  lab.in('trigger', () => lock.release());
  await acquired;
};

async function acquire(lab: Lab, lock: Sema): Promise<void> {
  await lock.acquire();
  lab.see();
}

const betterQueue: MakePool = (slots, lab) => {
  const work = ({ task }: { task: Task }, done: () => void): void => {
    Promise.resolve().then(observe(lab, task)).then(done, done);
  };
  const queue = new Queue<{ task: Task }>(work, { concurrent: slots });
  return (task) => queue.push({ task });
};

const whenBetterQueueDone: MakePool = (slots, lab) => {
  const work = ({ task }: { task: Task }, done: () => void): void => {
    Promise.resolve().then(task).then(done, done);
  };
  const queue = new Queue<{ task: Task }>(work, { concurrent: slots });
  return (task) => (task === lab.see ? queue.push({ task: () => undefined }, lab.see) : queue.push({ task }));
};

const usePool: MakePool = (max) => {
  const pool = genericPool.createPool({ create: async () => ({}), destroy: async () => undefined }, { max });
  return (task) => pool.use(async () => task());
};

/** A resource is made for whoever asks for one, the second while the first is in use. */
const madeByGenericPool: Wrap = (see) => {
  const create = async (): Promise<object> => {
    see();
    return {};
  };
  const pool = genericPool.createPool({ create, destroy: async () => undefined }, { max: 2 });
  return () => pool.acquire();
};

const madeByTarn: Wrap = (see) => {
  const create = async (): Promise<object> => {
    see();
    return {};
  };
  const pool = new Pool<object>({ create, destroy: () => undefined, min: 0, max: 2 });
  return () => pool.acquire().promise;
};

const fetched = (see: () => void, nextKey: () => number): (() => unknown) => {
  const cache = new LRUCache<number, object>({
    max: 3,
    fetchMethod: async () => {
      see();
      await settle();
      return {};
    },
  });
  return () => cache.fetch(nextKey());
};

const evicted: Wrap = (see) => {
  const cache = new LRUCache<number, object>({ max: 1, dispose: see });
  let key = 0;
  cache.set(key, {});
  return () => cache.set((key += 1), {});
};

const breaker = (): CircuitBreaker =>
  new CircuitBreaker(async () => Promise.reject(new Error('expected')), { volumeThreshold: 100 });

function countUp(): () => number {
  let count = 0;
  return () => (count += 1);
}

export const probes: readonly Probe[] = [
  ...mutexProbes,
  {
    module: 'async-sema',
    call: 'Sema#acquire',
    callback: 'await',
    version: versionOf('async-sema'),
    situations: { saturated: afterAcquire },
  },
  {
    module: 'better-queue',
    call: 'default',
    callback: 0,
    version: versionOf('better-queue'),
    situations: workerSituations(betterQueue),
  },
  {
    module: 'better-queue',
    call: 'default#push',
    callback: 1,
    version: versionOf('better-queue'),
    situations: poolSituations(whenBetterQueueDone),
  },
  {
    module: 'generic-pool',
    call: 'createPool()#use',
    callback: 0,
    version: versionOf('generic-pool'),
    situations: poolSituations(usePool),
  },
  {
    module: 'generic-pool',
    call: 'createPool',
    callback: '0.create',
    version: versionOf('generic-pool'),
    situations: { free: wrapped(madeByGenericPool) },
  },
  {
    module: 'tarn',
    call: 'Pool',
    callback: '0.create',
    version: versionOf('tarn'),
    situations: { free: wrapped(madeByTarn) },
  },
  {
    module: 'lru-cache',
    call: 'LRUCache',
    callback: '0.fetchMethod',
    version: versionOf('lru-cache'),
    situations: { free: wrapped((see) => fetched(see, countUp())), burst: coalesced((see) => fetched(see, () => 1)) },
  },
  {
    module: 'lru-cache',
    call: 'LRUCache',
    callback: '0.dispose',
    version: versionOf('lru-cache'),
    situations: { free: wrapped(evicted) },
  },
  {
    module: 'node-cache',
    call: 'default#on',
    callback: 1,
    when: { 0: 'expired' },
    version: versionOf('node-cache'),
    situations: { free: swept },
  },
  {
    module: 'opossum',
    call: 'default',
    callback: 0,
    version: versionOf('opossum'),
    situations: { free: wrapped((see) => guard(see)) },
  },
  {
    module: 'opossum',
    call: 'default#fallback',
    callback: 0,
    version: versionOf('opossum'),
    situations: {
      free: listened(
        breaker,
        (circuit, see) => circuit.fallback(see),
        (circuit) => circuit.fire(),
      ),
    },
  },
  {
    module: 'opossum',
    call: 'default#on',
    callback: 1,
    version: versionOf('opossum'),
    situations: {
      free: listened(
        breaker,
        (circuit, see) => circuit.on('failure', see),
        (circuit) => circuit.fire(),
      ),
    },
  },
];

function guard(see: () => void): () => unknown {
  const circuit = new CircuitBreaker(async () => see());
  return () => circuit.fire();
}

/** Entries are written in `trigger`, and expire before the cache looks for such, twice. */
async function swept(lab: Lab): Promise<void> {
  const cache = lab.in('construction', () => new NodeCache({ checkperiod: 0.01 }));
  lab.cleanup(() => cache.close());
  lab.in('dispatch', () => cache.on('expired', lab.see));
  for (const times of [1, 2]) {
    lab.in('trigger', () => cache.set(String(times), times, 0.001));
    await lab.seen(times);
  }
}
