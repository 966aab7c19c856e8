import { fileURLToPath } from 'node:url';
import Bree from 'bree';
import { Worker as JestWorker } from 'jest-worker';
import { FixedThreadPool } from 'poolifier';
import { Pool as ThreadsPool, spawn, Worker as ThreadsWorker } from 'threads';
import { Tinypool } from 'tinypool';
import workerpool from 'workerpool';
import { createGate, settle } from './harness/pool.js';
import type { Label, Lab, Probe, Situation } from './harness/probe.js';
import { awaited } from './harness/situations.js';
import { versionOf } from './harness/versions.js';

const pathOf = (name: string): string => fileURLToPath(new URL(`workers/${name}.mjs`, import.meta.url));

/** Makes a pool of one thread; `run` resolves to the label that the function in the thread saw. */
type MakeRun = (lab: Lab) => () => PromiseLike<unknown>;

function createTinypool(lab: Lab): Tinypool {
  const pool = new Tinypool({ filename: pathOf('see'), minThreads: 1, maxThreads: 1, execArgv: [] });
  lab.cleanup(() => pool.destroy());
  return pool;
}

const tinypool: MakeRun = (lab) => {
  const pool = createTinypool(lab);
  return () => pool.run({});
};

const poolifier: MakeRun = (lab) => {
  const pool = new FixedThreadPool<undefined, Label>(1, pathOf('poolifier'), { workerOptions: { execArgv: [] } });
  lab.cleanup(() => void pool.destroy());
  return () => pool.execute();
};

const jestWorker: MakeRun = (lab) => {
  const worker = new JestWorker(pathOf('jest'), {
    numWorkers: 1,
    enableWorkerThreads: true,
    exposedMethods: ['see'],
    forkOptions: { execArgv: [] },
  }) as JestWorker & { see(): Promise<Label> };
  lab.cleanup(() => worker.end());
  return () => worker.see();
};

const workerpoolRun: MakeRun = (lab) => {
  const pool = workerpool.pool(pathOf('workerpool'), { maxWorkers: 1, workerType: 'thread' });
  lab.cleanup(() => pool.terminate());
  return () => pool.exec('see', []);
};

const inWorker = (make: MakeRun): Situation => {
  return async (lab) => {
    const run = lab.in('construction', () => make(lab));
    lab.note((await lab.in('dispatch', run)) as Label);
  };
};

/** The event of a pool that has nothing left to do, which tasks of `trigger` make it emit. */
const drained: Situation = async (lab) => {
  const pool = lab.in('construction', () => createTinypool(lab));
  lab.in('dispatch', () => pool.on('drain', lab.see));
  for (const times of [1, 2]) {
    await lab.in('trigger', () => pool.run({}));
    await lab.seen(times);
  }
};

/** A function that is sent to a worker as source text can close over nothing, not even the label. */
const sentAsText: Situation = async (lab) => {
  const pool = lab.in('construction', () => workerpool.pool({ maxWorkers: 1, workerType: 'thread' }));
  lab.cleanup(() => pool.terminate());
  const work = `async () => (await import(${JSON.stringify(`file://${pathOf('see')}`)})).default()`;
  const fn = new Function(`return ${work}`)() as () => Promise<Label>;
  lab.note(await lab.in('dispatch', () => pool.exec(fn, [])));
};

/** Its promises are its own, not those of the engine. */
const reaction: Situation = async (lab) => {
  const run = lab.in('construction', () => workerpoolRun(lab));
  const promise = lab.in('trigger', run);
  lab.in('dispatch', () => promise.then(lab.see));
  await lab.seen();
};

const queued = (isSaturated: boolean): Situation => {
  return async (lab) => {
    const start = (): Promise<unknown> => spawn(new ThreadsWorker('./workers/threads.mjs'));
    const pool = lab.in('construction', () => ThreadsPool(start, 1));
    lab.cleanup(() => pool.terminate());
    const gate = createGate();
    if (isSaturated) lab.in('trigger', () => pool.queue(() => gate.passed));
    lab.in('dispatch', () => pool.queue(async () => lab.see()));
    await settle();
    lab.in('trigger', gate.open);
    await lab.seen();
  };
};

