import PQueue9 from 'p-queue';
import PQueue6 from 'p-queue-6';
import PQueue7 from 'p-queue-7';
import PQueue8 from 'p-queue-8';
import { poolSituations, type AddTask } from './harness/pool.js';
import type { Probe } from './harness/probe.js';
import { versionOf } from './harness/versions.js';

interface Queue {
  add(task: () => unknown): Promise<unknown>;
  addAll(tasks: (() => unknown)[]): Promise<unknown>;
}

const releases: readonly { name: string; make: (concurrency: number) => Queue }[] = [
  // CommonJS in disguise: the class is a property of the default import.
  { name: 'p-queue-6', make: (concurrency) => new (unwrap(PQueue6))({ concurrency }) },
  { name: 'p-queue-7', make: (concurrency) => new PQueue7({ concurrency }) },
  { name: 'p-queue-8', make: (concurrency) => new PQueue8({ concurrency }) },
  { name: 'p-queue', make: (concurrency) => new PQueue9({ concurrency }) },
];

export const probes: readonly Probe[] = releases.flatMap(({ name, make }) => {
  const common = { module: 'p-queue', callback: 0, version: versionOf(name) };
  const add = (slots: number): AddTask => {
    const queue = make(slots);
    return (task) => queue.add(task);
  };
  const addAll = (slots: number): AddTask => {
    const queue = make(slots);
    return (task) => queue.addAll([task]);
  };
  return [
    { ...common, call: 'default#add', situations: poolSituations(add) },
    { ...common, call: 'default#addAll', callback: '0.*', situations: poolSituations(addAll) },
  ];
});

function unwrap<T>(imported: T | { default: T }): T {
  return typeof imported === 'object' && imported !== null && 'default' in imported ? imported.default : imported;
}
