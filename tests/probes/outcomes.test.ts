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
import { Worker } from 'node:worker_threads';
import WebSocket, { WebSocketServer } from 'ws';
import { afterAll, describe, expect, it } from 'vitest';
import { beginnings, outcomes } from '../../src/boundaries/catalogue/outcomes.js';

const EVENTS = [...new Set(Object.values(outcomes).flatMap((all) => all.flatMap(({ events }) => events)))];
const folder = mkdtempSync(path.join(tmpdir(), 'outcomes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The events of the catalogue that an emitter has until its last one, in the order of the catalogue. */
async function watch(emitter: EventEmitter, last = 'close'): Promise<readonly string[]> {
  const seen = new Set<string>();
  for (const event of EVENTS) emitter.on(event, () => seen.add(event));
  // `once` stops at an error.
  await new Promise((resolve) => emitter.on(last, resolve));
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

async function greet(): Promise<readonly string[]> {
  const server = new WebSocketServer({ port: 0 });
  server.on('connection', (socket) => {
    socket.send('hello');
    socket.close();
  });
  await once(server, 'listening');
  const seen = await watch(new WebSocket(`ws://localhost:${(server.address() as AddressInfo).port}`));
  server.close();
  return seen;
}

const work = (text: string) => watch(new Worker(text, { eval: true }), 'exit');
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
  'net:Socket': [() => connectTo(false), () => watch(connect(1))],
  'child_process:ChildProcess': [
    () => watch(spawn(process.execPath, ['-e', '0'])),
    () => watch(spawn(path.join(folder, 'missing'))),
  ],
  'worker_threads:Worker': [
    () => work("require('worker_threads').parentPort.postMessage('done')"),
    () => watch(new Worker(path.join(folder, 'missing.js')), 'exit'),
  ],
  'ws:default': [greet, () => watch(new WebSocket('ws://localhost:1'))],
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
];

describe('the outcomes', () => {
  it('are all measured', () => expect(Object.keys(measured)).toEqual(Object.keys(outcomes)));

  it.each([...Object.entries(measured).map(([name, runs]) => [name, name, runs] as const), ...others])(
    '%s ends as %s does',
    async (_name, owner, runs) => {
      const known = new Set(outcomes[owner]?.flatMap(({ events }) => events));
      const seen = (await Promise.all(runs.map((run) => run()))).map((events) => events.filter((it) => known.has(it)));
      const sort = (events: readonly string[]) => EVENTS.filter((event) => events.includes(event));
      expect(seen).toEqual(outcomes[owner]?.map(({ events }) => sort(events)));
    },
  );

  it('end with close, whatever happens, or with the exit of a thread', () => {
    for (const [name, all] of Object.entries(outcomes)) {
      const last = name === 'worker_threads:Worker' ? 'exit' : 'close';
      expect(all.map(({ events }) => events.at(-1))).toEqual([last, last]);
    }
  });

  it('of a socket are the same when it is reset, but for its beginning', async () => {
    expect((await connectTo(true)).filter((event) => !beginnings.has(event))).toEqual(
      EVENTS.filter((event) => event === 'error' || event === 'close'),
    );
  });
});
