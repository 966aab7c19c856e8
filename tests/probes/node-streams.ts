import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { finished, PassThrough, pipeline } from 'node:stream';
import * as promises from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { readAll, settle } from './harness/pool.js';
import type { Lab, Probe, Situation } from './harness/probe.js';
import { nodeVersion as version } from './harness/versions.js';

const thisFile = fileURLToPath(import.meta.url);

function probe(module: string, call: string, free: Situation, callback: number | string = 1, when?: string): Probe {
  return { module, call, callback, ...(when && { when: { 0: when } }), version, situations: { free } };
}

const passThrough = (lab: Lab): PassThrough => lab.in('construction', () => new PassThrough());

/** Chunks are written in `trigger`, some time after the listener was added. */
const listened = (listen: (stream: PassThrough, see: () => void) => unknown): Situation => {
  return async (lab) => {
    const stream = passThrough(lab);
    lab.in('dispatch', () => listen(stream, lab.see));
    await settle();
    lab.in('trigger', () => stream.write('first'));
    await settle();
    lab.in('trigger', () => stream.end('second'));
    await lab.seen();
  };
};

/** A stream over a file is read on by itself: nobody else takes part. */
const file = (event: string): Situation => {
  return async (lab) => {
    const stream = lab.in('construction', () => createReadStream(thisFile, { highWaterMark: 512 }));
    await once(stream, 'ready');
    lab.in('dispatch', () => stream.on(event, lab.see));
    if (event !== 'data') lab.in('trigger', () => stream.resume());
    await lab.seen(event === 'data' ? 2 : 1);
  };
};

const writtenFile: Situation = async (lab) => {
  const stream = lab.in('construction', () => createWriteStream('/dev/null'));
  await once(stream, 'ready');
  lab.in('dispatch', () => stream.on('finish', lab.see));
  lab.in('trigger', () => stream.end('text'));
  await lab.seen();
};

const piped: Situation = async (lab) => {
  const source = passThrough(lab);
  const target = passThrough(lab);
  target.resume();
  lab.in('dispatch', () => pipeline(source, target, lab.see));
  await settle();
  lab.in('trigger', () => source.end('text'));
  await lab.seen();
};

const iterated: Situation = async (lab) => {
  const stream = passThrough(lab);
  lab.in('dispatch', () => readAll(stream, lab.see));
  await settle();
  lab.in('trigger', () => stream.write('first'));
  await settle();
  lab.in('trigger', () => stream.end('second'));
  await lab.seen(2);
};

const awaited = (start: (stream: PassThrough) => Promise<unknown>): Situation => {
  return async (lab) => {
    const stream = passThrough(lab);
    stream.resume();
    const awaiting = lab.in('dispatch', async () => {
      await start(stream);
      lab.see();
    });
    await settle();
    lab.in('trigger', () => stream.end('text'));
    await awaiting;
  };
};

function transform(lab: Lab, done: () => void): void {
  lab.see();
  done();
}

/** The methods that a stream is built with run for whoever reads or writes. */
const implemented: Situation = async (lab) => {
  const stream = lab.in(
    'dispatch',
    () => new PassThrough({ transform: (_chunk, _encoding, done) => transform(lab, done) }),
  );
  lab.in('trigger', () => stream.write('first'));
  lab.in('trigger', () => stream.write('second'));
  await lab.seen(2);
};

export const probes: readonly Probe[] = [
  probe(
    'stream',
    'Readable#on',
    listened((stream, see) => stream.on('data', see)),
    1,
    'data',
  ),
  probe(
    'stream',
    'Readable#on',
    listened((stream, see) => stream.resume().on('end', see)),
    1,
    'end',
  ),
  probe('fs', 'ReadStream#on', file('data'), 1, 'data'),
  probe('fs', 'ReadStream#on', file('end'), 1, 'end'),
  probe('fs', 'ReadStream#on', file('close'), 1, 'close'),
  probe('fs', 'WriteStream#on', writtenFile, 1, 'finish'),
  probe('stream', 'pipeline', piped, -1),
  probe(
    'stream',
    'finished',
    listened((stream, see) => finished(stream.resume(), see)),
    -1,
  ),
  probe('stream', 'Readable', iterated, 'await'),
  probe(
    'stream/promises',
    'pipeline',
    awaited((stream) => promises.pipeline(stream, new PassThrough().resume())),
    'await',
  ),
  probe(
    'stream/promises',
    'finished',
    awaited((stream) => promises.finished(stream)),
    'await',
  ),
  probe('stream', 'PassThrough', implemented, '0.transform'),
];
