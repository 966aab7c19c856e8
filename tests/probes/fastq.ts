import fastq from 'fastq';
import { observe, poolSituations, workerSituations, type AddTask, type MakePool, type Task } from './harness/pool.js';
import type { Probe } from './harness/probe.js';
import { versionOf } from './harness/versions.js';

function runTask(task: Task, done: fastq.done): void {
  Promise.resolve()
    .then(task)
    .then(() => done(null), done);
}

const worker: MakePool = (slots, lab) => {
  const queue = fastq((task: Task, done: fastq.done) => runTask(observe(lab, task), done), slots);
  return (task) => queue.push(task);
};

const promiseWorker: MakePool = (slots, lab) => {
  const queue = fastq.promise(async (task: Task) => observe(lab, task)(), slots);
  return (task) => queue.push(task);
};

/** The measured task does nothing: it is its `done` callback that sees. */
const whenDone =
  (method: 'push' | 'unshift'): MakePool =>
  (slots, lab): AddTask => {
    const queue = fastq(runTask, slots);
    return (task) => (task === lab.see ? queue[method](() => undefined, lab.see) : queue[method](task));
  };

const common = { module: 'fastq', version: versionOf('fastq') };

export const probes: readonly Probe[] = [
  { ...common, call: 'default', callback: 0, situations: workerSituations(worker) },
  { ...common, call: 'promise', callback: 0, situations: workerSituations(promiseWorker) },
  { ...common, call: 'default()#push', callback: 1, situations: poolSituations(whenDone('push')) },
  { ...common, call: 'default()#unshift', callback: 1, situations: poolSituations(whenDone('unshift')) },
];
