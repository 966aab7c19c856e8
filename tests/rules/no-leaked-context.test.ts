import { noLeakedContext } from '../../src/rules/no-leaked-context.js';
import { runRule } from '../rule-tester.js';

const imports = `import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
const tracer = trace.getTracer('app');
`;

/** Code under a span of bounded work that starts on line 4. */
const boot = (body: string, before = '', after = '') => `${imports}${before}
tracer.startActiveSpan('boot', async (span) => { ${body} span.end(); });${after}`;
/** The code with the last occurrence of the call made in the root context. */
function inRoot(code: string, call: string): string {
  const start = code.lastIndexOf(call);
  return `${code.slice(0, start)}context.with(ROOT_CONTEXT, () => ${call})${code.slice(start + call.length)}`;
}

const tick = `tracer.startSpan('tick').end();`;
const interval = `setInterval(() => { ${tick} }, 1000)`;

type Kind = 'repeats' | 'reschedules' | 'loops' | 'serves';

/** A case whose suggestion calls `call` in the root context. */
function leak(kind: Kind, code: string, call: string, data: Record<string, string | number>) {
  return {
    code,
    output: null,
    errors: [{ messageId: kind, data, suggestions: [{ messageId: 'useRoot' as const, output: inRoot(code, call) }] }],
  };
}

const repeats = (code: string, call: string, data: Record<string, string | number> = {}) =>
  leak('repeats', code, call, { callee: 'setInterval', line: 4, read: 'startSpan', readLine: 4, ...data });

const loop = `async function poll() { while (true) { ${tick} await pause(); } }`;
const loops = (code: string, call: string, data: Record<string, string | number> = {}) =>
  leak('loops', code, call, { callee: 'poll', line: 4, read: 'startSpan', readLine: 3, ...data });

const again = `function poll() { ${tick} setTimeout(poll, 1000); }`;
const reschedules = (code: string, call: string, data: Record<string, string | number> = {}) =>
  leak('reschedules', code, call, { callee: 'poll', line: 4, read: 'startSpan', readLine: 3, ...data });

const http = `import { createServer } from 'node:http';`;
const handler = `(req, res) => { tracer.startActiveSpan('GET', (s) => { res.end(); s.end(); }); }`;
const serves = (code: string, call: string, data: Record<string, string | number> = {}) =>
  leak('serves', code, call, {
    callee: 'server.listen',
    callLine: 4,
    line: 4,
    read: 'startActiveSpan',
    readLine: 4,
    ...data,
  });

const redelivers = (code: string) => ({
  code: imports + code,
  output: null,
  errors: [{ messageId: 'redelivers' as const, suggestions: 1 }],
});

/** A library of which the settings say that it repeats its callback in the context of the call. */
const feed = {
  'otel-context': {
    contextManager: 'async-local-storage',
    boundaries: [{ module: 'feed', call: ['watch', 'default#run'], callback: 0, runs: 'many', sees: 'dispatch' }],
  },
};

