import async3 from 'async';
import async2 from 'async-2';
import { observe, poolSituations, workerSituations, type MakePool, type Task } from './harness/pool.js';
import type { Probe } from './harness/probe.js';
import { versionOf } from './harness/versions.js';

type Done = (error?: Error | null) => void;

function runTask(task: Task, done: Done): void {
  Promise.resolve()
    .then(task)
    .then(() => done(), done);
}

function probesOf(name: string, async: typeof async3): readonly Probe[] {
  const common = { module: 'async', version: versionOf(name) };
  const queue: MakePool = (slots, lab) => {
    const q = async.queue((task: Task, done: Done) => runTask(observe(lab, task), done), slots);
    return (task) => q.push(task, () => undefined);
  };
  const cargo: MakePool = (_slots, lab) => {
    const q = async.cargo(([task]: Task[], done: Done) => task && runTask(observe(lab, task), done), 1);
    return (task) => q.push(task, () => undefined);
  };
  const priorityQueue: MakePool = (slots, lab) => {
    const q = async.priorityQueue((task: Task, done: Done) => runTask(observe(lab, task), done), slots);
    return (task) => q.push(task, 1, () => undefined);
  };
  const whenDone =
    (method: 'push' | 'unshift'): MakePool =>
    (slots, lab) => {
      const q = async.queue(runTask, slots);
      return (task) => (task === lab.see ? q[method](() => undefined, lab.see) : q[method](task, () => undefined));
    };
  const whenPriorityDone: MakePool = (slots, lab) => {
    const q = async.priorityQueue(runTask, slots);
    return (task) => (task === lab.see ? q.push(() => undefined, 1, lab.see) : q.push(task, 1, () => undefined));
  };
  return [
    { ...common, call: 'queue', callback: 0, situations: workerSituations(queue) },
    { ...common, call: 'cargo', callback: 0, situations: workerSituations(cargo) },
    { ...common, call: 'priorityQueue', callback: 0, situations: workerSituations(priorityQueue) },
    { ...common, call: 'queue()#push', callback: 1, situations: poolSituations(whenDone('push')) },
    { ...common, call: 'queue()#unshift', callback: 1, situations: poolSituations(whenDone('unshift')) },
    { ...common, call: 'priorityQueue()#push', callback: 2, situations: poolSituations(whenPriorityDone) },
  ];
}

export const probes: readonly Probe[] = [...probesOf('async-2', async2), ...probesOf('async', async3)];
