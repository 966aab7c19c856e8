import { MessageChannel, Worker } from 'node:worker_threads';
import type { ManagerName } from '../../src/boundaries/boundary.js';
import type { Label, Lab, Probe, Situation } from './harness/probe.js';
import { nodeVersion as version } from './harness/versions.js';

const echo = `
  const { parentPort } = require('node:worker_threads');
  parentPort.on('message', (message) => parentPort.postMessage(message));
`;
const listenThere = new URL('workers/listen.mjs', import.meta.url);

function probe(module: string, call: string, free: Situation): Probe {
  return { module, call, callback: 1, version, situations: { free } };
}

function startEcho(lab: Lab): Worker {
  const worker = lab.in('construction', () => new Worker(echo, { eval: true, execArgv: [] }));
  lab.cleanup(() => worker.terminate());
  return worker;
}

type Method = 'on' | 'once' | 'addListener';

const answered = (method: Method): Situation => {
  return async (lab) => {
    const worker = startEcho(lab);
    lab.in('dispatch', () => worker[method]('message', lab.see));
    lab.in('trigger', () => worker.postMessage('first'));
    await lab.seen();
    if (method === 'once') return;
    lab.in('trigger', () => worker.postMessage('second'));
    await lab.seen(2);
  };
};

const lifecycle = (event: 'online' | 'exit'): Situation => {
  return async (lab) => {
    const worker = startEcho(lab);
    lab.in('dispatch', () => worker.on(event, lab.see));
    if (event === 'exit') lab.in('trigger', () => void worker.terminate());
    await lab.seen();
  };
};

/** The worker registers its listener in a labelled context of its own and sends back what the listener saw. */
const inWorker: Situation = async (lab) => {
  const worker = lab.in('construction', () => new Worker(listenThere, { execArgv: [] }));
  lab.cleanup(() => worker.terminate());
  worker.on('message', (label: Label) => lab.note(label));
  lab.in('trigger', () => worker.postMessage('first'));
  lab.in('trigger', () => worker.postMessage('second'));
  await lab.seen(2);
};

const received = (listen: (channel: MessageChannel, see: () => void) => unknown): Situation => {
  return async (lab) => {
    const channel = lab.in('construction', () => new MessageChannel());
    lab.cleanup(() => channel.port1.close());
    lab.in('dispatch', () => listen(channel, lab.see));
    channel.port2.start();
    lab.in('trigger', () => channel.port1.postMessage('first'));
    lab.in('trigger', () => channel.port1.postMessage('second'));
    await lab.seen(2);
  };
};

/** The build of zone.js for Node.js leaves ports as they are, that for browsers does not: a row cannot say both. */
const withoutZone: readonly ManagerName[] = ['async-local-storage', 'stack'];

const ports: readonly Probe[] = [
  probe(
    'global',
    'MessagePort#on',
    received(({ port2 }, see) => port2.on('message', see)),
  ),
  probe(
    'global',
    'MessagePort#addEventListener',
    received(({ port2 }, see) => port2.addEventListener('message', see)),
  ),
];

export const probes: readonly Probe[] = [
  probe('worker_threads', 'Worker#on', answered('on')),
  probe('worker_threads', 'Worker#addListener', answered('addListener')),
  probe('worker_threads', 'Worker#once', answered('once')),
  probe('worker_threads', 'Worker#on', lifecycle('online')),
  probe('worker_threads', 'Worker#on', lifecycle('exit')),
  { ...probe('worker_threads', 'parentPort.on', inWorker), managers: ['async-local-storage'] },
  ...ports.map((port) => ({ ...port, managers: withoutZone })),
];
