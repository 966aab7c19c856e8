import Bottleneck from 'bottleneck';
import { poolSituations, workerSituations, type MakePool, type Task } from './harness/pool.js';
import type { Probe, Situation } from './harness/probe.js';
import { versionOf } from './harness/versions.js';

type Done = Bottleneck.Callback<void>;

const run = async (task: Task): Promise<void> => task();

function runTask(task: Task, done: Done): void {
  run(task).then(
    () => done(null, undefined),
    (error: unknown) => done(error, undefined),
  );
}

const limiter = (maxConcurrent: number): Bottleneck => new Bottleneck({ maxConcurrent });

const schedule: MakePool = (slots) => {
  const queue = limiter(slots);
  return (task) => queue.schedule(() => run(task));
};

const scheduleWithOptions: MakePool = (slots) => {
  const queue = limiter(slots);
  return (task) => queue.schedule({ priority: 5 }, () => run(task));
};

const submit: MakePool = (slots) => {
  const queue = limiter(slots);
  return (task) =>
    queue.submit(
      (done: Done) => runTask(task, done),
      () => undefined,
    );
};

const whenSubmitted: MakePool = (slots, lab) => {
  const queue = limiter(slots);
  const add = (task: Task, done: () => void): void => queue.submit((next: Done) => runTask(task, next), done);
  return (task) => (task === lab.see ? add(() => undefined, lab.see) : add(task, () => undefined));
};

const wrap: MakePool = (slots, lab) => {
  const queue = limiter(slots);
  return queue.wrap((task: Task) => {
    if (task !== lab.see) lab.runOther();
    return run(task);
  });
};

type Listen = (queue: Bottleneck, see: () => void) => unknown;

/** An event of a limiter, about jobs that are added in `trigger`: the second when the first is done. */
const heard = (listen: Listen): Situation => {
  return async (lab) => {
    const queue = lab.in('construction', () => limiter(1));
    lab.in('dispatch', () => listen(queue, lab.see));
    for (const times of [1, 2]) {
      lab.in('trigger', () => queue.schedule(async () => undefined));
      await lab.seen(times);
    }
  };
};

const common = { module: 'bottleneck', version: versionOf('bottleneck') };

const onEvent = (event: string, listen: Listen): Probe => {
  return { ...common, call: 'default#on', callback: 1, when: { 0: event }, situations: { free: heard(listen) } };
};

export const probes: readonly Probe[] = [
  { ...common, call: 'default#schedule', callback: 0, situations: poolSituations(schedule) },
  { ...common, call: 'default#schedule', callback: 1, situations: poolSituations(scheduleWithOptions) },
  { ...common, call: 'default#submit', callback: 0, situations: poolSituations(submit) },
  { ...common, call: 'default#submit', callback: -1, situations: poolSituations(whenSubmitted) },
  { ...common, call: 'default#wrap', callback: 0, situations: workerSituations(wrap) },
  onEvent('idle', (queue, see) => queue.on('idle', see)),
  onEvent('done', (queue, see) => queue.on('done', see)),
];