runRule('no-leaked-context', noLeakedContext, {
  valid: [
    {
      name: 'a timer that context.with gives back, and that is cleared',
      code: `${imports}
export async function f() { const span = tracer.startSpan('run'); const timer = context.with(trace.setSpan(context.active(), span), () => ${interval}); try { await work(); } finally { clearInterval(timer); span.end(); } }`,
    },
    {
      name: 'a timer that context.with gives to somebody',
      code: `${imports}
export function f() { const span = tracer.startSpan('run'); keep(context.with(trace.setSpan(context.active(), span), () => ${interval})); span.end(); }`,
    },
    ...[
      { before: `import pMap from 'p-map';`, body: `await pMap(items, async () => { ${tick} });` },
      { before: `import pRetry from 'p-retry';`, body: `await pRetry(async () => { ${tick} });` },
      { before: `import { of } from 'rxjs';`, body: `of(1, 2).subscribe(() => { ${tick} });` },
      {
        before: `import { createReadStream } from 'node:fs'; import { once } from 'node:events';`,
        body: `const file = createReadStream('a'); file.on('data', () => { ${tick} }); await once(file, 'end');`,
      },
      {
        before: `import { MongoClient } from 'mongodb'; const items = new MongoClient(url).db('a').collection('b');`,
        body: `await items.find().sort({ a: 1 }).forEach(() => { ${tick} });`,
      },
    ].map(({ before, body }) => ({ name: `runs that come to an end: ${before}`, code: boot(body, before) })),
    {
      name: 'runs of which the settings say that they come to an end',
      code: boot(`feed.watch(() => { ${tick} });`, `import feed from 'feed';`),
      settings: {
        'otel-context': {
          ...feed['otel-context'],
          boundaries: feed['otel-context'].boundaries.map((row) => ({ ...row, finite: true })),
        },
      },
    },
    {
      name: 'a signal stops it',
      code: boot(`feed.watch(() => { ${tick} }, { signal });`, `import feed from 'feed';`),
      settings: feed,
    },
    {
      name: 'its owner stops it',
      code: boot(
        `const f = new Feed(); await f.run(() => { ${tick} }); await work(); await f.stop();`,
        `import Feed from 'feed';`,
      ),
      settings: feed,
    },
    {
      name: 'a local handle that leaves the function in a closure',
      code: boot(`stops.push(start());`, `function start() { const t = ${interval}; return () => clearInterval(t); }`),
    },
    {
      name: 'a field that is cleared by what the extent calls, at any depth',
      code: `${imports}class A { run() { return tracer.startActiveSpan('run', async (span) => { this.timer = ${interval}; try { await work(); } finally { this.close(); span.end(); } }); } close() { this.stop(); } stop() { clearInterval(this.timer); } }`,
    },
    {
      name: 'a span that a timer ends',
      code: `${imports}tracer.startActiveSpan('s', (span) => { ${interval}; setTimeout(() => span.end(), 60_000); });`,
    },
    {
      name: 'a loop that never waits',
      code: boot(`void poll();`, `async function poll() { while (true) { ${tick} } }`),
    },
    {
      name: 'a loop under the stack manager',
      code: boot(`void poll();`, loop),
      settings: { 'otel-context': { contextManager: 'stack' } },
    },
    {
      name: 'a loop whose promise is given away',
      code: boot(`void start();`, `async function start() { track(poll()); } ${loop}`),
    },
    {
      name: 'a server under the zone manager',
      code: boot(`server.listen(80);`, `${http} const server = createServer(${handler});`),
      settings: { 'otel-context': { contextManager: 'zone' } },
    },
    {
      name: 'a continuation of a function that the span runs',
      code: `${imports}tracer.startActiveSpan('all', (span) => { steps.forEach((next) => { span.end(); next(); }); });`,
    },
    { name: 'outside of any span', code: `${imports}${interval};` },
    { name: 'nothing reads the context', code: boot(`setInterval(() => { flush(); }, 1000);`) },
    {
      name: 'the tick starts a root span',
      code: boot(`setInterval(() => { tracer.startSpan('t', { root: true }).end(); }, 1000);`),
    },
    {
      name: 'the tick starts its span in the root context',
      code: boot(`setInterval(() => { tracer.startSpan('t', {}, ROOT_CONTEXT).end(); }, 1000);`),
    },
    {
      name: 'the tick runs in the root context',
      code: boot(`setInterval(() => context.with(ROOT_CONTEXT, () => { ${tick} }), 1000);`),
    },
    {
      name: 'the callback is bound to the root context',
      code: boot(`setInterval(context.bind(ROOT_CONTEXT, () => { ${tick} }), 1000);`),
    },
    {
      name: 'the interval is created in the root context',
      code: boot(`context.with(ROOT_CONTEXT, () => { ${interval}; });`),
    },
    {
      name: 'tracing is suppressed',
      code: boot(
        `context.with(suppressTracing(context.active()), () => { ${interval}; });`,
        `import { suppressTracing } from '@opentelemetry/core';`,
      ),
    },
    {
      name: 'tracing is suppressed under the span',
      code: `${imports}import { suppressTracing } from '@opentelemetry/core';
export function f() { const span = tracer.startSpan('s'); context.with(suppressTracing(trace.setSpan(context.active(), span)), () => { ${interval}; }); span.end(); }`,
    },
    {
      name: 'cleared in finally',
      code: `${imports}tracer.startActiveSpan('import', async (span) => { const t = ${interval}; try { await work(); } finally { clearInterval(t); span.end(); } });`,
    },
    {
      name: 'cleared by a listener',
      code: boot(`const t = ${interval}; socket.on('close', () => clearInterval(t)); await work();`),
    },
    { name: 'given to something that may clear it', code: boot(`const t = ${interval}; track(t);`) },
    { name: 'kept in a collection', code: boot(`timers.push(${interval});`) },
    {
      name: 'kept in a collection of a field that is emptied in the span',
      code: `${imports}class Jobs { timers = []; async run() { await tracer.startActiveSpan('run', async (span) => { try { this.timers.push(${interval}); await work(); } finally { this.clear(); span.end(); } }); } clear() { this.timers.forEach(clearInterval); } }`,
    },
    {
      name: 'kept in a collection of a field, and stopped by its own name',
      code: `${imports}class Jobs { timers = new Set(); async run() { await tracer.startActiveSpan('run', async (span) => { const timer = ${interval}; this.timers.add(timer); await work().finally(() => clearInterval(timer)); span.end(); }); } }`,
    },
    { name: 'kept by a computed name', code: boot(`timers[id] = ${interval};`) },
    {
      name: 'a field that is cleared in the extent of the span',
      code: `${imports}class A { run() { return tracer.startActiveSpan('run', async (span) => { this.timer = ${interval}; try { await work(); } finally { this.stop(); span.end(); } }); } stop() { clearInterval(this.timer); } }`,
    },
    {
      name: 'an outer variable that is cleared in the extent of the span',
      code: `${imports}let t;\ntracer.startActiveSpan('run', async (span) => { t = ${interval}; await work(); clearInterval(t); span.end(); });`,
    },
    {
      name: 'the function that creates it returns how to stop it',
      code: boot(
        `const stop = start(); await work(); stop();`,
        `function start() { const t = ${interval}; return () => clearInterval(t); }`,
      ),
    },
    {
      name: 'the span lives as long as the work',
      code: `${imports}export function open(socket) { tracer.startActiveSpan('session', (span) => { const t = ${interval}; socket.on('close', () => { span.end(); }); }); }`,
    },
    {
      name: 'the span is ended where the work is stopped',
      code: `${imports}export function open() { return tracer.startActiveSpan('session', (span) => { this.timer = ${interval}; return () => { clearInterval(this.timer); span.end(); }; }); }`,
    },
    {
      name: 'the span is never ended here',
      code: `${imports}tracer.startActiveSpan('boot', (span) => { ${interval}; });`,
    },
    {
      name: 'a span that is not active',
      code: `${imports}const span = tracer.startSpan('boot'); ${interval}; span.end();`,
    },
    { name: 'one timer', code: boot(`setTimeout(() => { ${tick} }, 1000);`) },
    {
      name: 'a listener sees whoever emits',
      code: boot(
        `emitter.on('x', () => { ${tick} });`,
        `import { EventEmitter } from 'node:events'; const emitter = new EventEmitter();`,
      ),
    },
    {
      name: 'the stack manager keeps nothing',
      code: boot(`${interval};`),
      settings: { 'otel-context': { contextManager: 'stack' } },
    },
    {
      name: 'nobody knows what an unknown manager keeps',
      code: boot(`${interval};`),
      settings: { 'otel-context': { contextManager: 'unknown' } },
    },
    { name: 'a loop that is awaited', code: boot(`await poll();`, loop) },
    { name: 'a loop whose promise is kept', code: boot(`const done = poll(); await done;`, loop) },
    {
      name: 'a loop that returns',
      code: boot(`void poll();`, `async function poll() { while (true) { ${tick} if (await ready()) return; } }`),
    },
    {
      name: 'a loop that breaks',
      code: boot(`void poll();`, `async function poll() { for (;;) { ${tick} if (await ready()) break; } }`),
    },
    {
      name: 'a loop with a condition',
      code: boot(`void poll();`, `async function poll() { for (let i = 0; i < 3; i++) { ${tick} await pause(); } }`),
    },
    {
      name: 'a loop that hangs on a signal',
      code: boot(`void poll();`, `async function poll() { while (!signal.aborted) { ${tick} await pause(); } }`),
    },
    {
      name: 'a loop over what a file reads',
      code: boot(`void poll();`, `async function poll() { for await (const row of rows) { ${tick} } }`),
    },
    {
      name: 'a loop that is stopped in the extent of the span',
      code: boot(
        `void poll(); await work(); stopped = true;`,
        `let stopped = false; async function poll() { while (!stopped) { ${tick} await pause(); } }`,
      ),
    },
    {
      name: 'a read outside of the loop',
      code: boot(`void poll();`, `async function poll() { ${tick} while (true) { await pause(); } }`),
    },
    {
      name: 'a repeated timer of timers/promises that a signal stops',
      code: boot(
        `void poll();`,
        `import { setInterval } from 'node:timers/promises'; async function poll() { for await (const _ of setInterval(1, null, { signal })) { ${tick} } }`,
      ),
    },
    {
      name: 'a timer that polls until something is there',
      code: boot(`poll();`, `function poll() { ${tick} if (!found()) setTimeout(poll, 10); }`),
    },
    {
      name: 'a timer that tries again after an error',
      code: boot(`poll();`, `function poll() { try { ${tick} send(); } catch { setTimeout(poll, 10); } }`),
    },
    {
      name: 'a timer that gives up',
      code: boot(`poll(3);`, `function poll(n) { ${tick} if (n === 0) return; setTimeout(() => poll(n - 1), 10); }`),
    },
    {
      name: 'a timer that somebody waits for',
      code: boot(`await new Promise((resolve) => { const poll = () => { ${tick} setTimeout(poll, 10); }; poll(); });`),
    },
    {
      name: 'a self-scheduling timer that is cleared in the extent of the span',
      code: boot(
        `let t; const poll = () => { ${tick} t = setTimeout(poll, 10); }; poll(); await work(); clearTimeout(t);`,
      ),
    },
    {
      name: 'a cron job that is stopped',
      code: boot(
        `const job = cron.schedule('* * * * *', () => { ${tick} }); await work(); job.stop();`,
        `import cron from 'node-cron';`,
      ),
    },
    {
      name: 'a server whose handlers read nothing',
      code: boot(`const server = createServer((req, res) => res.end()); server.listen(80);`, http),
    },
    {
      name: 'a server that is closed in the extent of the span',
      code: boot(`const server = createServer(${handler}); server.listen(0); await work(); server.close();`, http),
    },
    {
      name: 'a server that listens outside of the span',
      code: `${http}${imports}const server = tracer.startActiveSpan('boot', (span) => { const s = createServer(${handler}); span.end(); return s; }); server.listen(80);`,
    },
    {
      name: 'a server that listens in the root context',
      code: boot(`const server = createServer(${handler}); context.with(ROOT_CONTEXT, () => server.listen(80));`, http),
    },
    {
      name: 'what a server says of itself',
      code: boot(`const server = createServer(); server.on('listening', () => { ${tick} }); server.listen(80);`, http),
    },
    {
      name: 'an object of the file that has a method of that name',
      code: boot(`const bus = { listen() {} }; bus.listen(${handler});`),
    },
    {
      name: 'a callback before the end of the span',
      code: `${imports}export function mw(req, res, next) { tracer.startActiveSpan('mw', (span) => { next(); span.end(); }); }`,
    },
    {
      name: 'a callback outside of the span',
      code: `${imports}export function mw(req, res, next) { tracer.startActiveSpan('mw', (span) => { span.end(); }); next(); }`,
    },
    {
      name: 'a callback in the context from before',
      code: `${imports}export function mw(req, res, next) { const ctx = context.active(); tracer.startActiveSpan('mw', (span) => { span.end(); context.with(ctx, () => next()); }); }`,
    },
    {
      name: 'an end on one path',
      code: `${imports}export function mw(req, res, next) { tracer.startActiveSpan('mw', (span) => { if (req.skip) span.end(); next(); }); }`,
    },
    {
      name: 'the resolution of a promise',
      code: `${imports}export const f = () => new Promise((done) => { tracer.startActiveSpan('f', (span) => { span.end(); done(); }); });`,
    },
    {
      name: 'a function that is no continuation',
      code: `${imports}export const f = (format) => tracer.startActiveSpan('f', (span) => { span.end(); return format(1); });`,
    },
    {
      name: 'the end of a test',
      code: `${imports}it('ends', (done) => { tracer.startActiveSpan('f', (span) => { span.end(); done(); }); });`,
    },
    {
      name: 'a callback after the end of a span that is not active',
      code: `${imports}export const f = (done) => { const span = tracer.startSpan('f'); span.end(); done(); };`,
    },
    {
      name: 'promises interval awaited',
      code: `${imports}import { setInterval as every } from 'node:timers/promises';
export async function boot() { await tracer.startActiveSpan('boot', async (span) => { for await (const _ of every(10)) { tracer.startSpan('tick').end(); if (done()) break; } span.end(); }); }`,
    },
    {
      name: 'own span outside',
      code: `${imports}export async function poll() { await tracer.startActiveSpan('poll', async (span) => { await work(); span.end(); }); setTimeout(poll, 10); }`,
    },
    {
      name: 'own span root',
      code: `${imports}export function poll() { tracer.startActiveSpan('poll', { root: true }, async (span) => { await work(); span.end(); setTimeout(poll, 10); }); }`,
    },
    {
      name: 'own span retry',
      code: `${imports}export function send(n: number) { tracer.startActiveSpan('send', async (span) => { try { await work(); } catch (e) { if (n < 3) setTimeout(() => send(n + 1), 10); } finally { span.end(); } }); }`,
    },
    {
      name: 'own span with root',
      code: `${imports}export function poll() { tracer.startActiveSpan('poll', async (span) => { await work(); span.end(); context.with(ROOT_CONTEXT, () => setTimeout(poll, 10)); }); }`,
    },
    {
      name: 'loop aborted inside',
      code: `${imports}export async function run() { const ac = new AbortController(); await tracer.startActiveSpan('run', async (span) => { void loop(ac.signal); try { await work(); } finally { ac.abort(); span.end(); } }); }
async function loop(signal: AbortSignal) { while (!signal.aborted) { tracer.startSpan('tick').end(); await sleep(10); } }`,
    },
    {
      name: 'constructor outside',
      code: `${imports}class Flusher { private timer = setInterval(() => this.flush(), 10); flush() { tracer.startSpan('flush').end(); } }
const f = new Flusher();
export function boot() { tracer.startActiveSpan('boot', (span) => { f.flush(); span.end(); }); }`,
    },
    {
      name: 'onModuleInit plain',
      code: `${imports}import { Injectable, OnModuleInit } from '@nestjs/common'; @Injectable() export class S implements OnModuleInit { onModuleInit() { setInterval(() => this.load(), 1000); }
 async load() { await tracer.startActiveSpan('load', async (s) => { s.end(); }); } }`,
    },
    {
      name: 'cleared finally',
      code: `${imports}export async function run() { await tracer.startActiveSpan('run', async (span) => { const hb = setInterval(() => { tracer.startSpan('hb').end(); }, 10); try { await work(); } finally { clearInterval(hb); span.end(); } }); }`,
    },
    {
      name: 'using disposable',
      code: `${imports}export async function run() { await tracer.startActiveSpan('run', async (span) => { using hb = setInterval(() => { tracer.startSpan('hb').end(); }, 10); await work(); span.end(); }); }`,
    },
    {
      name: 'suppress',
      code: `${imports}import { suppressTracing } from '@opentelemetry/core'; export function boot() { tracer.startActiveSpan('boot', (span) => { context.with(suppressTracing(context.active()), () => { setInterval(() => { tracer.startSpan('tick').end(); }, 10); }); span.end(); }); }`,
    },
    {
      name: 'root option',
      code: `${imports}export function boot() { tracer.startActiveSpan('boot', (span) => { setInterval(() => { tracer.startActiveSpan('tick', { root: true }, (s) => { s.end(); }); }, 10); span.end(); }); }`,
    },
    {
      name: 'root bind',
      code: `${imports}export function boot() { tracer.startActiveSpan('boot', (span) => { setInterval(context.bind(ROOT_CONTEXT, tick), 10); span.end(); }); }
function tick() { tracer.startSpan('tick').end(); }`,
    },
    {
      name: 'root with block',
      code: `${imports}export function boot() { tracer.startActiveSpan('boot', (span) => { context.with(ROOT_CONTEXT, startTimers); span.end(); }); }
function startTimers() { setInterval(tick, 10); }
function tick() { tracer.startSpan('tick').end(); }`,
    },
    {
      name: 'deleteSpan context',
      code: `${imports}export function boot() { tracer.startActiveSpan('boot', (span) => { context.with(trace.deleteSpan(context.active()), () => setInterval(tick, 10)); span.end(); }); }
function tick() { tracer.startSpan('tick').end(); }`,
    },
    {
      name: 'amqp conn outside',
      code: `${imports}import amqp from 'amqplib'; export async function boot() { const conn = await amqp.connect('amqp://x'); await tracer.startActiveSpan('boot', async (span) => { try { const ch = await conn.createChannel(); await ch.consume('q', (msg) => { tracer.startActiveSpan('handle', (s) => { s.end(); }); }); } finally { span.end(); } }); }`,
    },
    {
      name: 'amqp extracts',
      code: `${imports}import { propagation } from '@opentelemetry/api';
import amqp from 'amqplib'; export async function boot() { await tracer.startActiveSpan('boot', async (span) => { const conn = await amqp.connect('amqp://x'); const ch = await conn.createChannel(); await ch.consume('q', (msg) => { const ctx = propagation.extract(context.active(), msg!.properties.headers ?? {}); context.with(ctx, () => { tracer.startActiveSpan('handle', (s) => { s.end(); }); }); }); span.end(); }); }`,
    },
    {
      name: 'amqp closed',
      code: `${imports}import amqp from 'amqplib'; export async function run() { await tracer.startActiveSpan('drain', async (span) => { const conn = await amqp.connect('amqp://x'); try { const ch = await conn.createChannel(); await ch.consume('q', (msg) => { tracer.startSpan('handle').end(); }); await wait(); } finally { await conn.close(); span.end(); } }); }`,
    },
    {
      name: 'amqp root',
      code: `${imports}import amqp from 'amqplib'; export async function boot() { await tracer.startActiveSpan('boot', async (span) => { const conn = await context.with(ROOT_CONTEXT, () => amqp.connect('amqp://x')); const ch = await conn.createChannel(); await ch.consume('q', (msg) => { tracer.startSpan('handle').end(); }); span.end(); }); }`,
    },
    {
      name: 'nats iterator max',
      code: `${imports}import { connect } from 'nats'; export async function boot() { const nc = await connect({}); tracer.startActiveSpan('boot', (span) => { const sub = nc.subscribe('x', { max: 1 }); void (async () => { for await (const m of sub) { tracer.startSpan('handle').end(); } })(); span.end(); }); }`,
    },
    {
      name: 'nats iterator unsub',
      code: `${imports}import { connect } from 'nats'; export async function boot() { const nc = await connect({}); await tracer.startActiveSpan('boot', async (span) => { const sub = nc.subscribe('x'); void (async () => { for await (const m of sub) { tracer.startSpan('handle').end(); } })(); await work(); sub.unsubscribe(); span.end(); }); }`,
    },
    {
      name: 'mqtt outside',
      code: `${imports}import mqtt from 'mqtt'; const client = mqtt.connect('mqtt://x');
export async function boot() { await tracer.startActiveSpan('boot', async (span) => { client.on('message', (topic, payload) => { tracer.startSpan('handle').end(); }); await client.subscribeAsync('t'); span.end(); }); }`,
    },
    {
      name: 'ioredis quit',
      code: `${imports}import Redis from 'ioredis'; export async function boot() { await tracer.startActiveSpan('boot', async (span) => { const sub = new Redis(); await sub.subscribe('ch'); sub.on('message', (c, m) => { tracer.startSpan('handle').end(); }); await work(); await sub.quit(); span.end(); }); }`,
    },
    {
      name: 'redis4 connected before',
      code: `${imports}import { createClient } from 'redis'; const sub = createClient(); await sub.connect();
export async function boot() { await tracer.startActiveSpan('boot', async (span) => { await sub.subscribe('ch', (m) => { tracer.startSpan('handle').end(); }); span.end(); }); }`,
    },
    {
      name: 'bullmq closed',
      code: `${imports}import { Worker } from 'bullmq'; export async function boot() { await tracer.startActiveSpan('boot', async (span) => { const w = new Worker('q', async (job) => { tracer.startSpan('job').end(); }); await work(); await w.close(); span.end(); }); }`,
    },
    {
      name: 'kafkajs disconnected',
      code: `${imports}import { Kafka } from 'kafkajs'; export async function drain() { await tracer.startActiveSpan('drain', async (span) => { const consumer = new Kafka({ brokers: ['x'] }).consumer({ groupId: 'g' }); await consumer.run({ eachMessage: async () => { tracer.startSpan('handle').end(); } }); await work(); await consumer.disconnect(); span.end(); }); }`,
    },
    {
      name: 'cron not started',
      code: `${imports}import { CronJob } from 'cron'; export async function boot() { const job = tracer.startActiveSpan('boot', (span) => { const job = new CronJob('* * * * *', () => { tracer.startSpan('job').end(); }); span.end(); return job; }); job.start(); }`,
    },
    {
      name: 'toad other job',
      code: `${imports}import { ToadScheduler, SimpleIntervalJob, Task } from 'toad-scheduler'; const scheduler = new ToadScheduler(); const task = new Task('t', () => { tracer.startSpan('job').end(); }); const quiet = new Task('q', () => { flush(); });
scheduler.addSimpleIntervalJob(new SimpleIntervalJob({ seconds: 1 }, task));
export async function boot() { tracer.startActiveSpan('boot', (span) => { scheduler.addSimpleIntervalJob(new SimpleIntervalJob({ seconds: 1 }, quiet)); span.end(); }); }`,
    },
    {
      name: 'graphile awaited stop',
      code: `${imports}import { run } from 'graphile-worker'; export async function boot() { await tracer.startActiveSpan('boot', async (span) => { const runner = await run({ taskList: { hello: async (p) => { tracer.startSpan('m').end(); } } }); await runner.promise; span.end(); }); }`,
    },
    {
      name: 'pg pool',
      code: `${imports}import { Pool } from 'pg'; export let pool: Pool;
export async function boot() { await tracer.startActiveSpan('boot', async (span) => { pool = new Pool(); await pool.query('select 1'); span.end(); }); }
export async function find() { return tracer.startActiveSpan('find', async (s) => { try { return await pool.query('select 2'); } finally { s.end(); } }); }`,
    },
    {
      name: 'emitter',
      code: `${imports}import { EventEmitter } from 'node:events'; export function boot(bus: EventEmitter) { tracer.startActiveSpan('boot', (span) => { const e = new EventEmitter(); e.on('x', () => { tracer.startSpan('x').end(); }); bus.on('y', () => { tracer.startSpan('y').end(); }); span.end(); }); }`,
    },
    {
      name: 'ws client awaited',
      code: `${imports}import WebSocket from 'ws'; export async function boot() { await tracer.startActiveSpan('boot', async (span) => { const ws = new WebSocket('ws://x'); ws.on('message', () => { tracer.startSpan('m').end(); }); await new Promise((r) => ws.on('close', r)); span.end(); }); }`,
    },
    {
      name: 'lru fetch',
      code: `${imports}import { LRUCache } from 'lru-cache'; export function boot() { return tracer.startActiveSpan('boot', (span) => { const c = new LRUCache({ max: 1, fetchMethod: async (k) => { tracer.startSpan('fetch').end(); } }); span.end(); return c; }); }`,
    },
    {
      name: 'bound',
      code: `${imports}import { SpanKind } from '@opentelemetry/api';
import { EventEmitter } from 'node:events'; export class Q { bus = new EventEmitter(); start() { this.run(); this.publish('a'); } run() { this.bus.on('message', context.bind(context.active(), (id: string, attempt: number) => { tracer.startActiveSpan('consume', { kind: SpanKind.CONSUMER }, (span) => { try { if (attempt < 3) this.publish(id, attempt + 1); } finally { span.end(); } }); })); }
 publish(id: string, attempt = 0) { this.bus.emit('message', id, attempt); } }`,
    },
    {
      name: 'emit after span',
      code: `${imports}import { SpanKind } from '@opentelemetry/api';
import { EventEmitter } from 'node:events'; const bus = new EventEmitter();
bus.on('job', (n: number) => { const failed = tracer.startActiveSpan('job', { kind: SpanKind.CONSUMER }, (span) => { span.end(); return n < 3; }); if (failed) bus.emit('job', n + 1); });
export function start() { bus.emit('job', 0); }`,
    },
    {
      name: 'root span',
      code: `${imports}import { SpanKind } from '@opentelemetry/api';
import { EventEmitter } from 'node:events'; const bus = new EventEmitter();
bus.on('job', (n: number) => { tracer.startActiveSpan('job', { kind: SpanKind.CONSUMER, root: true }, (span) => { if (n < 3) bus.emit('job', n + 1); span.end(); }); });
export function start() { bus.emit('job', 0); }`,
    },
    {
      name: 'other event',
      code: `${imports}import { SpanKind } from '@opentelemetry/api';
import { EventEmitter } from 'node:events'; const bus = new EventEmitter();
bus.on('job', (n: number) => { tracer.startActiveSpan('job', { kind: SpanKind.CONSUMER }, (span) => { bus.emit('done', n + 1); span.end(); }); });
export function start() { bus.emit('job', 0); }`,
    },
    {
      name: 'tree',
      code: `${imports}import { EventEmitter } from 'node:events'; const walker = new EventEmitter();
walker.on('dir', (d: { children: unknown[] }) => { tracer.startActiveSpan('dir', (span) => { for (const c of d.children) walker.emit('dir', c); span.end(); }); });
export function start() { walker.emit('dir', { children: [{ children: [] }] }); }`,
    },
    {
      name: 'other emitter',
      code: `${imports}import { SpanKind } from '@opentelemetry/api';
import { EventEmitter } from 'node:events'; const a = new EventEmitter(), b = new EventEmitter();
a.on('job', (n: number) => { tracer.startActiveSpan('job', { kind: SpanKind.CONSUMER }, (span) => { b.emit('job', n + 1); span.end(); }); });
export function start() { a.emit('job', 0); }`,
    },
    {
      name: 'async recursion awaited',
      code: `${imports}async function walk(n: number): Promise<void> { tracer.startSpan('tick').end(); await sleep(5); if (n > 0) return walk(n - 1); }
export async function boot() { await tracer.startActiveSpan('boot', async (span) => { await walk(3); span.end(); }); }`,
    },
    {
      name: 'page recursion',
      code: `${imports}async function fetchPage(cursor?: string): Promise<void> { const page = await load(cursor); tracer.startSpan('page').end(); if (!page?.next) return; await fetchPage(page.next); }
export async function boot() { await tracer.startActiveSpan('boot', async (span) => { await fetchPage(); span.end(); }); }`,
    },
    {
      name: 'heartbeat stopped',
      code: `${imports}let handle: NodeJS.Timeout;
function startHeartbeat() { handle = setInterval(() => beat(), 5); handle.unref(); }
function stopHeartbeat() { clearInterval(handle); }
function beat() { tracer.startActiveSpan('beat', (s) => { s.end(); }); }
export async function boot() { await tracer.startActiveSpan('boot', async (span) => { startHeartbeat(); try { await work(); } finally { stopHeartbeat(); span.end(); } }); }`,
    },
    {
      name: 'lock extension',
      code: `${imports}async function withLock(fn: () => Promise<void>) { const extend = setInterval(() => { tracer.startSpan('extend').end(); }, 5); try { await fn(); } finally { clearInterval(extend); } }
export async function boot() { await tracer.startActiveSpan('job', async (span) => { await withLock(work); span.end(); }); }`,
    },
    {
      name: 'progress class',
      code: `${imports}class Progress { t?: NodeJS.Timeout; start() { this.t = setInterval(() => tracer.startSpan('p').end(), 5); } stop() { clearInterval(this.t); } }
export async function boot() { await tracer.startActiveSpan('job', async (span) => { const p = new Progress(); p.start(); try { await work(); } finally { p.stop(); span.end(); } }); }`,
    },
    {
      name: 'worker close later helper',
      code: `${imports}import { Worker } from 'bullmq'; export async function main() { await tracer.startActiveSpan('run', async (span) => { const w = new Worker('q', async () => { tracer.startSpan('j').end(); }, {}); try { await untilDone(w); } finally { span.end(); } }); }`,
    },
    {
      name: 'span links',
      code: `${imports}export const boot = () => tracer.startActiveSpan('boot', (span) => { setInterval(() => { tracer.startActiveSpan('t', { root: true, links: [{ context: span.spanContext() }] }, (s) => s.end()); }, 5); span.end(); });`,
    },
    {
      name: 'server test close',
      code: `${imports}import http from 'node:http'; export async function once() { await tracer.startActiveSpan('oauth', async (span) => { await new Promise<void>((resolve) => { const server = http.createServer((req, res) => { tracer.startSpan('cb').end(); res.end(); server.close(); resolve(); }); server.listen(0); }); span.end(); }); }`,
    },
    {
      name: 'generic pool lazy',
      code: `${imports}import { createPool } from 'generic-pool'; export const boot = () => tracer.startActiveSpan('boot', (span) => { const pool = createPool({ create: async () => { tracer.startSpan('open').end(); return {}; }, destroy: async () => {} }, { max: 3 }); span.end(); return pool; });`,
    },
    {
      name: 'recursive gen',
      code: `${imports}async function* g() { for await (const x of g()) { tracer.startSpan('t').end(); yield x; } }
export const boot = () => tracer.startActiveSpan('boot', (span) => { void (async () => { for await (const x of g()) tracer.startSpan('t').end(); })(); span.end(); });`,
    },
    {
      name: 'cyc class',
      code: `${imports}class A extends B { x = new A(); y = tracer.startSpan('x'); } class B extends A { constructor() { super(); } }
export const boot = () => tracer.startActiveSpan('boot', (span) => { new A(); span.end(); });`,
    },
    {
      name: 'node cache module',
      code: `${imports}import NodeCache from 'node-cache'; const cache = new NodeCache({ checkperiod: 0.01 });
export const boot = () => tracer.startActiveSpan('boot', (span) => { cache.on('expired', (key) => { tracer.startSpan('expired').end(); cache.set(key, 1, 0.001); }); cache.set('a', 1, 0.001); span.end(); });`,
    },
    {
      name: 'readable rows',
      code: `${imports}import { Readable } from 'node:stream'; export const boot = (rows: string[]) => tracer.startActiveSpan('boot', (span) => { const input = Readable.from(rows); void (async () => { for await (const row of input) tracer.startSpan(row).end(); })(); span.end(); });`,
    },
    {
      name: 'socket data',
      code: `${imports}import net from 'node:net'; export const ask = () => tracer.startActiveSpan('ask', (span) => { const socket = net.connect(1); socket.on('data', () => { tracer.startSpan('chunk').end(); }); socket.write('?'); span.end(); });`,
    },
    {
      name: 'worker messages',
      code: `${imports}import { Worker } from 'node:worker_threads'; export const crunch = () => tracer.startActiveSpan('crunch', (span) => { const worker = new Worker('./w.js'); worker.on('message', () => { tracer.startSpan('part').end(); }); span.end(); });`,
    },
    {
      name: 'session span',
      code: `${imports}import WebSocket from 'ws'; export const open = (u) => tracer.startActiveSpan('session', (span) => { const ws = new WebSocket(u); ws.on('message', () => { tracer.startSpan('m').end(); }); ws.on('close', () => span.end()); return ws; });`,
    },
    {
      name: 'once wait',
      code: `${imports}import WebSocket from 'ws'; import { once } from 'node:events'; export const open = (u) => tracer.startActiveSpan('session', async (span) => { const ws = new WebSocket(u); ws.on('message', () => { tracer.startSpan('m').end(); }); await once(ws, 'close'); span.end(); });`,
    },
    {
      name: 'ws closed in handler',
      code: `${imports}import WebSocket from 'ws'; export const ask = (u) => tracer.startActiveSpan('ask', async (span) => { const ws = new WebSocket(u); const answer = await new Promise((resolve) => { ws.on('message', (m) => { tracer.startSpan('m').end(); ws.close(); resolve(m); }); }); span.end(); return answer; });`,
    },
    {
      name: 'consumer cancel',
      code: `${imports}import amqp from 'amqplib'; export async function drain() { await tracer.startActiveSpan('drain', async (span) => { const conn = await amqp.connect('x'); const ch = await conn.createChannel(); const { consumerTag } = await ch.consume('q', () => { tracer.startSpan('m').end(); }); await work(); await ch.cancel(consumerTag); span.end(); }); }`,
    },
    {
      name: 'signal events on',
      code: `${imports}import { on } from 'node:events'; export async function listen(bus, signal) { await tracer.startActiveSpan('l', async (span) => { void (async () => { for await (const [e] of on(bus, 'x', { signal })) tracer.startSpan('e').end(); })(); span.end(); }); }`,
    },
    {
      name: 'interval in promise executor cleared',
      code: `${imports}export const waitFor = (p) => tracer.startActiveSpan('wait', async (span) => { await new Promise<void>((resolve) => { const t = setInterval(() => { tracer.startSpan('check').end(); if (p()) { clearInterval(t); resolve(); } }, 5); }); span.end(); });`,
    },
    {
      name: 'interval race',
      code: `${imports}export const run = (fn) => tracer.startActiveSpan('r', async (span) => { let t; try { await Promise.race([fn(), new Promise((_, rej) => { t = setInterval(() => { tracer.startSpan('hb').end(); }, 5); })]); } finally { clearInterval(t); span.end(); } });`,
    },
    {
      name: 'disposable stack',
      code: `${imports}export const run = (fn) => tracer.startActiveSpan('r', async (span) => { using stack = new DisposableStack(); const t = setInterval(() => { tracer.startSpan('hb').end(); }, 5); stack.defer(() => clearInterval(t)); await fn(); span.end(); });`,
    },
    {
      name: 'constructed with close',
      code: `${imports}class Beat { t = setInterval(() => tracer.startSpan('b').end(), 5); close() { clearInterval(this.t); } }
export const run = (fn) => tracer.startActiveSpan('r', async (span) => { const b = new Beat(); try { await fn(); } finally { b.close(); span.end(); } });`,
    },
    {
      name: 'constructed with dispose',
      code: `${imports}class Beat { t = setInterval(() => tracer.startSpan('b').end(), 5); [Symbol.dispose]() { clearInterval(this.t); } }
export const run = (fn) => tracer.startActiveSpan('r', async (span) => { using b = new Beat(); await fn(); span.end(); });`,
    },
    {
      name: 'constructed private close',
      code: `${imports}class Beat { #t = setInterval(() => tracer.startSpan('b').end(), 5); #end() { clearInterval(this.#t); } async run(fn) { try { await fn(); } finally { this.#end(); } } }
export const run = (fn) => tracer.startActiveSpan('r', async (span) => { const b = new Beat(); await b.run(fn); span.end(); });`,
    },
    {
      name: 'unref then cleared by return',
      code: `${imports}function heartbeat() { const t = setInterval(() => tracer.startSpan('b').end(), 5); t.unref(); return { [Symbol.dispose]: () => clearInterval(t) }; }
export const run = (fn) => tracer.startActiveSpan('r', async (span) => { using hb = heartbeat(); await fn(); span.end(); });`,
    },
    {
      name: 'own timer per attempt',
      code: `${imports}export function attempt(n = 0) { return tracer.startActiveSpan('attempt', (span) => { const ok = tryIt(); span.end(); if (!ok && n < 5) setTimeout(() => attempt(n + 1), 2 ** n); }); }`,
    },
    {
      name: 'tree walk',
      code: `${imports}export async function walk(node) { await tracer.startActiveSpan('walk', async (span) => { for (const c of node.children) await walk(c); span.end(); }); }`,
    },
    {
      name: 'scheduled tree',
      code: `${imports}export function walk(node) { tracer.startActiveSpan('walk', (span) => { for (const c of node.children) setImmediate(() => walk(c)); span.end(); }); }`,
    },
    {
      name: 'queue drain',
      code: `${imports}const q = [];
export function drain() { const job = q.shift(); if (!job) return; tracer.startActiveSpan('job', (span) => { job(); span.end(); setImmediate(drain); }); }`,
    },
    {
      name: 'a loop whose promise a scope returns to somebody who waits',
      code: `${imports}${loop}
export const boot = () => tracer.startActiveSpan('boot', (span) => poll().finally(() => span.end()));`,
    },
    {
      name: 'a loop whose promise a function returns to somebody who waits',
      code: `${imports}const start = () => poll(); ${loop}
tracer.startActiveSpan('boot', async (span) => { await Promise.all(names.map(() => start())); span.end(); });`,
    },
    {
      name: 'a loop that a scope begins in the root context',
      code: `${imports}${loop}
tracer.startActiveSpan('boot', (span) => { void context.with(ROOT_CONTEXT, () => poll()); span.end(); });`,
    },
    {
      name: 'a loop whose signal is aborted in the span, by the name of a parameter',
      code: `${imports}async function poll(signal) { while (!signal.aborted) { ${tick} await pause(); } }
export async function boot() { const stop = new AbortController(); await tracer.startActiveSpan('boot', async (span) => { void poll(stop.signal); await work(); stop.abort(); span.end(); }); }`,
    },
    {
      name: 'a loop whose signal somebody else gives',
      code: `${imports}async function poll(signal) { while (!signal.aborted) { ${tick} await pause(); } }
export async function boot(given) { await tracer.startActiveSpan('boot', async (span) => { void poll(given); span.end(); }); }`,
    },
    {
      name: 'a loop that writes its flag while it goes on',
      code: `${imports}class Jobs { async loop() { this.running = true; while (this.running) { ${tick} await pause(); if (await this.isEmpty()) this.running = false; } }
boot() { tracer.startActiveSpan('boot', (span) => { void this.loop(); span.end(); }); } }`,
    },
    {
      name: 'a poll whose every run is a trace of its own',
      code: `import { get } from 'node:http';
${imports}function poll() { tracer.startActiveSpan('poll', { root: true }, (span) => { get(url, () => { span.end(); setTimeout(poll, 1000); }); }); }`,
    },
    {
      name: 'a poll whose every run is meant to belong to one long span',
      code: `${imports}export function run() { const session = tracer.startSpan('session');
const poll = () => { tracer.startSpan('poll').end(); context.with(trace.setSpan(context.active(), session), () => { setTimeout(poll, 10); }); };
poll(); onClose(() => session.end()); }`,
    },
    {
      name: 'a loop in a reaction of promises that somebody waits for',
      code: `${imports}${loop}
export const boot = () => tracer.startActiveSpan('boot', async (span) => { await connect().then(() => poll()); await connect().then(poll).catch(log); span.end(); });`,
    },
    {
      name: 'a loop in a task that somebody waits for',
      code: `import pRetry from 'p-retry';
${imports}${loop}
export const boot = () => tracer.startActiveSpan('boot', async (span) => { await pRetry(() => poll()); span.end(); });`,
    },
    {
      name: 'a poll that counts its tries',
      code: `import { get } from 'node:http';
${imports}function poll(n = 0) { tracer.startActiveSpan('poll', (span) => { get(url, () => { span.end(); if (n < 5) setTimeout(() => poll(n + 1), 1000); }); }); }`,
    },
  ],
  invalid: [
    {
      name: 'a loop in a function whose promise another returns',
      ...loops(
        `${imports}const run = () => (async () => { for (;;) { ${tick} await pause(); } })();
tracer.startActiveSpan('boot', (span) => { task.done = run(); span.end(); });`,
        'run()',
        { callee: 'run' },
      ),
    },
    {
      name: 'an interval that goes into a collection of a field, which only the end of the program empties',
      ...leak(
        'repeats',
        `${imports}class Jobs { timers = new Set(); stop() { for (const timer of this.timers) clearInterval(timer); }
run() { tracer.startActiveSpan('run', (span) => { const timer = ${interval}; timer.unref(); this.timers.add(timer); span.end(); }); } }`,
        interval,
        { callee: 'setInterval', line: 4, read: 'startSpan', readLine: 4 },
      ),
    },
    {
      name: 'a loop that sets its own flag before it begins',
      ...leak(
        'loops',
        `${imports}class Jobs { async loop() { this.running = true; while (this.running) { ${tick} await pause(); } } stop() { this.running = false; }
boot() { tracer.startActiveSpan('boot', (span) => { void this.loop(); span.end(); }); } }`,
        'this.loop()',
        { callee: 'this.loop', line: 4, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'a loop whose signal is given by the name of a parameter',
      ...leak(
        'loops',
        `${imports}class Jobs { #stop = new AbortController(); async loop(signal) { while (!signal.aborted) { ${tick} await pause(); } } stop() { this.#stop.abort(); }
boot() { tracer.startActiveSpan('boot', (span) => { void this.loop(this.#stop.signal); span.end(); }); } }`,
        'this.loop(this.#stop.signal)',
        { callee: 'this.loop', line: 4, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'a loop in a reaction of promises that a function returns to nobody',
      ...loops(
        `${imports}const start = () => connect().then(() => poll()); ${loop}
tracer.startActiveSpan('boot', (span) => { void start(); span.end(); });`,
        'start()',
        { callee: 'start' },
      ),
    },
    {
      name: 'loops that an array begins',
      ...loops(
        `${imports}${loop}
tracer.startActiveSpan('boot', (span) => { tasks.all = names.map(() => poll()); span.end(); });`,
        'names.map(() => poll())',
        { callee: 'names.map' },
      ),
    },
    {
      name: 'a poll that begins each run in the span of the one before, which a callback ends',
      ...leak(
        'reschedules',
        `import { get } from 'node:http';
${imports}function poll() { tracer.startActiveSpan('poll', (span) => { get(url, () => { span.end(); setTimeout(poll, 1000); }); }); }`,
        'setTimeout(poll, 1000)',
        { callee: 'setTimeout', line: 4, read: 'startActiveSpan', readLine: 4 },
      ),
    },
    {
      name: 'sqs consumer',
      ...leak(
        'serves',
        `${imports}import { Consumer } from 'sqs-consumer'; export async function boot(sqs) { await tracer.startActiveSpan('boot', async (span) => { const app = Consumer.create({ queueUrl: 'x', sqs, handleMessage: async (message) => { tracer.startSpan('handle').end(); return undefined; } }); app.on('error', console.error); app.start(); span.end(); }); }`,
        'app.start()',
        { callee: 'app.start', callLine: 3, line: 3, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'sqs consumer method',
      ...leak(
        'serves',
        `${imports}import { Consumer } from 'sqs-consumer'; export class C { consumer = Consumer.create({ queueUrl: 'x', handleMessage: (m) => this.handle(m) }); start() { tracer.startActiveSpan('boot', (span) => { this.consumer.start(); span.end(); }); } async handle(m) { await tracer.startActiveSpan('handle', async (s) => { s.end(); }); return undefined; } stop() { this.consumer.stop(); } }`,
        'this.consumer.start()',
        { callee: 'this.consumer.start', callLine: 3, line: 3, read: 'startActiveSpan', readLine: 3 },
      ),
    },
    {
      name: 'node cache',
      ...leak(
        'serves',
        `${imports}import NodeCache from 'node-cache'; export const boot = () => tracer.startActiveSpan('boot', (span) => { const cache = new NodeCache({ checkperiod: 0.01 }); cache.on('expired', (key) => { tracer.startSpan('expired').end(); cache.set(key, 1, 0.001); }); cache.set('a', 1, 0.001); span.end(); return cache; });`,
        'new NodeCache({ checkperiod: 0.01 })',
        { callee: 'new NodeCache', callLine: 3, line: 3, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'async recursion',
      ...leak(
        'reschedules',
        `${imports}async function poll() { tracer.startSpan('tick').end(); await sleep(5); void poll(); }
export function boot() { tracer.startActiveSpan('boot', (span) => { void poll(); span.end(); }); }`,
        'poll()',
        { callee: 'poll', line: 4, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'async recursion return floating',
      ...leak(
        'reschedules',
        `${imports}async function poll(): Promise<void> { tracer.startSpan('tick').end(); await sleep(5); return poll(); }
export function boot() { tracer.startActiveSpan('boot', (span) => { poll().catch(log); span.end(); }); }`,
        'poll()',
        { callee: 'poll', line: 4, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'then recursion',
      ...leak(
        'reschedules',
        `${imports}function poll() { tracer.startSpan('tick').end(); sleep(5).then(poll); }
export function boot() { tracer.startActiveSpan('boot', (span) => { poll(); span.end(); }); }`,
        'poll()',
        { callee: 'poll', line: 4, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'promisified sleep loop',
      ...leak(
        'loops',
        `${imports}import { promisify } from 'node:util'; const wait = promisify(setTimeout);
export class H { #stop = false; async loop() { while (!this.#stop) { try { await this.beat(); } catch (e) { log(e); } finally { await wait(5); } } } async beat() { await tracer.startActiveSpan('beat', async (s) => { s.end(); }); }
 start() { tracer.startActiveSpan('boot', (span) => { this.loop(); span.end(); }); } stop() { this.#stop = true; } }`,
        'this.loop()',
        { callee: 'this.loop', line: 5, read: 'startActiveSpan', readLine: 4 },
      ),
    },
    {
      name: 'with setSpan var',
      ...leak(
        'repeats',
        `${imports}export async function boot() { const span = tracer.startSpan('boot'); const ctx = trace.setSpan(context.active(), span); await context.with(ctx, async () => { setInterval(() => { tracer.startSpan('t').end(); }, 5); await work(); }); span.end(); }`,
        `setInterval(() => { tracer.startSpan('t').end(); }, 5)`,
        { callee: 'setInterval', line: 3, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'catch boot',
      ...leak(
        'repeats',
        `${imports}export const boot = () => tracer.startActiveSpan('boot', async (span) => { try { await work(); setInterval(() => { tracer.startSpan('t').end(); }, 5); span.setStatus({ code: 1 }); } catch (e) { span.recordException(e as Error); span.setStatus({ code: 2 }); throw e; } finally { span.end(); } });`,
        `setInterval(() => { tracer.startSpan('t').end(); }, 5)`,
        { callee: 'setInterval', line: 3, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'promise then end',
      ...leak(
        'repeats',
        `${imports}export const boot = () => tracer.startActiveSpan('boot', (span) => { setInterval(() => { tracer.startSpan('t').end(); }, 5); return work().finally(() => span.end()); });`,
        `setInterval(() => { tracer.startSpan('t').end(); }, 5)`,
        { callee: 'setInterval', line: 3, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'debounce like',
      ...leak(
        'repeats',
        `${imports}const timers = { flush: undefined as any };
export const boot = () => tracer.startActiveSpan('boot', (span) => { timers.flush = setInterval(() => { tracer.startSpan('t').end(); }, 5); span.end(); });`,
        `setInterval(() => { tracer.startSpan('t').end(); }, 5)`,
        { callee: 'setInterval', line: 4, read: 'startSpan', readLine: 4 },
      ),
    },
    {
      name: 'ref forgotten',
      ...leak(
        'repeats',
        `${imports}let handle: NodeJS.Timeout;
function startHeartbeat() { handle = setInterval(() => beat(), 5); handle.unref(); }
function stopHeartbeat() { clearInterval(handle); }
function beat() { tracer.startActiveSpan('beat', (s) => { s.end(); }); }
export async function boot() { await tracer.startActiveSpan('boot', async (span) => { startHeartbeat(); await work(); span.end(); }); }
process.on('exit', stopHeartbeat);`,
        'setInterval(() => beat(), 5)',
        { callee: 'setInterval', line: 7, read: 'startActiveSpan', readLine: 6 },
      ),
    },
    {
      name: 'server io nested',
      ...leak(
        'serves',
        `${imports}import http from 'node:http'; function createApp() { return http.createServer((req, res) => { const s = tracer.startSpan('req'); res.end(); s.end(); }); }
export async function boot() { await tracer.startActiveSpan('boot', async (span) => { const app = createApp(); await new Promise<void>((r) => app.listen(3001, () => r())); span.end(); }); }`,
        'app.listen(3001, () => r()))',
        { callee: 'app.listen', callLine: 4, line: 4, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'event loop gen',
      ...leak(
        'loops',
        `${imports}async function* ticks() { while (true) { await sleep(5); yield 1; } }
export const boot = () => tracer.startActiveSpan('boot', (span) => { void (async () => { for await (const _ of ticks()) tracer.startSpan('t').end(); })(); span.end(); });`,
        `(async () => { for await (const _ of ticks()) tracer.startSpan('t').end(); })()`,
        { callee: 'async () => { for await (const _ of t...', line: 4, read: 'startSpan', readLine: 4 },
      ),
    },
    {
      name: 'subclass super',
      ...leak(
        'repeats',
        `${imports}class Base { constructor() { setInterval(() => this.tick(), 5); } tick() { tracer.startSpan('t').end(); } }
class Sub extends Base { constructor() { super(); } }
export const boot = () => tracer.startActiveSpan('boot', (span) => { new Sub(); span.end(); });`,
        'setInterval(() => this.tick(), 5)',
        { callee: 'setInterval', line: 5, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'object literal start',
      ...leak(
        'repeats',
        `${imports}const job = { timer: undefined as any, start() { this.timer = setInterval(() => job.tick(), 5); }, tick() { tracer.startSpan('t').end(); } };
export const boot = () => tracer.startActiveSpan('boot', (span) => { job.start(); span.end(); });`,
        'setInterval(() => job.tick(), 5)',
        { callee: 'setInterval', line: 4, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'generic pool evictor',
      ...leak(
        'serves',
        `${imports}import { createPool } from 'generic-pool'; export const boot = () => tracer.startActiveSpan('boot', (span) => { const pool = createPool({ create: async () => { tracer.startSpan('open').end(); return {}; }, destroy: async () => {} }, { min: 1, idleTimeoutMillis: 5, evictionRunIntervalMillis: 10 }); span.end(); return pool; });`,
        `createPool({ create: async () => { tracer.startSpan('open').end(); return {}; }, destroy: async () => {} }, { min: 1, idleTimeoutMillis: 5, evictionRunIntervalMillis: 10 })`,
        { callee: 'createPool', callLine: 3, line: 3, read: 'startSpan', readLine: 3 },
      ),
    },

    {
      name: 'arrow',
      ...leak(
        'repeats',
        `${imports}export function boot() { tracer.startActiveSpan('boot', (span) => { setInterval(() => { tracer.startSpan('tick').end(); }, 10); span.end(); }); }`,
        `setInterval(() => { tracer.startSpan('tick').end(); }, 10)`,
        { callee: 'setInterval', line: 3, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'named',
      ...leak(
        'repeats',
        `${imports}function tick() { tracer.startActiveSpan('tick', (s) => { s.end(); }); }
export function boot() { tracer.startActiveSpan('boot', (span) => { try { setInterval(tick, 10); } finally { span.end(); } }); }`,
        'setInterval(tick, 10)',
        { callee: 'setInterval', line: 4, read: 'startActiveSpan', readLine: 3 },
      ),
    },
    {
      name: 'method bind',
      ...leak(
        'repeats',
        `${imports}export class A { start() { return tracer.startActiveSpan('boot', (span) => { try { setInterval(this.tick.bind(this), 10); } finally { span.end(); } }); } tick() { tracer.startActiveSpan('tick', (s) => s.end()); } }`,
        'setInterval(this.tick.bind(this), 10)',
        { callee: 'setInterval', line: 3, read: 'startActiveSpan', readLine: 3 },
      ),
    },
    {
      name: 'class field arrow',
      ...leak(
        'repeats',
        `${imports}export class A { private tick = () => { tracer.startActiveSpan('tick', (s) => s.end()); }; private t?: NodeJS.Timeout; start() { tracer.startActiveSpan('boot', (span) => { this.t = setInterval(this.tick, 10); span.end(); }); } stop() { clearInterval(this.t); } }`,
        'setInterval(this.tick, 10)',
        { callee: 'setInterval', line: 3, read: 'startActiveSpan', readLine: 3 },
      ),
    },
    {
      name: 'unref',
      ...leak(
        'repeats',
        `${imports}export function boot() { tracer.startActiveSpan('boot', (span) => { setInterval(() => { tracer.startSpan('tick').end(); }, 10).unref(); span.end(); }); }`,
        `setInterval(() => { tracer.startSpan('tick').end(); }, 10)`,
        { callee: 'setInterval', line: 3, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'unref stored',
      ...leak(
        'repeats',
        `${imports}export function boot() { tracer.startActiveSpan('boot', (span) => { const t = setInterval(() => { tracer.startSpan('tick').end(); }, 10); t.unref(); span.end(); }); }`,
        `setInterval(() => { tracer.startSpan('tick').end(); }, 10)`,
        { callee: 'setInterval', line: 3, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'unref optional',
      ...leak(
        'repeats',
        `${imports}export function boot() { tracer.startActiveSpan('boot', (span) => { const t = setInterval(() => { tracer.startSpan('tick').end(); }, 10); t.unref?.(); if (typeof t.unref === 'function') t.unref(); span.end(); }); }`,
        `setInterval(() => { tracer.startSpan('tick').end(); }, 10)`,
        { callee: 'setInterval', line: 3, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'node timers import',
      ...leak(
        'repeats',
        `${imports}import { setInterval as every } from 'node:timers';
export function boot() { tracer.startActiveSpan('boot', (span) => { every(() => { tracer.startSpan('tick').end(); }, 10); span.end(); }); }`,
        `every(() => { tracer.startSpan('tick').end(); }, 10)`,
        { callee: 'every', line: 4, read: 'startSpan', readLine: 4 },
      ),
    },
    {
      name: 'promises interval iife',
      ...leak(
        'loops',
        `${imports}import { setInterval as every } from 'node:timers/promises';
export function boot() { tracer.startActiveSpan('boot', (span) => { void (async () => { for await (const _ of every(10)) { tracer.startSpan('tick').end(); } })(); span.end(); }); }`,
        `(async () => { for await (const _ of every(10)) { tracer.startSpan('tick').end(); } })()`,
        { callee: 'async () => { for await (const _ of e...', line: 4, read: 'startSpan', readLine: 4 },
      ),
    },
    {
      name: 'self resched async',
      ...leak(
        'reschedules',
        `${imports}async function poll() { await tracer.startActiveSpan('poll', async (s) => { await work(); s.end(); }); setTimeout(poll, 10); }
export function boot() { tracer.startActiveSpan('boot', (span) => { poll(); span.end(); }); }`,
        'poll()',
        { callee: 'poll', line: 4, read: 'startActiveSpan', readLine: 3 },
      ),
    },
    {
      name: 'self resched finally ref',
      ...leak(
        'reschedules',
        `${imports}const schedule = () => { setTimeout(() => { void poll().finally(schedule); }, 10); };
async function poll() { await tracer.startActiveSpan('poll', async (s) => { s.end(); }); }
export function boot() { tracer.startActiveSpan('boot', (span) => { schedule(); span.end(); }); }`,
        'schedule()',
        { callee: 'schedule', line: 5, read: 'startActiveSpan', readLine: 4 },
      ),
    },
    {
      name: 'self resched try finally',
      ...leak(
        'reschedules',
        `${imports}async function poll() { try { await tracer.startActiveSpan('poll', async (s) => { await work(); s.end(); }); } catch (e) { log(e); } finally { setTimeout(() => void poll(), 10); } }
export function boot() { tracer.startActiveSpan('boot', (span) => { void poll(); span.end(); }); }`,
        'poll()',
        { callee: 'poll', line: 4, read: 'startActiveSpan', readLine: 3 },
      ),
    },
    {
      name: 'self resched setImmediate',
      ...leak(
        'reschedules',
        `${imports}function drain() { tracer.startSpan('drain').end(); setImmediate(drain); }
export function boot() { tracer.startActiveSpan('boot', (span) => { drain(); span.end(); }); }`,
        'drain()',
        { callee: 'drain', line: 4, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'nested own span',
      ...leak(
        'reschedules',
        `${imports}export function poll() { tracer.startActiveSpan('poll', async (span) => { await work(); span.end(); setTimeout(poll, 10); }); }`,
        'setTimeout(poll, 10)',
        { callee: 'setTimeout', line: 3, read: 'startActiveSpan', readLine: 3 },
      ),
    },
    {
      name: 'nested own span finally',
      ...leak(
        'reschedules',
        `${imports}export async function poll(): Promise<void> { await tracer.startActiveSpan('poll', async (span) => { try { await work(); } finally { span.end(); setTimeout(() => void poll(), 10); } }); }`,
        'setTimeout(() => void poll(), 10)',
        { callee: 'setTimeout', line: 3, read: 'startActiveSpan', readLine: 3 },
      ),
    },
    {
      name: 'nested own span with',
      ...leak(
        'reschedules',
        `${imports}class W { tick() { const span = tracer.startSpan('tick'); context.with(trace.setSpan(context.active(), span), () => { this.work(); this.timer = setTimeout(() => this.tick(), 10); span.end(); }); } stop() { clearTimeout(this.timer); } }`,
        'setTimeout(() => this.tick(), 10)',
        { callee: 'setTimeout', line: 3, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'while true sleep',
      ...leak(
        'loops',
        `${imports}import { setTimeout as sleep } from 'node:timers/promises'; async function loop() { while (true) { await tracer.startActiveSpan('tick', async (s) => { s.end(); }); await sleep(10); } }
export function boot() { tracer.startActiveSpan('boot', (span) => { loop().catch(console.error); span.end(); }); }`,
        'loop()',
        { callee: 'loop', line: 4, read: 'startActiveSpan', readLine: 3 },
      ),
    },
    {
      name: 'for iife',
      ...leak(
        'loops',
        `${imports}export function boot() { tracer.startActiveSpan('boot', (span) => { (async () => { for (;;) { tracer.startSpan('tick').end(); await new Promise((r) => setTimeout(r, 10)); } })(); span.end(); }); }`,
        `(async () => { for (;;) { tracer.startSpan('tick').end(); await new Promise((r) => setTimeout(r, 10)); } })()`,
        { callee: 'async () => { for (;;) { tracer.start...', line: 3, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'loop in helper',
      ...leak(
        'loops',
        `${imports}async function tick() { tracer.startSpan('tick').end(); }
async function loop() { do { await tick(); await sleep(10); } while (!stopped); }
let stopped = false;
function startAll() { void loop(); }
export function boot() { tracer.startActiveSpan('boot', (span) => { startAll(); span.end(); }); }
export function stop() { stopped = true; }`,
        'loop()',
        { callee: 'loop', line: 7, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'loop abort signal outside',
      ...leak(
        'loops',
        `${imports}export class L { private ac = new AbortController(); start() { tracer.startActiveSpan('boot', (span) => { void this.loop(); span.end(); }); }
 async loop() { while (!this.ac.signal.aborted) { tracer.startSpan('tick').end(); await sleep(10); } }
 stop() { this.ac.abort(); } }`,
        'this.loop()',
        { callee: 'this.loop', line: 3, read: 'startSpan', readLine: 4 },
      ),
    },
    {
      name: 'constructor',
      ...leak(
        'repeats',
        `${imports}class Flusher { constructor() { setInterval(() => this.flush(), 10); } flush() { tracer.startSpan('flush').end(); } }
export function boot() { return tracer.startActiveSpan('boot', (span) => { const f = new Flusher(); span.end(); return f; }); }`,
        'setInterval(() => this.flush(), 10)',
        { callee: 'setInterval', line: 4, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'constructor field',
      ...leak(
        'repeats',
        `${imports}class Flusher { private timer = setInterval(() => this.flush(), 10); flush() { tracer.startSpan('flush').end(); } stop() { clearInterval(this.timer); } }
export function boot() { tracer.startActiveSpan('boot', (span) => { keep(new Flusher()); span.end(); }); }`,
        'setInterval(() => this.flush(), 10)',
        { callee: 'setInterval', line: 4, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'onModuleInit',
      ...leak(
        'repeats',
        `${imports}import { Injectable, OnModuleInit } from '@nestjs/common'; @Injectable() export class S implements OnModuleInit { private handle: NodeJS.Timeout; async onModuleInit() { await tracer.startActiveSpan('init', async (span) => { try { await this.load(); this.handle = setInterval(() => this.load(), 1000); } finally { span.end(); } }); }
 onModuleDestroy() { clearInterval(this.handle); }
 async load() { await tracer.startActiveSpan('load', async (s) => { s.end(); }); } }`,
        'setInterval(() => this.load(), 1000)',
        { callee: 'setInterval', line: 3, read: 'startActiveSpan', readLine: 5 },
      ),
    },
    {
      name: 'helper with span',
      ...leak(
        'repeats',
        `${imports}function withSpan<T>(name: string, fn: () => T): T { return tracer.startActiveSpan(name, (span) => { try { return fn(); } finally { span.end(); } }); }
export function boot() { withSpan('boot', () => { setInterval(() => { withSpan('tick', () => work()); }, 1000); }); }`,
        `setInterval(() => { withSpan('tick', () => work()); }, 1000)`,
        { callee: 'setInterval', line: 3, read: 'startActiveSpan', readLine: 3 },
      ),
    },
    {
      name: 'helper with span async',
      ...leak(
        'repeats',
        `${imports}async function withSpan<T>(name: string, fn: () => Promise<T>): Promise<T> { return tracer.startActiveSpan(name, async (span) => { try { return await fn(); } finally { span.end(); } }); }
export async function boot() { await withSpan('boot', async () => { await load(); setInterval(() => void withSpan('tick', work), 1000); }); }`,
        `setInterval(() => void withSpan('tick', work), 1000)`,
        { callee: 'setInterval', line: 3, read: 'startActiveSpan', readLine: 3 },
      ),
    },
    {
      name: 'rxjs interval',
      ...leak(
        'repeats',
        `${imports}import { interval } from 'rxjs'; export async function run(xs: string[]) { tracer.startActiveSpan('run', (span) => { interval(10).subscribe(() => { tracer.startSpan('x').end(); }); span.end(); }); }`,
        `interval(10).subscribe(() => { tracer.startSpan('x').end(); })`,
        { callee: 'interval(10).subscribe', line: 3, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'var handle written only null',
      ...leak(
        'repeats',
        `${imports}let timer: NodeJS.Timeout | null = null;
export async function boot() { await tracer.startActiveSpan('boot', async (span) => { if (timer) clearInterval(timer); timer = setInterval(() => tracer.startSpan('tick').end(), 10); span.end(); }); }`,
        `setInterval(() => tracer.startSpan('tick').end(), 10)`,
        { callee: 'setInterval', line: 4, read: 'startSpan', readLine: 4 },
      ),
    },
    {
      name: 'handle set on globalThis',
      ...leak(
        'repeats',
        `${imports}export async function boot() { await tracer.startActiveSpan('boot', async (span) => { (globalThis as any).timer = setInterval(() => tracer.startSpan('tick').end(), 10); span.end(); }); }`,
        `setInterval(() => tracer.startSpan('tick').end(), 10)`,
        { callee: 'setInterval', line: 3, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'sigterm clear',
      ...leak(
        'repeats',
        `${imports}export async function boot() { await tracer.startActiveSpan('boot', async (span) => { const t = setInterval(() => tracer.startSpan('tick').end(), 10); process.on('SIGTERM', () => clearInterval(t)); span.end(); }); }`,
        `setInterval(() => tracer.startSpan('tick').end(), 10)`,
        { callee: 'setInterval', line: 3, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'returned stop',
      ...leak(
        'repeats',
        `${imports}export function boot() { return tracer.startActiveSpan('boot', (span) => { const t = setInterval(() => tracer.startSpan('tick').end(), 10); span.end(); return () => clearInterval(t); }); }`,
        `setInterval(() => tracer.startSpan('tick').end(), 10)`,
        { callee: 'setInterval', line: 3, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'getActiveSpan tick',
      ...leak(
        'repeats',
        `${imports}export function boot() { return tracer.startActiveSpan('boot', (span) => { setInterval(() => { trace.getActiveSpan()?.addEvent('tick'); }, 10); span.end(); }); }`,
        `setInterval(() => { trace.getActiveSpan()?.addEvent('tick'); }, 10)`,
        { callee: 'setInterval', line: 3, read: 'trace.getActiveSpan()', readLine: 3 },
      ),
    },
    {
      name: 'amqp all under',
      ...leak(
        'serves',
        `${imports}import amqp from 'amqplib'; export async function boot() { await tracer.startActiveSpan('boot', async (span) => { try { const conn = await amqp.connect('amqp://x'); const ch = await conn.createChannel(); await ch.consume('q', (msg) => { tracer.startActiveSpan('handle', (s) => { s.end(); }); }); } finally { span.end(); } }); }`,
        `amqp.connect('amqp://x')`,
        { callee: 'amqp.connect', callLine: 3, line: 3, read: 'startActiveSpan', readLine: 3 },
      ),
    },
    {
      name: 'amqp class',
      ...leak(
        'serves',
        `${imports}import { connect, type Channel, type ChannelModel } from 'amqplib'; export class Bus { private conn!: ChannelModel; private ch!: Channel;
 async start() { await tracer.startActiveSpan('bus.start', async (span) => { await this.open(); await this.ch.consume('q', (m) => this.handle(m)); span.end(); }); }
 private async open() { this.conn = await connect('amqp://x'); this.ch = await this.conn.createChannel(); }
 private handle(m: unknown) { const s = tracer.startSpan('handle'); s.end(); }
 async stop() { await this.ch.close(); await this.conn.close(); } }`,
        `connect('amqp://x')`,
        { callee: 'connect', callLine: 5, line: 4, read: 'startSpan', readLine: 6 },
      ),
    },
    {
      name: 'amqp param',
      ...leak(
        'serves',
        `${imports}import amqp, { type Channel } from 'amqplib'; async function subscribe(ch: Channel) { await ch.consume('q', (msg) => { tracer.startSpan('handle').end(); }); }
export async function boot() { await tracer.startActiveSpan('boot', async (span) => { const conn = await amqp.connect('amqp://x'); const ch = await conn.createChannel(); await subscribe(ch); span.end(); }); }`,
        `amqp.connect('amqp://x')`,
        { callee: 'amqp.connect', callLine: 4, line: 4, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'nats callback',
      ...leak(
        'serves',
        `${imports}import { connect } from 'nats'; export async function boot() { await tracer.startActiveSpan('boot', async (span) => { const nc = await connect({}); nc.subscribe('x', { callback: (err, msg) => { tracer.startSpan('handle').end(); } }); span.end(); }); }`,
        'connect({})',
        { callee: 'connect', callLine: 3, line: 3, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'nats iterator',
      ...leak(
        'loops',
        `${imports}import { connect } from 'nats'; export async function boot() { const nc = await connect({}); tracer.startActiveSpan('boot', (span) => { const sub = nc.subscribe('x'); void (async () => { for await (const m of sub) { tracer.startSpan('handle').end(); } })(); span.end(); }); }`,
        `(async () => { for await (const m of sub) { tracer.startSpan('handle').end(); } })()`,
        { callee: 'async () => { for await (const m of s...', line: 3, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'mqtt',
      ...leak(
        'serves',
        `${imports}import mqtt from 'mqtt'; export async function boot() { await tracer.startActiveSpan('boot', async (span) => { const client = mqtt.connect('mqtt://x'); client.on('message', (topic, payload) => { tracer.startSpan('handle').end(); }); await client.subscribeAsync('t'); span.end(); }); }`,
        `mqtt.connect('mqtt://x')`,
        { callee: 'mqtt.connect', callLine: 3, line: 3, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'mqtt class',
      ...leak(
        'serves',
        `${imports}import mqtt, { MqttClient } from 'mqtt'; export class M { private client?: MqttClient; connect() { tracer.startActiveSpan('connect', (span) => { this.client = mqtt.connect('mqtt://x'); span.end(); }); this.client!.on('message', this.onMessage.bind(this)); }
 onMessage() { tracer.startSpan('handle').end(); } close() { this.client?.end(); } }`,
        `mqtt.connect('mqtt://x')`,
        { callee: 'mqtt.connect', callLine: 3, line: 3, read: 'startSpan', readLine: 4 },
      ),
    },
    {
      name: 'ioredis',
      ...leak(
        'serves',
        `${imports}import Redis from 'ioredis'; export async function boot() { await tracer.startActiveSpan('boot', async (span) => { const sub = new Redis(); await sub.subscribe('ch'); sub.on('message', (c, m) => { tracer.startSpan('handle').end(); }); span.end(); }); }`,
        'new Redis()',
        { callee: 'new Redis', callLine: 3, line: 3, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'redis4',
      ...leak(
        'serves',
        `${imports}import { createClient } from 'redis'; export async function boot() { await tracer.startActiveSpan('boot', async (span) => { const sub = createClient(); await sub.connect(); await sub.subscribe('ch', (m) => { tracer.startSpan('handle').end(); }); span.end(); }); }`,
        'sub.connect()',
        { callee: 'sub.connect', callLine: 3, line: 3, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'redis4 chained',
      ...leak(
        'serves',
        `${imports}import { createClient } from 'redis'; export async function boot() { await tracer.startActiveSpan('boot', async (span) => { const sub = await createClient().on('error', console.error).connect(); await sub.subscribe('ch', (m) => { tracer.startSpan('handle').end(); }); span.end(); }); }`,
        `createClient().on('error', console.error).connect()`,
        { callee: 'connect', callLine: 3, line: 3, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'kafkajs',
      ...leak(
        'repeats',
        `${imports}import { Kafka } from 'kafkajs'; const consumer = new Kafka({ brokers: ['x'] }).consumer({ groupId: 'g' }); export async function boot() { await tracer.startActiveSpan('boot', async (span) => { await consumer.run({ eachMessage: async () => { tracer.startSpan('handle').end(); } }); span.end(); }); }`,
        "consumer.run({ eachMessage: async () => { tracer.startSpan('handle').end(); } })",
        { callee: 'consumer.run', line: 3, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'pubsub',
      ...leak(
        'repeats',
        `${imports}import { PubSub } from '@google-cloud/pubsub'; const topic = new PubSub().topic('t'); export function boot() { tracer.startActiveSpan('boot', (span) => { topic.subscription('s').on('message', () => { tracer.startSpan('handle').end(); }); span.end(); }); }`,
        "topic.subscription('s').on('message', () => { tracer.startSpan('handle').end(); })",
        { callee: "topic.subscription('s').on", line: 3, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'bullmq worker',
      ...leak(
        'repeats',
        `${imports}import { Worker } from 'bullmq'; export async function boot() { tracer.startActiveSpan('boot', (span) => { const w = new Worker('q', async (job) => { await tracer.startActiveSpan('job', async (s) => { s.end(); }); }, { connection: { host: '127.0.0.1', port: 6379 } }); span.end(); }); }`,
        `new Worker('q', async (job) => { await tracer.startActiveSpan('job', async (s) => { s.end(); }); }, { connection: { host: '127.0.0.1', port: 6379 } })`,
        { callee: 'new Worker', line: 3, read: 'startActiveSpan', readLine: 3 },
      ),
    },
    {
      name: 'bullmq worker field',
      ...leak(
        'repeats',
        `${imports}import { Worker } from 'bullmq'; export class J { private worker?: Worker; start() { return tracer.startActiveSpan('boot', async (span) => { this.worker = new Worker('q', async (job) => this.process(job), { connection: { host: '127.0.0.1', port: 6379 } }); await this.worker.waitUntilReady(); span.end(); }); }
 async process(job: unknown) { await tracer.startActiveSpan('job', async (s) => { s.end(); }); } async stop() { await this.worker?.close(); } }`,
        `new Worker('q', async (job) => this.process(job), { connection: { host: '127.0.0.1', port: 6379 } })`,
        { callee: 'new Worker', line: 3, read: 'startActiveSpan', readLine: 4 },
      ),
    },
    {
      name: 'bullmq completed',
      ...leak(
        'serves',
        `${imports}import { Worker } from 'bullmq'; export async function boot() { tracer.startActiveSpan('boot', (span) => { new Worker('q', './p.js', { connection: { host: '127.0.0.1', port: 6379 } }).on('completed', () => { tracer.startSpan('done').end(); }); span.end(); }); }`,
        `new Worker('q', './p.js', { connection: { host: '127.0.0.1', port: 6379 } })`,
        { callee: 'new Worker', callLine: 3, line: 3, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'node cron',
      ...leak(
        'repeats',
        `${imports}import cron from 'node-cron'; export async function boot() { tracer.startActiveSpan('boot', (span) => { cron.schedule('* * * * *', () => { tracer.startSpan('job').end(); }); span.end(); }); }`,
        `cron.schedule('* * * * *', () => { tracer.startSpan('job').end(); })`,
        { callee: 'cron.schedule', line: 3, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'cron start',
      ...leak(
        'serves',
        `${imports}import { CronJob } from 'cron'; export async function boot() { tracer.startActiveSpan('boot', (span) => { const job = new CronJob('* * * * *', () => { tracer.startSpan('job').end(); }); job.start(); span.end(); }); }`,
        'job.start()',
        { callee: 'job.start', callLine: 3, line: 3, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'cron start arg',
      ...leak(
        'serves',
        `${imports}import { CronJob } from 'cron'; export async function boot() { tracer.startActiveSpan('boot', (span) => { new CronJob('* * * * *', () => { tracer.startSpan('job').end(); }, null, true); span.end(); }); }`,
        `new CronJob('* * * * *', () => { tracer.startSpan('job').end(); }, null, true)`,
        { callee: 'new CronJob', callLine: 3, line: 3, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'cron from',
      ...leak(
        'serves',
        `${imports}import { CronJob } from 'cron'; export async function boot() { tracer.startActiveSpan('boot', (span) => { CronJob.from({ cronTime: '* * * * *', onTick: () => { tracer.startSpan('job').end(); }, start: true }); span.end(); }); }`,
        `CronJob.from({ cronTime: '* * * * *', onTick: () => { tracer.startSpan('job').end(); }, start: true })`,
        { callee: 'CronJob.from', callLine: 3, line: 3, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'cron from start',
      ...leak(
        'serves',
        `${imports}import { CronJob } from 'cron'; export async function boot() { tracer.startActiveSpan('boot', (span) => { const job = CronJob.from({ cronTime: '* * * * *', onTick() { tracer.startSpan('job').end(); } }); job.start(); span.end(); }); }`,
        'job.start()',
        { callee: 'job.start', callLine: 3, line: 3, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'croner',
      ...leak(
        'repeats',
        `${imports}import { Cron } from 'croner'; export async function boot() { tracer.startActiveSpan('boot', (span) => { new Cron('* * * * *', () => { tracer.startSpan('job').end(); }); span.end(); }); }`,
        `new Cron('* * * * *', () => { tracer.startSpan('job').end(); })`,
        { callee: 'new Cron', line: 3, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'croner options',
      ...leak(
        'repeats',
        `${imports}import { Cron } from 'croner'; export async function boot() { tracer.startActiveSpan('boot', (span) => { new Cron('* * * * *', { name: 'x', protect: true }, async () => { tracer.startSpan('job').end(); }); span.end(); }); }`,
        `new Cron('* * * * *', { name: 'x', protect: true }, async () => { tracer.startSpan('job').end(); })`,
        { callee: 'new Cron', line: 3, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'node schedule',
      ...leak(
        'repeats',
        `${imports}import schedule from 'node-schedule'; export async function boot() { tracer.startActiveSpan('boot', (span) => { schedule.scheduleJob('* * * * *', () => { tracer.startSpan('job').end(); }); span.end(); }); }`,
        `schedule.scheduleJob('* * * * *', () => { tracer.startSpan('job').end(); })`,
        { callee: 'schedule.scheduleJob', line: 3, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'toad',
      ...leak(
        'serves',
        `${imports}import { ToadScheduler, SimpleIntervalJob, AsyncTask } from 'toad-scheduler'; export async function boot() { tracer.startActiveSpan('boot', (span) => { const scheduler = new ToadScheduler(); scheduler.addSimpleIntervalJob(new SimpleIntervalJob({ seconds: 1 }, new AsyncTask('t', async () => { tracer.startSpan('job').end(); }))); span.end(); }); }`,
        `scheduler.addSimpleIntervalJob(new SimpleIntervalJob({ seconds: 1 }, new AsyncTask('t', async () => { tracer.startSpan('job').end(); })))`,
        { callee: 'scheduler.addSimpleIntervalJob', callLine: 3, line: 3, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'toad vars',
      ...leak(
        'serves',
        `${imports}import { ToadScheduler, SimpleIntervalJob, Task } from 'toad-scheduler'; const scheduler = new ToadScheduler(); const task = new Task('t', () => { tracer.startSpan('job').end(); }); const job = new SimpleIntervalJob({ seconds: 1 }, task);
export async function boot() { tracer.startActiveSpan('boot', (span) => { scheduler.addSimpleIntervalJob(job); span.end(); }); }`,
        'scheduler.addSimpleIntervalJob(job)',
        { callee: 'scheduler.addSimpleIntervalJob', callLine: 4, line: 4, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'pgboss',
      ...leak(
        'repeats',
        `${imports}import PgBoss from 'pg-boss'; export async function boot() { await tracer.startActiveSpan('boot', async (span) => { const boss = new PgBoss(''); await boss.start(); await boss.work('q', async (jobs) => { tracer.startSpan('m').end(); }); span.end(); }); }`,
        `boss.work('q', async (jobs) => { tracer.startSpan('m').end(); })`,
        { callee: 'boss.work', line: 3, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'bull',
      ...leak(
        'repeats',
        `${imports}import Queue from 'bull'; const queue = new Queue('x');
export async function boot() { tracer.startActiveSpan('boot', (span) => { queue.process(async (job) => { tracer.startSpan('m').end(); }); span.end(); }); }`,
        `queue.process(async (job) => { tracer.startSpan('m').end(); })`,
        { callee: 'queue.process', line: 4, read: 'startSpan', readLine: 4 },
      ),
    },
    {
      name: 'graphile',
      ...leak(
        'repeats',
        `${imports}import { run } from 'graphile-worker'; export async function boot() { await tracer.startActiveSpan('boot', async (span) => { const runner = await run({ taskList: { hello: async (p) => { tracer.startSpan('m').end(); } } }); span.end(); }); }`,
        `run({ taskList: { hello: async (p) => { tracer.startSpan('m').end(); } } })`,
        { callee: 'run', line: 3, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'pg notify',
      ...leak(
        'serves',
        `${imports}import { Client } from 'pg'; export async function boot() { await tracer.startActiveSpan('boot', async (span) => { const client = new Client(); await client.connect(); client.on('notification', (n) => { tracer.startSpan('n').end(); }); await client.query('LISTEN x'); span.end(); }); }`,
        'client.connect()',
        { callee: 'client.connect', callLine: 3, line: 3, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'events on',
      ...leak(
        'loops',
        `${imports}import { on } from 'node:events'; export function boot(bus = new (require('node:events'))()) { tracer.startActiveSpan('boot', (span) => { void (async () => { for await (const [e] of on(bus, 'x')) { tracer.startSpan('x').end(); } })(); span.end(); }); }`,
        `(async () => { for await (const [e] of on(bus, 'x')) { tracer.startSpan('x').end(); } })()`,
        { callee: 'async () => { for await (const [e] of...', line: 3, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'http class',
      ...leak(
        'serves',
        `${imports}import http from 'node:http'; export class S { private server?: http.Server; async listen(port: number) { await tracer.startActiveSpan('listen', async (span) => { this.server = http.createServer((req, res) => this.handle(req, res)); this.server.listen(port); span.end(); }); }
 handle(req, res) { tracer.startActiveSpan('GET', (s) => { res.end(); s.end(); }); } }`,
        'this.server.listen(port)',
        { callee: 'this.server.listen', callLine: 3, line: 3, read: 'startActiveSpan', readLine: 4 },
      ),
    },
    {
      name: 'net',
      ...leak(
        'serves',
        `${imports}import net from 'node:net'; export async function boot() { tracer.startActiveSpan('boot', (span) => { net.createServer((socket) => { tracer.startSpan('conn').end(); }).listen(1); span.end(); }); }`,
        `net.createServer((socket) => { tracer.startSpan('conn').end(); }).listen(1)`,
        { callee: 'listen', callLine: 3, line: 3, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'ws client',
      ...leak(
        'serves',
        `${imports}import WebSocket from 'ws'; export async function boot() { tracer.startActiveSpan('boot', (span) => { const ws = new WebSocket('ws://x'); ws.on('message', () => { tracer.startSpan('m').end(); }); span.end(); }); }`,
        `new WebSocket('ws://x')`,
        { callee: 'new WebSocket', callLine: 3, line: 3, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'cache refresh',
      ...leak(
        'repeats',
        `${imports}export class Cache { private data = new Map(); async refresh() { await tracer.startActiveSpan('refresh', async (s) => { s.end(); }); }
 async init() { await tracer.startActiveSpan('init', async (span) => { await this.refresh(); setInterval(() => { this.refresh().catch(() => {}); }, 60000).unref(); span.end(); }); } }`,
        'setInterval(() => { this.refresh().catch(() => {}); }, 60000)',
        { callee: 'setInterval', line: 4, read: 'startActiveSpan', readLine: 3 },
      ),
    },
    {
      name: 'express listen',
      ...leak(
        'serves',
        `${imports}import express from 'express'; const app = express(); app.get('/', (req, res) => { tracer.startActiveSpan('h', (s) => { res.end(); s.end(); }); });
export const main = () => tracer.startActiveSpan('main', async (span) => { await db(); app.listen(3000, () => { console.log('up'); }); span.end(); });`,
        `app.listen(3000, () => { console.log('up'); })`,
        { callee: 'app.listen', callLine: 4, line: 4, read: 'startActiveSpan', readLine: 3 },
      ),
    },
    {
      name: 'a timer that context.with gives back',
      ...repeats(
        `${imports}
export const f = () => { const span = tracer.startSpan('run'); const timer = context.with(trace.setSpan(context.active(), span), () => ${interval}); span.end(); return timer; };`,
        interval,
      ),
    },
    {
      name: 'an application that is made under the span, too',
      ...leak(
        'serves',
        `${imports}import express from 'express'; export const main = () => tracer.startActiveSpan('main', (span) => { const app = express();
 app.get('/', (req, res) => { tracer.startActiveSpan('h', (s) => { res.end(); s.end(); }); }); app.listen(3000); span.end(); });`,
        `app.listen(3000)`,
        { callee: 'app.listen', callLine: 4, line: 3, read: 'startActiveSpan', readLine: 4 },
      ),
    },
    repeats(
      `${imports}
export const f = (times) => tracer.startActiveSpan('run', (span) => { try { return times.map(() => ${interval}); } finally { span.end(); } });`,
      interval,
    ),
    {
      name: 'dgram',
      ...leak(
        'serves',
        `${imports}import dgram from 'node:dgram'; export const main = () => tracer.startActiveSpan('main', (span) => { const s = dgram.createSocket('udp4'); s.on('message', () => { tracer.startSpan('pkt').end(); }); s.bind(1); span.end(); });`,
        `dgram.createSocket('udp4')`,
        { callee: 'dgram.createSocket', callLine: 3, line: 3, read: 'startSpan', readLine: 3 },
      ),
    },
    {
      name: 'queueevents',
      ...leak(
        'serves',
        `${imports}import { QueueEvents } from 'bullmq'; export const main = () => tracer.startActiveSpan('main', (span) => { const q = new QueueEvents('q', { connection: { host: '127.0.0.1', port: 6379 } }); q.on('completed', () => { tracer.startSpan('c').end(); }); span.end(); });`,
        `new QueueEvents('q', { connection: { host: '127.0.0.1', port: 6379 } })`,
        { callee: 'new QueueEvents', callLine: 3, line: 3, read: 'startSpan', readLine: 3 },
      ),
    },
    repeats(
      `${imports}
export const f = () => tracer.startActiveSpan('run', (span) => { try { return ${interval}; } finally { span.end(); } });`,
      interval,
    ),
    {
      name: 'a change stream of MongoDB',
      ...repeats(
        boot(
          `items.watch().on('change', () => { ${tick} });`,
          `import { MongoClient } from 'mongodb'; const items = new MongoClient(url).db('a').collection('b');`,
        ),
        `items.watch().on('change', () => { ${tick} })`,
        { callee: 'items.watch().on' },
      ),
    },
    {
      name: 'runs that come to an end, begun again on every tick',
      ...repeats(
        boot(`setInterval(() => pMap(items, async () => { ${tick} }), 1000);`, `import pMap from 'p-map';`),
        `setInterval(() => pMap(items, async () => { ${tick} }), 1000)`,
      ),
    },
    repeats(boot(`${interval};`), interval),
    repeats(boot(`const t = ${interval}; t.unref();`), interval),
    repeats(boot(`const t = ${interval}.unref();`), interval),
    repeats(boot(`await ready(); ${interval};`), interval),
    { ...repeats(boot(`${interval};`), interval), settings: { 'otel-context': { contextManager: 'zone' } } },
    repeats(boot(`start();`, `function start() { ${interval}; }`), interval, { readLine: 3 }),
    repeats(
      boot(`setInterval(run, 1000);`, `function run() { setTimeout(() => { ${tick} }, 1); }`),
      'setInterval(run, 1000)',
      { readLine: 3 },
    ),
    repeats(boot(`setTimeout(() => { ${interval}; }, 1);`), interval),
    // The field is cleared when somebody stops the worker, long after the span has ended.
    repeats(
      `${imports}class Worker {
  start() { tracer.startActiveSpan('start', (span) => { clearInterval(this.timer); this.timer = setInterval(() => this.run(), 1000); span.end(); }); }
  stop() { clearInterval(this.timer); } run() { ${tick} } }`,
      'setInterval(() => this.run(), 1000)',
      { readLine: 5 },
    ),
    repeats(
      `${imports}let t;
export const start = () => tracer.startActiveSpan('start', (span) => { if (t) return; t = ${interval}; span.end(); }); export const stop = () => clearInterval(t);`,
      interval,
    ),
    repeats(
      `${imports}export function start() {
const span = tracer.startSpan('start'); context.with(trace.setSpan(context.active(), span), () => { ${interval}; }); span.end(); }`,
      interval,
    ),
    repeats(
      `${imports}const withSpan = (name, run) =>
tracer.startActiveSpan(name, async (span) => { try { return await run(); } finally { span.end(); } }); withSpan('boot', () => { ${interval}; });`,
      interval,
    ),
    repeats(
      boot(`cron.schedule('* * * * *', () => { ${tick} });`, `import cron from 'node-cron';`),
      `cron.schedule('* * * * *', () => { ${tick} })`,
      {
        callee: 'cron.schedule',
      },
    ),
    {
      ...repeats(
        `${imports}
span('boot', () => { ${interval}; });`,
        interval,
      ),
      settings: { 'otel-context': { contextManager: 'async-local-storage', spanStarters: ['span'] } },
    },
    {
      ...repeats(boot(`feed.watch(() => { ${tick} });`, `import feed from 'feed';`), `feed.watch(() => { ${tick} })`, {
        callee: 'feed.watch',
      }),
      settings: feed,
    },
    {
      name: 'no suggestion in the middle of an optional chain',
      code: boot(`feed?.watch(() => { ${tick} }).unref();`, `import feed from 'feed';`),
      output: null,
      settings: feed,
      errors: [{ messageId: 'repeats', suggestions: [] }],
    },
    repeats(
      `${imports}
tracer.startActiveSpan('boot', (span) => { ${interval}; work().finally(() => span.end()); });`,
      interval,
    ),
    loops(boot('void poll();', loop), 'poll()'),
    loops(boot('poll().catch(report);', loop), 'poll()'),
    loops(boot('this.done = poll();', loop), 'poll()'),
    loops(boot('start();', `async function start() { await poll(); } ${loop}`), 'start()', { callee: 'start' }),
    loops(
      boot(
        'void poll();',
        `async function poll() { for (;;) { if (stopped) break; ${tick} await pause(); } } let stopped = false;`,
      ),
      'poll()',
    ),
    loops(
      boot(
        'void poll();',
        `async function poll() { do { ${tick} await pause(); } while (running && !closing); } let running, closing;`,
      ),
      'poll()',
    ),
    loops(
      boot(
        'void poll();',
        `import { setInterval } from 'node:timers/promises'; async function poll() { for await (const _ of setInterval(1000)) { ${tick} } }`,
      ),
      'poll()',
    ),
    loops(
      boot(`(async () => { for (;;) { ${tick} await pause(); } })();`),
      `(async () => { for (;;) { ${tick} await pause(); } })()`,
      { callee: `async () => { for (;;) { tracer.start...`, readLine: 4 },
    ),
    reschedules(boot('poll();', again), 'poll()'),
    reschedules(boot('setTimeout(poll, 1000);', again), 'setTimeout(poll, 1000)', { callee: 'setTimeout' }),
    reschedules(
      boot(
        'poll();',
        `function poll() { if (stopped) return; ${tick} timer = setTimeout(() => poll(), 1000); } let stopped, timer;`,
      ),
      'poll()',
    ),
    reschedules(
      boot('poll();', `async function poll() { try { ${tick} await work(); } finally { setTimeout(poll, 1000); } }`),
      'poll()',
    ),
    reschedules(
      boot('poll();', `function poll() { work().then(() => { ${tick} }).finally(() => setTimeout(poll, 1000)); }`),
      'poll()',
    ),
    serves(boot(`const server = createServer(${handler}); server.listen(80);`, http), 'server.listen(80)'),
    serves(
      boot(`const server = createServer(); server.on('request', ${handler}); server.listen(80);`, http),
      'server.listen(80)',
    ),
    serves(boot(`server.listen(80);`, `${http} const server = createServer(${handler});`), 'server.listen(80)', {
      readLine: 3,
    }),
    serves(
      boot(
        `createServer(app).listen(80);`,
        `${http} import express from 'express'; const app = express(); app.get('/', ${handler});`,
      ),
      'createServer(app).listen(80)',
      { callee: 'createServer(app).listen', readLine: 3 },
    ),
    serves(
      boot(
        `app.listen(80);`,
        `import express from 'express'; const app = express(); const r = express.Router(); app.use('/a', r); r.get('/', ${handler});`,
      ),
      'app.listen(80)',
      { callee: 'app.listen', readLine: 3 },
    ),
    serves(
      `${imports}import { createServer } from 'node:http';
class Api { server = createServer(); start() { return tracer.startActiveSpan('boot', async (span) => {
this.server.on('request', (req, res) => { ${tick} }); this.server.listen(80); span.end(); }); } }`,
      'this.server.listen(80)',
      { callee: 'this.server.listen', callLine: 5, read: 'startSpan', readLine: 5 },
    ),
    {
      name: 'an import is added for what the file does not have',
      code: `import { trace } from '@opentelemetry/api';
const tracer = trace.getTracer('app');
tracer.startActiveSpan('boot', (span) => { ${interval}; span.end(); });`,
      output: null,
      errors: [
        {
          messageId: 'repeats',
          line: 3,
          column: 44,
          endLine: 3,
          endColumn: 55,
          suggestions: [
            {
              messageId: 'useRoot',
              output: `import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
const tracer = trace.getTracer('app');
tracer.startActiveSpan('boot', (span) => { context.with(ROOT_CONTEXT, () => ${interval}); span.end(); });`,
            },
          ],
        },
      ],
    },
    {
      name: 'no suggestion where the call waits for an argument',
      code: boot(`setInterval(() => { ${tick} }, await getDelay());`),
      output: null,
      errors: [{ messageId: 'repeats', suggestions: [] }],
    },
    {
      name: 'a continuation after the end of the active span',
      code: `${imports}export function mw(req, res, next) {
  tracer.startActiveSpan('mw', (span) => {
    span.end();
    return next();
  });
}`,
      output: null,
      errors: [
        {
          messageId: 'endedSpan',
          data: { callee: 'next', line: 4 },
          line: 6,
          suggestions: [
            {
              messageId: 'restoreContext',
              output: `${imports}export function mw(req, res, next) {
  const capturedContext = context.active();
  tracer.startActiveSpan('mw', (span) => {
    span.end();
    return context.with(capturedContext, () => next());
  });
}`,
            },
          ],
        },
      ],
    },
    {
      name: 'a callback that is called in a timer of the span, after its end',
      code: `${imports}export function run(done) {
  tracer.startActiveSpan('run', (span) => { setTimeout(() => { span.end(); done(null, 1); }, 1); });
}`,
      output: null,
      errors: [
        {
          messageId: 'endedSpan',
          suggestions: [
            {
              messageId: 'restoreContext',
              output: `${imports}export function run(done) {
  const capturedContext = context.active();
  tracer.startActiveSpan('run', (span) => { setTimeout(() => { span.end(); context.with(capturedContext, () => done(null, 1)); }, 1); });
}`,
            },
          ],
        },
      ],
    },
    {
      name: 'a continuation that is given its this',
      code: `${imports}export function mw(next) {
  tracer.startActiveSpan('mw', (span) => { span.end(); next.apply(this, arguments); });
}`,
      output: null,
      errors: [
        {
          messageId: 'endedSpan',
          data: { callee: 'next.apply', line: 4 },
          suggestions: [
            {
              messageId: 'restoreContext',
              output: `${imports}export function mw(next) {
  const capturedContext = context.active();
  tracer.startActiveSpan('mw', (span) => { span.end(); context.with(capturedContext, () => next.apply(this, arguments)); });
}`,
            },
          ],
        },
      ],
    },
    {
      name: 'under context.with',
      code: `${imports}export function run(cb) {
  const span = tracer.startSpan('run');
  context.with(trace.setSpan(context.active(), span), () => { span.end(); cb(); });
}`,
      output: null,
      errors: [
        {
          messageId: 'endedSpan',
          suggestions: [
            {
              messageId: 'restoreContext',
              output: `${imports}export function run(cb) {
  const span = tracer.startSpan('run');
  const capturedContext = context.active();
  context.with(trace.setSpan(context.active(), span), () => { span.end(); context.with(capturedContext, () => cb()); });
}`,
            },
          ],
        },
      ],
    },
    {
      name: 'a message that its own listener delivers again',
      code: `${imports}import { SpanKind } from '@opentelemetry/api';
import { EventEmitter } from 'node:events';
const bus = new EventEmitter();
bus.on('message', (attempt) => {
  tracer.startActiveSpan('consume', { kind: SpanKind.CONSUMER }, (span) => {
    if (attempt < 3) publish(attempt + 1);
    span.end();
  });
});
function publish(attempt) {
  bus.emit('message', attempt);
}`,
      output: null,
      errors: [
        {
          messageId: 'redelivers',
          data: { callee: 'bus.emit', callLine: 13, line: 6 },
          line: 7,
          column: 3,
          endLine: 7,
          endColumn: 25,
          suggestions: [
            {
              messageId: 'bindListener',
              output: `${imports}import { SpanKind } from '@opentelemetry/api';
import { EventEmitter } from 'node:events';
const bus = new EventEmitter();
const capturedContext = context.active();
bus.on('message', (attempt) => context.with(capturedContext, () => {
  tracer.startActiveSpan('consume', { kind: SpanKind.CONSUMER }, (span) => {
    if (attempt < 3) publish(attempt + 1);
    span.end();
  });
}));
function publish(attempt) {
  bus.emit('message', attempt);
}`,
            },
          ],
        },
      ],
    },
    redelivers(
      `import { EventEmitter } from 'node:events';
const bus = new EventEmitter();
bus.on('job', onJob);
async function onJob(job) { await tracer.startActiveSpan('job', async (span) => { try { await work(); } catch { if (job.n < 4) setTimeout(() => bus.emit('job', { n: job.n + 1 }), 5); } finally { span.end(); } }); }`,
    ),
    redelivers(
      `import { EventEmitter } from 'node:events';
import { SpanKind } from '@opentelemetry/api';
export class Jobs extends EventEmitter { constructor() { super(); this.on('job', this.handle.bind(this)); }
handle(n) { tracer.startActiveSpan('job', { kind: SpanKind.CONSUMER }, (span) => { if (n < 4) this.emit('job', n + 1); span.end(); }); } }`,
    ),
    redelivers(
      `import { EventEmitter } from 'node:events';
import { SpanKind } from '@opentelemetry/api';
const bus = new EventEmitter();
bus.addListener('job', (n) => { const span = tracer.startSpan('job', { kind: SpanKind.CONSUMER }); context.with(trace.setSpan(context.active(), span), () => { queueMicrotask(() => { if (n < 4) bus.emit('job', n + 1); }); }); span.end(); });`,
    ),
  ],
});