const exposed: Situation = async (lab) => {
  const thread = await lab.in('construction', () => spawn<() => Label>(new ThreadsWorker('./workers/threads.mjs')));
  lab.note(await lab.in('dispatch', () => thread()));
};

/** What jobs that throw are reported to. */
const breeError: Situation = async (lab) => {
  const path = new Function("throw new Error('what a job throws');") as () => void;
  const scheduler = lab.in('dispatch', () => {
    return new Bree({ root: false, logger: false, jobs: [{ name: 'job', path }], errorHandler: lab.see });
  });
  lab.cleanup(() => scheduler.stop());
  for (const times of [1, 2]) {
    await lab.in('registration', () => scheduler.run('job'));
    await lab.seen(times);
    while (scheduler.workers.has('job')) await settle();
  }
};

/** A job given as a function is sent to its thread as text; it answers with what it saw. */
function bree(onMessage: (label: Label) => void): Bree {
  const job = new Function(`
    import(${JSON.stringify(`file://${pathOf('see')}`)}).then(({ default: see }) => {
      require('node:worker_threads').parentPort.postMessage(see());
    });
  `) as () => void;
  return new Bree({
    root: false,
    logger: false,
    jobs: [{ name: 'job', path: job }],
    workerMessageHandler: ({ message }) => onMessage(message as Label),
  });
}

const inBree: Situation = async (lab) => {
  const scheduler = lab.in('dispatch', () => bree((label) => lab.note(label)));
  lab.cleanup(() => scheduler.stop());
  await lab.in('registration', () => scheduler.run('job'));
  await lab.seen();
};

const breeMessage: Situation = async (lab) => {
  const scheduler = lab.in('dispatch', () => bree(lab.see));
  lab.cleanup(() => scheduler.stop());
  await lab.in('registration', () => scheduler.run('job'));
  await lab.seen();
  while (scheduler.workers.has('job')) await settle();
  await lab.in('registration', () => scheduler.run('job'));
  await lab.seen(2);
};

/** What a thread sees can only be measured under the manager that a thread of Node.js can have. */
const seenThere = (module: string, call: string, free: Situation, callback: number | string = 'worker'): Probe => ({
  module,
  call,
  callback,
  version: versionOf(module),
  managers: ['async-local-storage'],
  situations: { free },
});

const afterAwait = (module: string, call: string, make: MakeRun): Probe => ({
  module,
  call,
  callback: 'await',
  version: versionOf(module),
  managers: ['async-local-storage', 'stack'],
  situations: { free: awaited((lab) => lab.in('construction', () => make(lab))()) },
});

export const probes: readonly Probe[] = [
  ...['default', 'Tinypool'].flatMap((name) => [
    seenThere('tinypool', `${name}#run`, inWorker(tinypool)),
    afterAwait('tinypool', `${name}#run`, tinypool),
    {
      module: 'tinypool',
      call: `${name}#on`,
      callback: 1,
      version: versionOf('tinypool'),
      managers: ['async-local-storage', 'zone'] as const,
      situations: { free: drained },
    },
  ]),
  seenThere('poolifier', 'FixedThreadPool#execute', inWorker(poolifier)),
  afterAwait('poolifier', 'FixedThreadPool#execute', poolifier),
  seenThere('jest-worker', 'Worker', inWorker(jestWorker)),
  seenThere('workerpool', 'pool()#exec', sentAsText, 0),
  seenThere('workerpool', 'pool()#exec', inWorker(workerpoolRun)),
  {
    module: 'workerpool',
    call: 'pool()#exec()#then',
    callback: 0,
    version: versionOf('workerpool'),
    situations: { free: reaction },
  },
  seenThere('threads', 'spawn', exposed),
  seenThere('bree', 'default', inBree, '0.jobs.*.path'),
  ...Object.entries({ workerMessageHandler: breeMessage, errorHandler: breeError }).map(([handler, free]): Probe => {
    const managers = ['async-local-storage', 'stack'] as const;
    const version = versionOf('bree');
    return { module: 'bree', call: 'default', callback: `0.${handler}`, version, managers, situations: { free } };
  }),
  {
    module: 'threads',
    call: 'Pool()#queue',
    callback: 0,
    version: versionOf('threads'),
    situations: { free: queued(false), saturated: queued(true) },
  },
];
