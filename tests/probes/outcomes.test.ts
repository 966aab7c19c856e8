import { spawn } from 'node:child_process';
import type { EventEmitter } from 'node:events';
import { once } from 'node:events';
import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { type IncomingMessage, type RequestListener, type ServerResponse, createServer, get, request } from 'node:http';
import { type AddressInfo, createServer as listen, connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough, Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { outcomes } from '../../src/boundaries/catalogue/outcomes.js';

const EVENTS = [...new Set(Object.values(outcomes).flatMap((all) => all.flatMap(({ events }) => events)))];
const folder = mkdtempSync(path.join(tmpdir(), 'outcomes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The events of the catalogue that an emitter has until it is closed, in the order of the catalogue. */
async function watch(emitter: EventEmitter): Promise<readonly string[]> {
  const seen = new Set<string>();
  for (const event of EVENTS) emitter.on(event, () => seen.add(event));
  await once(emitter, 'close').catch(() => undefined);
  // What comes with `close` has come by then, on every version.
  await sleep(20);
  return EVENTS.filter((event) => seen.has(event));
}

/** Runs a client against a server, and returns what is made of the request and the response. */
async function serve<Result>(
  handler: (question: IncomingMessage, answer: ServerResponse) => Result,
  client: (port: number) => unknown,
  answer: RequestListener = (_question, response) => response.end('done'),
): Promise<Result> {
  const server = createServer();
  const served = new Promise<Result>((resolve) => {
    server.on('request', (question, response) => {
      resolve(handler(question, response));
      answer(question, response);
    });
  });
  await once(server.listen(0), 'listening');
  client((server.address() as AddressInfo).port);
  const result = await served;
  server.close();
  return result;
}

const read = (port: number) => get({ port, agent: false }, (response) => response.resume());
const leave = (port: number) => {
  const call = request({ port, method: 'POST', headers: { 'content-length': 100 } });
  call.on('error', () => undefined).write('some');
  setTimeout(() => call.destroy(), 30);
};
const cut: RequestListener = (_question, response) => {
  response.writeHead(200, { 'content-length': 10 }).write('some');
  setTimeout(() => response.destroy(), 30);
};
const never: RequestListener = () => undefined;

/** What the client sees of its call, and of the response to it. */
async function call(pick: 'call' | 'response', answer?: RequestListener): Promise<readonly string[]> {
  let seen: Promise<readonly string[]> | undefined;
  const client = (port: number) => {
    const made = get({ port, agent: false }, (response) => {
      if (pick === 'response') seen = watch(response);
      response.resume();
    });
    if (pick === 'call') seen = watch(made);
    made.on('error', () => undefined);
  };
  await serve(() => undefined, client, answer);
  await sleep(80);
  return (await seen) ?? [];
}

async function connectTo(isReset: boolean): Promise<readonly string[]> {
  const server = listen(
    (socket) => void setTimeout(() => (isReset ? socket.resetAndDestroy() : socket.end('done')), 20),
  );
  await once(server.listen(0), 'listening');
  const seen = await watch(connect((server.address() as AddressInfo).port).resume());
  server.close();
  return seen;
}

const fail = new Error('failed');
const measured: Readonly<Record<string, readonly (() => Promise<readonly string[]>)[]>> = {
  'http:ServerResponse': [
    async () => (await serve((_, response) => ({ seen: watch(response) }), read)).seen,
    async () => (await serve((_, response) => ({ seen: watch(response) }), leave, never)).seen,
  ],
  'http:IncomingMessage': [() => call('response'), () => call('response', cut)],
  'http:ClientRequest': [() => call('call'), () => watch(get({ port: 1 }))],
  'stream:Readable': [
    () => watch(Readable.from(['a', 'b']).resume()),
    () =>
      watch(
        new Readable({
          read() {
            this.destroy(fail);
          },
        }).resume(),
      ),
  ],
  'stream:Writable': [
    () => watch(new Writable({ write: (_chunk, _encoding, done) => done() }).end('a')),
    () => watch(new Writable({ write: (_chunk, _encoding, done) => done(fail) }).end('a')),
  ],
  'stream:Duplex': [
    () => watch(new PassThrough().end('a').resume()),
    () => watch(new PassThrough({ transform: (_chunk, _encoding, done) => done(fail) }).end('a').resume()),
  ],
  'child_process:ChildProcess': [
    () => watch(spawn(process.execPath, ['-e', '0'])),
    () => watch(spawn(path.join(folder, 'missing'))),
  ],
};
/** Subclasses, which have the outcomes of the class that they extend. */
const others: readonly [string, string, readonly (() => Promise<readonly string[]>)[]][] = [
  [
    'fs.ReadStream',
    'stream:Readable',
    [
      () => watch(createReadStream(process.execPath, { end: 10 }).resume()),
      () => watch(createReadStream(path.join(folder, 'missing')).resume()),
    ],
  ],
  [
    'fs.WriteStream',
    'stream:Writable',
    [
      () => watch(createWriteStream(path.join(folder, 'file')).end('a')),
      () => watch(createWriteStream(path.join(folder, 'missing', 'file')).end('a')),
    ],
  ],
  ['net.Socket', 'stream:Duplex', [() => connectTo(false), () => connectTo(true)]],
];

describe('the outcomes', () => {
  it('are all measured', () => expect(Object.keys(measured)).toEqual(Object.keys(outcomes)));

  it.each([...Object.entries(measured).map(([name, runs]) => [name, name, runs] as const), ...others])(
    '%s ends as %s does',
    async (_name, owner, runs) => {
      const seen = await Promise.all(runs.map((run) => run()));
      const sort = (events: readonly string[]) => EVENTS.filter((event) => events.includes(event));
      expect(seen).toEqual(outcomes[owner]?.map(({ events }) => sort(events)));
    },
  );

  it('end with close, whatever happens', () => {
    for (const outcome of Object.values(outcomes).flat()) expect(outcome.events.at(-1)).toBe('close');
  });
});
