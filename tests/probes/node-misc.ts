/** Callbacks of Node.js that belong to no larger family, and what it has to carry a context by hand. */
import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import crypto from 'node:crypto';
import diagnosticsChannel from 'node:diagnostics_channel';
import dns from 'node:dns';
import fs from 'node:fs';
import readline from 'node:readline';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { BroadcastChannel } from 'node:worker_threads';
import zlib from 'node:zlib';
import type { CallbackPosition, ManagerName } from '../../src/boundaries/boundary.js';
import { createGate, settle } from './harness/pool.js';
import type { Probe, Situation } from './harness/probe.js';
import { awaited, handedOver, listened } from './harness/situations.js';
import { nodeVersion as version } from './harness/versions.js';

const thisFile = fileURLToPath(import.meta.url);

function probe(module: string, call: string, free: Situation, callback: CallbackPosition = -1, when?: string): Probe {
  return { module, call, callback, ...(when && { when: { 0: when } }), version, situations: { free } };
}

const files: readonly Probe[] = [
  probe(
    'fs',
    'readFile',
    handedOver((see) => fs.readFile(thisFile, see)),
  ),
  probe(
    'fs',
    'stat',
    handedOver((see) => fs.stat(thisFile, see)),
  ),
  probe(
    'fs',
    'access',
    handedOver((see) => fs.access(thisFile, see)),
  ),
  probe(
    'fs',
    'readdir',
    handedOver((see) => fs.readdir('.', see)),
  ),
  probe(
    'fs',
    'writeFile',
    handedOver((see) => fs.writeFile('/dev/null', 'text', see)),
  ),
  probe(
    'fs',
    'appendFile',
    handedOver((see) => fs.appendFile('/dev/null', 'text', see)),
  ),
  probe(
    'fs',
    'open',
    handedOver((see) => fs.open('/dev/null', see)),
  ),
  probe(
    'fs',
    'mkdir',
    handedOver((see) => fs.mkdir('/', see)),
  ),
  probe(
    'fs',
    'unlink',
    handedOver((see) => fs.unlink('/nowhere', see)),
  ),
  probe(
    'fs',
    'rename',
    handedOver((see) => fs.rename('/nowhere', '/nowhere', see)),
  ),
  probe(
    'fs',
    'promises.readFile',
    awaited(() => fs.promises.readFile(thisFile)),
    'await',
  ),
  probe(
    'fs/promises',
    'readFile',
    awaited(() => fs.promises.readFile(thisFile)),
    'await',
  ),
];

const scrypt = promisify(crypto.scrypt);

const computed: readonly Probe[] = [
  probe(
    'dns',
    'lookup',
    handedOver((see) => dns.lookup('localhost', see)),
  ),
  probe(
    'crypto',
    'randomBytes',
    handedOver((see) => crypto.randomBytes(8, see)),
  ),
  probe(
    'crypto',
    'pbkdf2',
    handedOver((see) => crypto.pbkdf2('a', 'b', 1, 8, 'sha256', see)),
  ),
  probe(
    'crypto',
    'scrypt',
    handedOver((see) => crypto.scrypt('a', 'b', 8, { N: 2 }, see)),
  ),
  probe(
    'crypto',
    'scrypt',
    awaited(() => scrypt('a', 'b', 8)),
    'await',
  ),
  probe(
    'zlib',
    'gzip',
    handedOver((see) => zlib.gzip('text', see)),
  ),
  probe(
    'zlib',
    'deflate',
    handedOver((see) => zlib.deflate('text', see)),
  ),
  probe(
    'zlib',
    'gunzip',
    handedOver((see) => zlib.gunzip(zlib.gzipSync('text'), see)),
  ),
  probe(
    'zlib',
    'brotliCompress',
    handedOver((see) => zlib.brotliCompress('text', see)),
  ),
];

const broadcast: Situation = async (lab) => {
  const open = (): BroadcastChannel => new BroadcastChannel('probe');
  const here = lab.in('construction', open);
  const there = open();
  for (const channel of [here, there]) lab.cleanup(() => channel.close());
  lab.in('dispatch', () => here.addEventListener('message', lab.see));
  lab.in('trigger', () => there.postMessage('first'));
  await lab.seen();
  lab.in('trigger', () => there.postMessage('second'));
  await lab.seen(2);
};

/** The collector runs when it likes; here it is asked to. */
const finalized: Situation = async (lab) => {
  const registry = lab.in('dispatch', () => new FinalizationRegistry(lab.see));
  lab.in('registration', () => registry.register({}, 'first'));
  lab.in('registration', () => registry.register({}, 'second'));
  await settle();
  lab.in('trigger', () => globalThis.gc?.());
  await lab.seen(2);
};

const rejectedUnseen: Situation = async (lab) => {
  const listeners = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  lab.cleanup(() => {
    process.removeAllListeners('unhandledRejection');
    for (const listener of listeners) process.on('unhandledRejection', listener);
  });
  lab.in('dispatch', () => process.on('unhandledRejection', lab.see));
  lab.in('trigger', () => void Promise.reject(new Error('expected')));
  await lab.seen();
  lab.in('trigger', () => void Promise.reject(new Error('expected')));
  await lab.seen(2);
};

const signalled: Situation = async (lab) => {
  lab.in('dispatch', () => process.on('SIGUSR2', lab.see));
  lab.cleanup(() => process.removeAllListeners('SIGUSR2'));
  lab.in('trigger', () => process.kill(process.pid, 'SIGUSR2'));
  await lab.seen();
  lab.in('trigger', () => process.kill(process.pid, 'SIGUSR2'));
  await lab.seen(2);
};

const warned: Situation = async (lab) => {
  lab.in('dispatch', () => process.on('warning', lab.see));
  lab.cleanup(() => process.removeAllListeners('warning'));
  lab.in('trigger', () => process.emitWarning('expected'));
  await lab.seen();
  lab.in('trigger', () => process.emitWarning('expected'));
  await lab.seen(2);
};

const asLine = (input: PassThrough, text: string): unknown => input.write(`${text}\n`);

const lines: Situation = async (lab) => {
  const input = new PassThrough();
  const reader = lab.in('construction', () => readline.createInterface({ input }));
  lab.cleanup(() => reader.close());
  lab.in('dispatch', () => reader.on('line', lab.see));
  await settle();
  lab.in('trigger', () => asLine(input, 'first'));
  lab.in('trigger', () => asLine(input, 'second'));
  await lab.seen(2);
};

const questioned: Situation = async (lab) => {
  const input = new PassThrough();
  const reader = lab.in('construction', () => readline.createInterface({ input }));
  lab.cleanup(() => reader.close());
  lab.in('dispatch', () => reader.question('', lab.see));
  await settle();
  lab.in('trigger', () => asLine(input, 'answer'));
  await lab.seen();
};

const published = listened(
  () => diagnosticsChannel.channel('probe'),
  (channel, see) => channel.subscribe(see),
  (channel) => channel.publish({}),
);

const publishedByName = listened(
  () => 'named probe',
  (name, see) => diagnosticsChannel.subscribe(name, see),
  (name) => diagnosticsChannel.channel(name).publish({}),
);

/** A function that is bound in `dispatch` is called in `trigger`. */
const bound = (bind: (see: () => void) => () => void): Situation => {
  return (lab) => {
    const fn = lab.in('dispatch', () => bind(lab.see));
    lab.in('trigger', fn);
    lab.in('trigger', fn);
  };
};

const inResource: Situation = (lab) => {
  const resource = lab.in('construction', () => new AsyncResource('probe'));
  lab.in('dispatch', () => resource.runInAsyncScope(lab.see));
};

const inSnapshot: Situation = (lab) => {
  const run = lab.in('construction', () => AsyncLocalStorage.snapshot());
  lab.in('dispatch', () => run(lab.see));
};

/** The body of a generator runs for whoever asks for the next value. */
const generated: Situation = (lab) => {
  function* generate(): Generator<number> {
    lab.see();
    yield 1;
    lab.see();
  }
  const values = lab.in('dispatch', generate);
  lab.in('trigger', () => values.next());
  lab.in('trigger', () => values.next());
};

/** The same for a generator that is asynchronous. */
const generatedLater: Situation = async (lab) => {
  async function* generate(): AsyncGenerator<number> {
    lab.see();
    yield 1;
    lab.see();
  }
  const values = lab.in('dispatch', generate);
  await lab.in('trigger', () => values.next());
  await lab.in('trigger', () => values.next());
};

/** The code after `await` of a promise that someone else settles. */
const resumed: Situation = async (lab) => {
  const gate = createGate();
  const waiting = lab.in('dispatch', async () => {
    await gate.passed;
    lab.see();
  });
  lab.in('trigger', gate.open);
  await waiting;
};

/** `await` calls the `then` of an object that is not a promise, in a microtask of its own. */
const thenable: Situation = async (lab) => {
  const object = { then: (resolve: () => void): void => (lab.see(), resolve()) };
  await lab.in('dispatch', async () => object);
};

const carriers: readonly Probe[] = [
  probe(
    'async_hooks',
    'AsyncResource.bind',
    bound((see) => AsyncResource.bind(see)),
    0,
  ),
  probe(
    'async_hooks',
    'AsyncLocalStorage.bind',
    bound((see) => AsyncLocalStorage.bind(see)),
    0,
  ),
  probe(
    'async_hooks',
    'AsyncResource#bind',
    bound((see) => new AsyncResource('probe').bind(see)),
    0,
  ),
  probe('async_hooks', 'AsyncResource#runInAsyncScope', inResource, 0),
  probe('async_hooks', 'AsyncLocalStorage.snapshot()', inSnapshot, 0),
];

/** Where zone.js breaks the probe itself: what it does instead says nothing of the library. */
const withoutZone: readonly ManagerName[] = ['async-local-storage', 'stack'];

export const probes: readonly Probe[] = [
  ...files,
  ...computed,
  ...carriers,
  { ...probe('global', 'BroadcastChannel#addEventListener', broadcast, 1), managers: withoutZone },
  probe('global', 'FinalizationRegistry', finalized, 0),
  { ...probe('global', 'process.on', rejectedUnseen, 1, 'unhandledRejection'), managers: withoutZone },
  probe('global', 'process.on', signalled, 1, 'SIGUSR2'),
  probe('global', 'process.on', warned, 1, 'warning'),
  probe('readline', 'Interface#on', lines, 1, 'line'),
  probe('readline', 'Interface#question', questioned),
  probe('diagnostics_channel', 'Channel#subscribe', published, 0),
  probe('diagnostics_channel', 'subscribe', publishedByName, 1),
  probe('global', 'function*', generated, 'body'),
  probe('global', 'async function*', generatedLater, 'body'),
  probe('global', 'await', resumed, 'await'),
  probe('global', 'await', thenable, '0.then'),
];
