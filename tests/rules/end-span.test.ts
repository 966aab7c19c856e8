import { endSpan } from '../../src/rules/end-span.js';
import { runRule } from '../rule-tester.js';

const head = "import { context, trace } from '@opentelemetry/api';\nconst tracer = trace.getTracer('shop');\n";

/** The code below the import and the tracer, on line 3 and after. */
function file(code: string): string {
  return `${head}${code.slice(1)}`;
}

runRule('end-span', endSpan, {
  valid: [
    {
      name: 'what tidies up beside the end in `finally`',
      code: file(`
export async function run(pool) {
  const conn = await pool.connect();
  const span = tracer.startSpan('run');
  try {
    await conn.query();
  } finally {
    await conn.release();
    span.end();
  }
}
`),
    },
    {
      name: 'a finally that does something else, behind a try and a catch that end the span',
      code: file(`
function load(work, timer) {
  return tracer.startActiveSpan('load', async (span) => {
    try {
      const result = await work();
      span.end();
      return result;
    } catch (error) {
      span.recordException(error);
      span.end();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  });
}
`),
    },
    {
      name: 'the same without a result',
      code: file(`
async function poll(work, done) {
  const span = tracer.startSpan('poll');
  try {
    await work();
    span.end();
  } catch {
    span.setStatus({ code: 2 });
    span.end();
  } finally {
    done();
  }
}
`),
    },
    {
      name: 'a callback that ends the span in its try and in its catch',
      code: file(`
function load(db, timer, callback) {
  const span = tracer.startSpan('load');
  db.query('q', (error, rows) => {
    try {
      callback(error, rows);
      span.end();
    } catch (thrown) {
      span.recordException(thrown);
      span.end();
    } finally {
      clearTimeout(timer);
    }
  });
}
`),
    },
    {
      name: 'given to a callback that some caller keeps to itself, or that ends it',
      code: file(`
async function own(work) { return tracer.startActiveSpan('own', (span) => work(span)); }
export const a = () => own((span) => span.end());
async function open(work) { return tracer.startActiveSpan('open', (span) => work(span)); }
export const b = (work) => open(work);
export async function shown(work) { return tracer.startActiveSpan('shown', (span) => work(span)); }
export const c = () => shown((span) => span.addEvent('c'));
async function listed(work) { return tracer.startActiveSpan('listed', (span) => work(span)); }
listed((span) => span.addEvent('d'));
export const runners = [listed];
`),
    },
    {
      name: 'active for a function that the file does not show',
      code: file(`
export async function run(work) {
  const span = tracer.startSpan('run');
  await context.with(trace.setSpan(context.active(), span), work);
}
export function bind(work) {
  const span = tracer.startSpan('bind');
  return context.bind(trace.setSpan(context.active(), span), work);
}
`),
    },
    {
      name: 'the value of a callback of this file that looks at it',
      code: file(`
function each(make) { const span = make(); span.end(); }
each(() => tracer.startSpan('a'));
function keep(make) { return make(); }
keep(() => tracer.startSpan('b')).end();
`),
    },
    ...[
      [
        'two events that cover both outcomes',
        "const s = createReadStream('a'); s.on('end', done); s.on('error', done);",
      ],
      ['the event that always comes', "createWriteStream('a').once('close', done);"],
      ['a child process that cannot be started', "const c = spawn('a'); c.on('exit', done); c.on('error', done);"],
      ['an event that the file does not know', "work.on('end', done);"],
      ['an event that is computed', "const s = createReadStream('a'); s.on(work.last, done);"],
      [
        'two emitters',
        "const s = createReadStream('a'); const t = s.pipe(work); s.on('end', done); t.on('end', done);",
      ],
      [
        'an error middleware, whose parameters are others',
        "express().use((failed, out, next, last) => { out.on('finish', done); });",
      ],
    ].map(([name, code]) => ({
      name: `ended on an event: ${name}`,
      code: file(`
import { spawn } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import express from 'express';
export function run(work) {
  const span = tracer.startSpan('run');
  const done = () => span.end();
  ${code}
}
`),
    })),
    ...[
      [
        'another attempt',
        'const run = () => db.query((error, rows) => { if (error) return run(); span.end(); }); run();',
      ],
      ['an end on both branches', 'db.query((error) => { if (error) { span.end(); return; } span.end(); });'],
      [
        'an error that is handed on with the span',
        'db.query((error) => { if (error) return next(error, span); span.end(); });',
      ],
      [
        'a promise around it',
        'return new Promise((_, reject) => db.query((error) => { if (error) reject(error); })).finally(() => span.end());',
      ],
      ['a callback that may be called again', 'db.each((row) => { if (row.more) return; span.end(); });'],
      [
        'a timer that gives way',
        'let ended = false; const end = () => { if (ended) return; ended = true; span.end(); }; setTimeout(() => { if (db.open) return; end(); }, 9); db.on(end);',
      ],
      [
        'some errors, after which it is called again',
        'db.query((error, rows) => { if (error && error.retry) return; span.end(); next(error, rows); });',
      ],
      [
        'a poll',
        'const poll = () => { if (db.busy) { setTimeout(poll, 9); return; } span.end(); }; setTimeout(poll, 9);',
      ],
    ].map(([name, code]) => ({
      name: `a callback that alone ends the span: ${name}`,
      code: file(`
export function load(db, next) {
  const span = tracer.startSpan('load');
  ${code}
}
`),
    })),
    ...[
      ['an opposite condition', 'if (!keep) job.span = span; work(); if (keep) span.end();'],
      ['two opposite conditions', 'if (keep) span.end(); work(); if (!keep) span.end();'],
      [
        'a flag of what was done',
        'let sent = false; try { work(); sent = true; } catch { span.end(); } if (sent) { job.watch(() => span.end()); }',
      ],
      [
        'a flag around a callback',
        'let sent = false; try { work(); sent = true; } catch { span.end(); } if (sent) { job.span = span; }',
      ],
    ].map(([name, code = '']) => ({
      name: `left by who says so: ${name}`,
      code: file(`
import { getRPCMetadata } from '@opentelemetry/core';
export function run(keep, job) {
  const span = tracer.startSpan('run');
  getRPCMetadata(context.active());
  const args = Array.from(arguments);
  ${code.replaceAll('work()', 'job.size = args.length')}
}
`),
    })),
    ...[
      ['a factory', 'export const make = () => tracer.startSpan("a");'],
      ['a result that is used', 'export const all = (items) => items.map((item) => tracer.startSpan(item));'],
      ['a queue, which may hand it on', 'queue.add(() => tracer.startSpan("a"));'],
      ['a bound factory', 'export const bound = context.bind(context.active(), () => tracer.startSpan("a"));'],
      [
        'a scope whose value is used',
        'export const started = context.with(context.active(), () => tracer.startSpan("a"));',
      ],
      ['a reaction whose value is used', 'promise.then(() => tracer.startSpan("a")).then((span) => span.end());'],
      ['ended there', 'setTimeout(() => tracer.startSpan("a").end(), 9);'],
    ].map(([name, code]) => ({ name: `the value of a function: ${name}`, code: `${head}${code}` })),
    {
      name: 'slots whose span is ended, tested or handed on before the next',
      code: file(`
let current;
const spans = new Map();
const open = {};
export function begin(id, ids, next) {
  current?.end();
  current = tracer.startSpan('a');
  for (const each of ids) spans.set(each, tracer.startSpan(each));
  for (const each of ids) open[each] = tracer.startSpan(each);
  for (const each of ids) if (!spans.has('a')) spans.set('a', tracer.startSpan(each));
  for (const each of ids) { spans.get('a')?.end(); spans.set('a', tracer.startSpan(each)); }
  spans.set(id, tracer.startSpan('a'));
  next(id);
  spans.set(id, tracer.startSpan('b'));
}
export function end(id) {
  current?.end();
  spans.get(id)?.end();
  open[id]?.end();
}
`),
    },
    {
      name: 'fields whose span is ended, tested or handed on before the next',
      code: file(`
export class Session {
  #span;
  private own;
  last;
  private readonly spans = new Map();
  a() { this.#span = tracer.startSpan('a'); this.#span.end(); this.#span = tracer.startSpan('b'); }
  b() { this.#span?.end(); this.#span = undefined; }
  c(flag) { this.own = tracer.startSpan('a'); if (flag) { this.own.end(); this.own = tracer.startSpan('b'); } }
  d() { if (this.own) this.own.end(); this.own = undefined; }
  e() { const before = this.last; this.last = tracer.startSpan('a'); this.run(); this.last.end(); this.last = before; }
  f(items) { for (const item of items) { this.last = tracer.startSpan(item); this.run(); } }
  async g(items) { for await (const item of items) { this.last = tracer.startSpan(item); } }
  h() { this.last = tracer.startSpan('a'); this.last = this.last.setAttribute('a', 1); }
  i(flag) { if (flag) this.last = tracer.startSpan('a'); else this.last = tracer.startSpan('b'); }
  j(items) { for (const item of items) { this.own?.end(); this.own = tracer.startSpan(item); } }
  k(id) { this.spans.set(id, tracer.startSpan(id)); }
  l(id) { this.spans.get(id)?.end(); }
  set span(span) { span.end(); }
  m() { this.span = tracer.startSpan('a'); this.span = tracer.startSpan('b'); }
  run() {}
}
`),
    },
    {
      name: 'a private field that is taken apart, a variable that is exported, and a file that ends what is active',
      code: file(`
export let root;
export const start = () => { root = tracer.startSpan('root'); };
export class Session {
  private own;
  open() { this.own = tracer.startSpan('a'); }
  close() { const { own } = this; own.end(); }
}
`),
    },
    {
      name: 'a private field, in a file that ends what is active',
      code: file(`
export class Session {
  #span;
  open() { this.#span = tracer.startSpan('a'); }
}
export const stop = () => trace.getActiveSpan()?.end();
`),
    },
    ...["span.constructor.name === 'NonRecordingSpan'", 'span instanceof NonRecordingSpan', '!span.isRecording()'].map(
      (test) => ({
        name: `left unended when it does not record: ${test}`,
        code: file(`
const wrap = (work) => tracer.startActiveSpan('work', (span) => {
  if (${test}) return work();
  try {
    return work();
  } finally {
    span.end();
  }
});
`),
      }),
    ),
    {
      name: 'ended in finally',
      code: file(`
async function load(db) {
  const span = tracer.startSpan('load');
  try {
    return await db.query();
  } finally {
    span.end();
  }
}
`),
    },
    {
      name: 'ended at both ends of a try',
      code: file(`
async function load(db) {
  const span = tracer.startSpan('load');
  try {
    const rows = await db.query();
    span.end();
    return rows;
  } catch (error) {
    span.recordException(error);
    span.end();
    throw error;
  }
}
`),
    },
    {
      name: 'ended when the promise settles',
      code: file(`
function load(db) {
  const span = tracer.startSpan('load');
  return db.query().finally(() => span.end());
}
`),
    },
    {
      name: 'ended by both reactions',
      code: file(`
function load(db) {
  const span = tracer.startSpan('load');
  return db.query().then(
    (rows) => {
      span.end();
      return rows;
    },
    (error) => {
      span.end();
      throw error;
    },
  );
}
`),
    },
    {
      name: 'ended by then, or by the catch behind it',
      code: file(`
function load(db) {
  const span = tracer.startSpan('load');
  return db
    .query()
    .then((rows) => {
      span.end();
      return rows;
    })
    .catch((error) => {
      span.end();
      throw error;
    });
}
`),
    },
    {
      name: 'ended by reactions to a result that may be a promise',
      code: file(`
function wrap(original) {
  return function (...args) {
    const span = tracer.startSpan('call');
    return context.with(trace.setSpan(context.active(), span), () => {
      try {
        const result = original.apply(this, args);
        if (typeof result?.then === 'function') {
          return result.then(
            (value) => {
              span.end();
              return value;
            },
            (error) => {
              span.end();
              throw error;
            },
          );
        }
        span.end();
        return result;
      } catch (error) {
        span.end();
        throw error;
      }
    });
  };
}
`),
    },
    {
      name: 'ended by listeners of a stream',
      code: file(`
function read(stream) {
  const span = tracer.startSpan('read');
  stream.on('end', () => span.end());
  stream.on('error', (error) => {
    span.recordException(error);
    span.end();
  });
  return stream;
}
`),
    },
    {
      name: 'ended by a function that listens to both events',
      code: file(`
function serve(res) {
  const span = tracer.startSpan('serve');
  const done = () => {
    span.end();
  };
  res.on('finish', done);
  res.on('close', done);
}
`),
    },
    {
      name: 'the last event is enough',
      code: file(`
function serve(res) {
  const span = tracer.startSpan('serve');
  res.on('close', () => span.end());
}
`),
    },
    {
      name: 'finish of something that is no response',
      code: file(`
function build(compiler) {
  const span = tracer.startSpan('build');
  compiler.on('finish', () => span.end());
}
`),
    },
    {
      name: 'returned',
      code: file(`
function open() {
  const span = tracer.startSpan('open');
  return span;
}
`),
    },
    {
      name: 'stored in a field',
      code: file(`
class Job {
  start() {
    const span = tracer.startSpan('job');
    this.span = span;
  }
}
`),
    },
    {
      name: 'stored in a map',
      code: file(`
const spans = new Map();
function open(id) {
  const span = tracer.startSpan('open');
  spans.set(id, span);
}
`),
    },
    {
      name: 'handed on under a condition',
      code: file(`
function open(id) {
  const span = tracer.startSpan('open');
  if (!id) return null;
  return span;
}
`),
    },
    {
      name: 'returned in an object that can end it',
      code: file(`
function open() {
  const span = tracer.startSpan('open');
  return { end: () => span.end() };
}
`),
    },
    {
      name: 'assigned to an object',
      code: file(`
function open(request) {
  const span = tracer.startSpan('open');
  Object.assign(request, { span });
}
`),
    },
    {
      name: 'yielded',
      code: file(`
function* open() {
  const span = tracer.startSpan('open');
  yield span;
}
`),
    },
    {
      name: 'given to an unknown function',
      code: file(`
function open(register) {
  const span = tracer.startSpan('open');
  register(span);
}
`),
    },
    {
      name: 'given to an unknown function by a callback',
      code: file(`
function load(db) {
  const span = tracer.startSpan('load');
  db.query((error, rows) => {
    if (error) span.recordException(error);
    span.end();
    return rows;
  });
}
`),
    },
    {
      name: 'ended by a timer',
      code: file(`
function hold() {
  const span = tracer.startSpan('hold');
  setTimeout(() => span.end(), 10);
}
`),
    },
    {
      name: 'ended inside a promise',
      code: file(`
function load(db) {
  const span = tracer.startSpan('load');
  return new Promise((resolve, reject) => {
    db.run((error, rows) => {
      span.end();
      if (error) reject(error);
      else resolve(rows);
    });
  });
}
`),
    },
    {
      name: 'an unknown callback',
      code: file(`
function run(work) {
  return tracer.startActiveSpan('run', work);
}
`),
    },
    {
      name: 'a callback that reads its arguments',
      code: file(`
function run() {
  return tracer.startActiveSpan('run', function () {
    arguments[0].end();
  });
}
`),
    },
    {
      name: 'an active span that is ended by what is active',
      code: file(`
function run(work) {
  tracer.startActiveSpan('run', () => {
    work();
    trace.getActiveSpan()?.end();
  });
}
`),
    },
    {
      name: 'ended at once',
      code: file(`
function mark() {
  tracer.startSpan('mark').setAttribute('key', 'value').end();
}
`),
    },
    {
      name: 'nothing between that throws in practice',
      code: file(`
function mark(res, log) {
  const span = tracer.startSpan('mark');
  span.setAttribute('key', JSON.stringify({ at: Date.now() }));
  log.info('marked');
  res.end('ok');
  span.end();
}
`),
    },
    {
      name: 'a span that may not be there',
      code: file(`
async function load(db, enabled) {
  const span = enabled ? tracer.startSpan('load') : undefined;
  try {
    await db.query();
  } finally {
    span?.end();
  }
}
`),
    },
    {
      name: 'a span that is tested before it is ended',
      code: file(`
async function load(db, enabled) {
  let span;
  if (enabled) span = tracer.startSpan('load');
  try {
    await db.query();
  } finally {
    if (span) span.end();
  }
}
`),
    },
    {
      name: 'ended under the condition under which it was started',
      code: file(`
async function load(db, trusted) {
  let span;
  if (trusted) {
    span = tracer.startSpan('load');
  }
  await db.query().catch(() => null);
  if (trusted) {
    span.end();
  }
}
`),
    },
    {
      name: 'an option says who ends it',
      code: file(`
function observe(fn, options) {
  const span = tracer.startSpan(options.name);
  try {
    return context.with(trace.setSpan(context.active(), span), () => fn(span));
  } finally {
    if (options.endOnExit !== false) span.end();
  }
}
`),
    },
    {
      name: 'given in an object to a function that ends it, or that may be the one who ends it',
      code: file(`
function finish({ span, result }) { span.setAttribute('result', result); span.end(); }
function settle({ span: s, ok }) { if (ok) s.end(); }
function close(task) { task.span.end(); }
function drop({ span, ...rest }) { rest.db.query(); }
export async function a(db) {
  const span = tracer.startSpan('a');
  try { await db.query(); } finally { finish({ span, result: 1 }); }
}
export function b(ok) { const span = tracer.startSpan('b'); settle({ span, ok }); }
export async function c(db) { const span = tracer.startSpan('c'); db.flush(); close({ span }); }
export async function d(db, other) { const span = tracer.startSpan('d'); db.flush(); drop({ span, ...other }); }
export async function e(db, all) { const span = tracer.startSpan('e'); db.flush(); drop(...all, { span }); }
`),
    },
    {
      name: 'any condition in finally',
      code: file(`
function observe(fn, depth) {
  const span = tracer.startSpan('observe');
  try {
    return fn();
  } finally {
    if (depth > 1) span.end();
  }
}
`),
    },
    {
      name: 'a flag says that it is ended',
      code: file(`
async function load(db) {
  let ended = false;
  const span = tracer.startSpan('load');
  const end = () => {
    if (ended) return;
    ended = true;
    span.end();
  };
  try {
    await db.query();
  } finally {
    end();
  }
}
`),
    },
    {
      name: 'ended by a function of the file',
      code: file(`
function finish(span, error) {
  if (error) span.recordException(error);
  span.end();
}
async function load(db) {
  const span = tracer.startSpan('load');
  try {
    await db.query();
    finish(span);
  } catch (error) {
    finish(span, error);
    throw error;
  }
}
`),
    },
    {
      name: 'ended by a method of the class',
      code: file(`
class Client {
  async load(db) {
    const span = tracer.startSpan('load');
    try {
      await db.query();
    } finally {
      this.finish(span);
    }
  }
  finish(span) {
    span.end();
  }
}
`),
    },
    {
      name: 'an imported helper that writes attributes to the span of an imported tracer',
      code: `
import type { Span } from '@opentelemetry/api';
import { tracer } from './otel';
import { extractResponseAttributes } from './attributes';
export function record(response: object) {
  const span: Span = tracer.startSpan('record');
  extractResponseAttributes({ span, response });
  span.end();
}
`,
    },
    {
      name: 'predicates and a merge before the work',
      code: file(`
function load(model, logger, given) {
  const span = tracer.startSpan('load');
  const options = mergeOptions({}, given);
  const isTool = model.supportsTools();
  if (logger.shouldLog('debug')) logger.debug(options, isTool);
  span.end();
}
`),
    },
    {
      name: 'ended by a helper of the settings',
      settings: { 'otel-context': { spanEnders: ['finishSpan'] } },
      code: file(`
import { finishSpan } from './telemetry';
async function load(db) {
  const span = tracer.startSpan('load');
  try {
    await db.query();
  } finally {
    finishSpan(span);
  }
}
`),
    },
    {
      name: 'ended by functions that call each other',
      code: file(`
function left(span, n) {
  if (n > 0) right(span, n - 1);
  else span.end();
}
function right(span, n) {
  left(span, n);
}
function mark() {
  const span = tracer.startSpan('mark');
  left(span, 3);
}
`),
    },
    {
      name: 'ended where it runs in place',
      code: file(`
async function load(db) {
  const span = tracer.startSpan('load');
  await context.with(trace.setSpan(context.active(), span), async () => {
    try {
      await db.query();
    } finally {
      span.end();
    }
  });
}
`),
    },
    {
      name: 'the context that holds it is handed on',
      code: file(`
function open() {
  const span = tracer.startSpan('open');
  return trace.setSpan(context.active(), span);
}
`),
    },
    {
      name: 'middleware that leaves the rest to what comes next',
      code: file(`
function middleware(req, res, next) {
  const span = tracer.startSpan(req.url);
  context.with(trace.setSpan(context.active(), span), next);
}
`),
    },
    {
      name: 'every item of a loop',
      code: file(`
async function each(items) {
  for (const item of items) {
    const span = tracer.startSpan('item');
    try {
      if (item.skip) continue;
      await item.run();
    } finally {
      span.end();
    }
  }
}
`),
    },
    {
      name: 'every case of a switch',
      code: file(`
function choose(kind) {
  const span = tracer.startSpan('choose');
  switch (kind) {
    case 'a':
      span.end();
      break;
    default:
      span.end();
  }
}
`),
    },
    {
      name: 'replaced after it is ended',
      code: file(`
function twice() {
  let span = tracer.startSpan('first');
  span.end();
  span = tracer.startSpan('second');
  span.end();
}
`),
    },
    {
      name: 'a failure that is swallowed on the way',
      code: file(`
async function load(db) {
  const span = tracer.startSpan('load');
  try {
    await db.query();
  } catch {
    span.setStatus({ code: 2 });
  }
  span.end();
}
`),
    },
    {
      name: 'a rejection that is caught',
      code: file(`
async function load(db) {
  const span = tracer.startSpan('load');
  const rows = await db.query().catch(() => []);
  span.end();
  return rows;
}
`),
    },
    {
      name: 'tRPC reports failures in the result',
      code: file(`
async function middleware({ next }) {
  return tracer.startActiveSpan('procedure', async (span) => {
    const result = await next();
    if (!result.ok) span.setStatus({ code: 2 });
    span.end();
    return result;
  });
}
`),
    },
    {
      name: 'spans of tests',
      code: file(`
describe('processor', () => {
  it('forgets abandoned spans', async () => {
    const span = tracer.startSpan('abandoned');
    await flush();
    span.end();
    tracer.startSpan('dropped');
  });
});
`),
    },
    {
      name: 'paths are not asked for',
      options: [{ paths: false, exceptions: true }],
      code: file(`
function mark() {
  tracer.startSpan('mark');
}
`),
    },
    {
      name: 'exceptions are not asked for',
      options: [{ paths: true, exceptions: false }],
      code: file(`
async function load(db) {
  const span = tracer.startSpan('load');
  await db.query();
  span.end();
}
`),
    },
    {
      name: 'a variable of an outer function',
      code: file(`
let span;
function open() {
  span = tracer.startSpan('open');
}
function close() {
  span.end();
}
`),
    },
    {
      name: 'exported',
      code: file(`
export const span = tracer.startSpan('process');
`),
    },
    {
      name: 'a tracer of another library',
      code: file(`
function load(opentracing) {
  const span = opentracing.startSpan('load');
  span.log('x');
}
`),
    },
    {
      name: 'a generator that is resumed by its consumer',
      code: file(`
async function* each(db) {
  const span = tracer.startSpan('each');
  try {
    yield* db.rows();
  } finally {
    span.end();
  }
}
`),
    },
    {
      name: 'end with its span bound',
      code: file(`
function load(db) {
  const span = tracer.startSpan('load');
  return db.query().finally(span.end.bind(span));
}
`),
    },
    {
      name: 'uncertain arguments',
      code: file(`
function load(args) {
  tracer.startSpan(...args);
}
`),
    },
    {
      name: 'an end that is given what a callback returns',
      code: file(`
function endSpan(span, result) {
  if (typeof result?.then === 'function') return result.finally(() => span.end());
  span.end();
  return result;
}
function run(callback) {
  const span = tracer.startSpan('run');
  return endSpan(span, callback(span));
}
`),
    },
  ],
  invalid: [
    {
      name: 'a `throw` before the end in `finally`',
      code: file(`
export function run(conn) {
  const span = tracer.startSpan('run');
  try {
    conn.isUsed = true;
  } finally {
    if (conn.isBroken) throw new Error('broken');
    span.end();
  }
}
`),
      output: file(`
export function run(conn) {
  const span = tracer.startSpan('run');
  try {
    try {
      conn.isUsed = true;
    } finally {
      if (conn.isBroken) throw new Error('broken');
    }
  } finally {
    span.end();
  }
}
`),
      errors: [{ messageId: 'throw', line: 4, data: { line: '8' } }],
    },
    {
      name: 'a span of an imported tracer that only one outcome ends',
      code: `
import type { Span } from '@opentelemetry/api';
import { getTracer } from './otel';
export function traced(name: string, work: () => Promise<unknown>) {
  return getTracer().startActiveSpan(name, (span: Span) => {
    return work().then((value) => {
      span.end();
      return value;
    });
  });
}
`,
      output: null,
      errors: [{ messageId: 'oneOutcome', data: { line: 5 }, line: 6, column: 12 }],
    },
    {
      name: 'a writer of attributes that the caller gives',
      code: file(`
function load(applyCustomAttributes) {
  const span = tracer.startSpan('load');
  applyCustomAttributes(span);
  span.end();
}
`),
      output: file(`
function load(applyCustomAttributes) {
  const span = tracer.startSpan('load');
  try {
    applyCustomAttributes(span);
  } finally {
    span.end();
  }
}
`),
      errors: [{ messageId: 'throw', data: { line: 5 }, line: 4, column: 16 }],
    },
    {
      name: 'an attribute that is read out of a text',
      code: file(`
function load(text) {
  const span = tracer.startSpan('load');
  span.setAttribute('count', JSON.parse(text).length);
  span.end();
}
`),
      output: file(`
function load(text) {
  const span = tracer.startSpan('load');
  try {
    span.setAttribute('count', JSON.parse(text).length);
  } finally {
    span.end();
  }
}
`),
      errors: [{ messageId: 'throw', data: { line: 5 }, line: 4, column: 16 }],
    },
    {
      name: 'given to callbacks of the file that leave it open',
      code: file(`
async function run(work) {
  return tracer.startActiveSpan('run', async (span) => {
    return await work(span);
  });
}
export const a = () => run(async (span) => { span.setAttribute('a', 1); });
`),
      output: file(`
async function run(work) {
  return tracer.startActiveSpan('run', async (span) => {
    try {
      return await work(span);
    } finally {
      span.end();
    }
  });
}
export const a = () => run(async (span) => { span.setAttribute('a', 1); });
`),
      errors: [{ messageId: 'neverEnded', line: 4, column: 10 }],
    },
    {
      name: 'active for functions of the file only, by a context that is made in steps, and by a bound one',
      code: file(`
function store(span) {
  let scope = trace.setSpan(context.active(), span);
  scope = scope.setValue(key, 1);
  return context.with(scope, () => 1);
}
async function active(work) {
  const span = tracer.startSpan('active');
  await context.with(trace.setSpan(context.active(), span), work);
}
active(async () => {});
export const a = () => {
  const span = tracer.startSpan('a');
  store(span);
};
export const b = (queue) => {
  const span = tracer.startSpan('b');
  queue.push(context.bind(trace.setSpan(context.active(), span), () => 1));
};
`),
      output: file(`
function store(span) {
  let scope = trace.setSpan(context.active(), span);
  scope = scope.setValue(key, 1);
  return context.with(scope, () => 1);
}
async function active(work) {
  const span = tracer.startSpan('active');
  try {
    await context.with(trace.setSpan(context.active(), span), work);
  } finally {
    span.end();
  }
}
active(async () => {});
export const a = () => {
  const span = tracer.startSpan('a');
  store(span);
};
export const b = (queue) => {
  const span = tracer.startSpan('b');
  queue.push(context.bind(trace.setSpan(context.active(), span), () => 1));
};
`),
      errors: [
        { messageId: 'neverEnded', line: 9 },
        { messageId: 'neverEnded', line: 14, suggestions: 1 },
        { messageId: 'neverEnded', line: 18, suggestions: 1 },
      ],
    },
    {
      name: 'the value of a callback of this file that nobody looks at',
      code: file(`
function later(next) { tracer.startActiveSpan('later', (span) => { span.end(); context.with(context.active(), () => next()); }); }
later(() => tracer.startSpan('a'));
async function wait(next) { await next(); }
wait(() => tracer.startSpan('b'));
`),
      output: null,
      errors: [4, 6].map((line) => ({ messageId: 'dropped' as const, line })),
    },
    {
      name: 'a private field of one class, and of another that ends its own',
      code: file(`
class Closed { #span = null; open() { this.#span = tracer.startSpan('a'); } close() { this.#span.end(); } }
class Open { #span = null; open() { this.#span = tracer.startSpan('b'); } }
`),
      output: null,
      errors: [{ messageId: 'neverEnded', line: 4 }],
    },

    ...[
      [
        'a response of any name',
        "createServer((question, answer) => { const span = tracer.startSpan('a'); answer.on('finish', () => span.end()); });",
        'answer',
        'finish',
        'the client goes away',
      ],
      [
        'an error that does not come',
        "createServer((_, answer) => { const span = tracer.startSpan('a'); const end = () => span.end(); answer.on('finish', end); answer.on('error', end); });",
        'answer',
        "finish' or 'error",
        'the client goes away',
      ],
      [
        'a typed response',
        "export function serve(out: Response) { const span = tracer.startSpan('a'); out.once('finish', () => span.end()); }",
        'out',
        'finish',
        'the client goes away',
      ],
      [
        'a file that is not there',
        "const span = tracer.startSpan('a'); createReadStream('a').on('end', () => span.end());",
        "createReadStream('a')",
        'end',
        'it fails',
      ],
      [
        'a file that cannot be written',
        "export const write = () => tracer.startActiveSpan('a', (span) => new Promise((resolve, reject) => { const to = createWriteStream('a'); to.on('finish', () => { span.end(); resolve(0); }); to.on('error', reject); }));",
        'to',
        'finish',
        'it fails',
      ],
      [
        'a command that is not there',
        "const span = tracer.startSpan('a'); const child = spawn('a'); child.on('exit', () => span.end());",
        'child',
        'exit',
        'it cannot be started',
      ],
      [
        'an answer that is cut short',
        "const span = tracer.startSpan('a'); get('http://a', (reply) => { reply.on('end', () => span.end()); });",
        'reply',
        'end',
        'the other side goes away',
      ],
      [
        'a request that fails',
        "const span = tracer.startSpan('a'); const call = get('http://a'); call.on('response', () => { span.end(); });",
        'call',
        'response',
        'the connection fails',
      ],
    ].map(([name, code = '', receiver = '', event = '', when = '']) => ({
      name: `ended on an event that may not come: ${name}`,
      code: file(`
import { spawn } from 'node:child_process';
import type { Response } from 'express';
import { createReadStream, createWriteStream } from 'node:fs';
import { createServer, get } from 'node:http';
${code}
`),
      output: null,
      errors: [
        {
          messageId: 'oneEvent' as const,
          data: { receiver, event, when, line: 7, onEvent: 'close', too: '' },
          line: 7,
          suggestions: event.includes(' ') ? 0 : 1,
        },
      ],
    })),
    ...[
      [
        'an error that is only handed on',
        'db.query((error, rows) => { if (error) return next(error); span.end(); next(null, rows); });',
      ],
      [
        'an error that is only rejected with',
        'return new Promise((resolve, reject) => { db.query((err) => { if (err) { reject(err); return; } span.end(); resolve(); }); });',
      ],
      ['a success that alone ends it', 'db.query((error) => { if (!error) span.end(); });'],
      [
        'an error before the next step',
        'db.open((error, file) => { if (error) return next(error); file.read((cause) => { span.end(); next(cause); }); });',
      ],
      ['a callback that is known to be called once', 'setTimeout(() => { if (!db) return; span.end(); }, 9);'],
    ].map(([name, code]) => ({
      name: `a callback that alone ends the span: ${name}`,
      code: file(`
export function load(db, next) {
  const span = tracer.startSpan('load');
  ${code}
}
`),
      output: null,
      errors: [{ messageId: 'somePaths' as const, data: { line: 5 }, line: 4, column: 16 }],
    })),
    {
      name: 'a path that leaves before a callback is handed on that ends the span',
      code: file(`
export function load(db, id) {
  const span = tracer.startSpan('load');
  if (!id) return null;
  return db.query(() => { span.end(); });
}
`),
      output: null,
      errors: [{ messageId: 'somePaths', data: { line: 5 }, line: 4, column: 16 }],
    },
    ...[
      'setTimeout(() => tracer.startSpan("a"), 9);',
      'setTimeout(function () { return tracer.startSpan("a"); }, 9);',
      'setInterval(async () => tracer.startSpan("a"), 9);',
      'items.forEach((item) => tracer.startSpan(item));',
      'emitter.on("data", () => tracer.startSpan("a"));',
      'process.nextTick(() => tracer.startSpan("a"));',
      'readFile("a", () => tracer.startSpan("a"));',
      'promise.finally(() => tracer.startSpan("a"));',
      'context.with(context.active(), () => tracer.startSpan("a"));',
      'new Promise(() => tracer.startSpan("a"));',
    ].map((code) => ({
      name: `the value of a function that nobody looks at: ${code}`,
      code: file(`
import { readFile } from 'node:fs';
${code}
`),
      output: null,
      errors: [{ messageId: 'dropped' as const, line: 4 }],
    })),
    ...[
      ["current = tracer.startSpan('a');\n  current = tracer.startSpan('b');", 6],
      ["spans.set('a', tracer.startSpan('a'));\n  spans.set('a', tracer.startSpan('b'));", 6],
      ["spans.set(id, tracer.startSpan('a'));\n  console.log(id);\n  spans.set(id, tracer.startSpan('b'));", 7],
      ["open.a = tracer.startSpan('a');\n  open.a = undefined;", 6],
      ["for (const item of id) {\n    spans.set('a', tracer.startSpan(item)); }", 6, 6],
      ["for (const item of id) {\n    open['a'] = tracer.startSpan(item); }", 6, 6],
    ].map(([code, to = 0, line = 5]) => ({
      name: `a slot that is overwritten: ${code}`,
      code: file(`
const spans = new Map(); const open = {}; let current;
export function begin(id) {
  ${code}
}
export const end = (id) => { current.end(); spans.get(id).end(); open.a.end(); };
`),
      output: null,
      errors: [{ messageId: 'overwritten' as const, data: { line: to }, line: Number(line) }],
    })),
    ...[
      ["this.last = tracer.startSpan('a');\n    this.last = tracer.startSpan('b');", 7, 6],
      ['for (const item of items) {\n      this.last = tracer.startSpan(item); }', 7, 7],
      [
        'for (const item of items) {\n      this.#span = tracer.startSpan(item);\n      await this.note(item); }\n    this.#span.end();',
        7,
        7,
      ],
      [
        'for (const item of items) {\n      this.own = tracer.startSpan(item);\n      await this.note(item); }\n    this.own.end();',
        7,
        7,
      ],
    ].map(([code, to = 0, line]) => ({
      name: `a field that is overwritten: ${code}`,
      code: file(`
export class Session {
  #span; private own; last;
  async run(items) {
    ${code}
  }
  note(item) { this.#span?.setAttribute('item', item); this.own?.addEvent(item); }
}
`),
      output: null,
      errors: [{ messageId: 'overwritten' as const, data: { line: to }, line: Number(line) }],
    })),
    {
      name: 'slots that only this file reaches, and that nothing in it ends',
      code: file(`
const spans = new Map();
let current;
export class Session {
  #span;
  private own;
  a(id) {
    this.#span = tracer.startSpan('a');
    this.own = tracer.startSpan('b');
    this.own.setAttribute('a', 1);
    spans.set(id, tracer.startSpan('c'));
    current = tracer.startSpan('d');
  }
}
`),
      output: null,
      errors: [9, 10, 12, 13].map((line) => ({ messageId: 'neverEnded' as const, line })),
    },

    {
      name: 'a reaction that only writes to the span',
      code: file(`
function load(db) {
  const span = tracer.startSpan('load');
  return db.query().then((rows) => span.setAttribute('rows', rows.length));
}
`),
      output: null,
      errors: [{ messageId: 'neverEnded', line: 4, column: 16 }],
    },
    {
      name: 'the end is passed by an exception',
      code: file(`
async function load(db) {
  const span = tracer.startSpan('load');
  await db.query();
  span.end();
}
`),
      output: file(`
async function load(db) {
  const span = tracer.startSpan('load');
  try {
    await db.query();
  } finally {
    span.end();
  }
}
`),
      errors: [{ messageId: 'throw', line: 4, column: 16 }],
    },
    {
      name: 'comments and the value that is returned stay',
      code: file(`
async function load(db) {
  const span = tracer.startSpan('load'); // one a query
  // The rows of today.
  const rows = await db.query();
  span.end(); // done
  return rows;
}
`),
      output: file(`
async function load(db) {
  const span = tracer.startSpan('load'); // one a query
  try {
    // The rows of today.
    const rows = await db.query(); // done
    return rows;
  } finally {
    span.end();
  }
}
`),
      errors: [{ messageId: 'throw', line: 4, column: 16 }],
    },
    {
      name: 'what comes after the end stays after it',
      code: file(`
async function load(db) {
  const span = tracer.startSpan('load');
  await db.query();
  span.end();
  await db.close();
}
`),
      output: file(`
async function load(db) {
  const span = tracer.startSpan('load');
  try {
    await db.query();
  } finally {
    span.end();
  }
  await db.close();
}
`),
      errors: [{ messageId: 'throw', line: 4, column: 16 }],
    },
    {
      name: 'what is declared is used after the end',
      code: file(`
async function load(db) {
  const span = tracer.startSpan('load');
  const rows = await db.query();
  span.end();
  return db.transform(rows);
}
`),
      output: null,
      errors: [
        {
          messageId: 'throw',
          line: 4,
          column: 16,
          suggestions: [
            {
              messageId: 'endInFinally',
              output: file(`
async function load(db) {
  const span = tracer.startSpan('load');
  try {
    const rows = await db.query();
    return db.transform(rows);
  } finally {
    span.end();
  }
}
`),
            },
          ],
        },
      ],
    },
    {
      name: 'an early return',
      code: file(`
async function load(db, key) {
  const span = tracer.startSpan('load');
  if (!key) return null;
  const rows = await db.query(key);
  span.end();
  return rows;
}
`),
      output: file(`
async function load(db, key) {
  const span = tracer.startSpan('load');
  try {
    if (!key) return null;
    const rows = await db.query(key);
    return rows;
  } finally {
    span.end();
  }
}
`),
      errors: [{ messageId: 'somePaths', line: 4, column: 16 }],
    },
    {
      name: 'ended in one branch',
      code: file(`
function choose(flavour) {
  const span = tracer.startSpan('choose');
  if (flavour === 'sweet') {
    span.setAttribute('sweet', true);
    span.end();
  }
}
`),
      output: file(`
function choose(flavour) {
  const span = tracer.startSpan('choose');
  try {
    if (flavour === 'sweet') {
      span.setAttribute('sweet', true);
    }
  } finally {
    span.end();
  }
}
`),
      errors: [{ messageId: 'somePaths', line: 4, column: 16 }],
    },
    {
      name: 'one case of a switch',
      code: file(`
function choose(kind) {
  const span = tracer.startSpan('choose');
  switch (kind) {
    case 'a':
      span.end();
      break;
    case 'b':
      break;
    default:
      span.end();
  }
}
`),
      output: null,
      errors: [{ messageId: 'somePaths', line: 4, column: 16 }],
    },
    {
      name: 'the next round of a loop',
      code: file(`
async function each(items) {
  for (const item of items) {
    const span = tracer.startSpan('item');
    if (item.skip) continue;
    await item.run();
    span.end();
  }
}
`),
      output: file(`
async function each(items) {
  for (const item of items) {
    const span = tracer.startSpan('item');
    try {
      if (item.skip) continue;
      await item.run();
    } finally {
      span.end();
    }
  }
}
`),
      errors: [{ messageId: 'somePaths', line: 5, column: 18 }],
    },
    {
      name: 'a round that goes to its end',
      code: file(`
function each(items) {
  for (const item of items) {
    const span = tracer.startSpan('item');
    if (item.last) {
      span.setAttribute('last', true);
      span.end();
    }
  }
}
`),
      output: file(`
function each(items) {
  for (const item of items) {
    const span = tracer.startSpan('item');
    try {
      if (item.last) {
        span.setAttribute('last', true);
      }
    } finally {
      span.end();
    }
  }
}
`),
      errors: [{ messageId: 'somePaths', line: 5, column: 18 }],
    },
    {
      name: 'a try that catches gets its finally',
      code: file(`
async function load(db) {
  const span = tracer.startSpan('load');
  try {
    const rows = await db.query();
    span.end();
    return rows;
  } catch (error) {
    if (error.retry) throw error;
    return null;
  }
}
`),
      output: file(`
async function load(db) {
  const span = tracer.startSpan('load');
  try {
    const rows = await db.query();
    return rows;
  } catch (error) {
    if (error.retry) throw error;
    return null;
  } finally {
    span.end();
  }
}
`),
      errors: [{ messageId: 'throw', data: { line: 6 }, line: 4, column: 16 }],
    },
    {
      name: 'a try whose catch throws on',
      code: file(`
async function load(db) {
  const span = tracer.startSpan('load');
  try {
    await db.query();
  } catch (error) {
    span.recordException(error);
    throw error;
  }
  span.end();
}
`),
      output: file(`
async function load(db) {
  const span = tracer.startSpan('load');
  try {
    await db.query();
  } catch (error) {
    span.recordException(error);
    throw error;
  } finally {
    span.end();
  }
}
`),
      errors: [{ messageId: 'throw', line: 4, column: 16 }],
    },
    {
      name: 'a finally that is there gets the end',
      code: file(`
async function load(db) {
  const span = tracer.startSpan('load');
  try {
    await db.query();
  } finally {
    db.stop();
  }
  span.end();
}
`),
      output: file(`
async function load(db) {
  const span = tracer.startSpan('load');
  try {
    await db.query();
  } finally {
    db.stop();
    span.end();
  }
}
`),
      errors: [{ messageId: 'throw', line: 4, column: 16 }],
    },
    {
      name: 'a throw',
      code: file(`
function check(order) {
  const span = tracer.startSpan('check');
  if (!order.id) throw new Error('no id');
  span.end();
}
`),
      output: file(`
function check(order) {
  const span = tracer.startSpan('check');
  try {
    if (!order.id) throw new Error('no id');
  } finally {
    span.end();
  }
}
`),
      errors: [{ messageId: 'throw', line: 4, column: 16 }],
    },
    {
      name: 'a callback that is called',
      code: file(`
function run(fn) {
  return tracer.startActiveSpan('run', (span) => {
    const result = fn(span);
    span.end();
    return result;
  });
}
`),
      output: file(`
function run(fn) {
  return tracer.startActiveSpan('run', (span) => {
    try {
      const result = fn(span);
      return result;
    } finally {
      span.end();
    }
  });
}
`),
      errors: [{ messageId: 'throw', line: 4, column: 10 }],
    },
    {
      name: 'an exception caught outside the block of the span',
      code: file(`
async function load(db, log) {
  try {
    const span = tracer.startSpan('load');
    await db.query();
    span.end();
  } catch (error) {
    log.error(error);
  }
}
`),
      output: file(`
async function load(db, log) {
  try {
    const span = tracer.startSpan('load');
    try {
      await db.query();
    } finally {
      span.end();
    }
  } catch (error) {
    log.error(error);
  }
}
`),
      errors: [{ messageId: 'throw', line: 5, column: 18 }],
    },
    {
      name: 'an exception in what runs in place',
      code: file(`
async function load(db) {
  const span = tracer.startSpan('load');
  await context.with(trace.setSpan(context.active(), span), async () => {
    await db.query();
    span.end();
  });
}
`),
      output: null,
      errors: [{ messageId: 'throw', line: 4, column: 16 }],
    },
    {
      name: 'a callback that never ends its span',
      code: file(`
async function list(db, res) {
  await tracer.startActiveSpan('list', async (span) => {
    const orders = await db.orders();
    span.setAttribute('orders', orders.length);
    return res.json(orders);
  });
}
`),
      output: file(`
async function list(db, res) {
  await tracer.startActiveSpan('list', async (span) => {
    try {
      const orders = await db.orders();
      span.setAttribute('orders', orders.length);
      return await res.json(orders);
    } finally {
      span.end();
    }
  });
}
`),
      errors: [{ messageId: 'neverEnded', line: 4, column: 9 }],
    },
    {
      name: 'a synchronous callback that never ends its span',
      code: file(`
function list(db) {
  tracer.startActiveSpan('list', (span) => {
    span.setAttribute('orders', db.size);
    db.list();
  });
}
`),
      output: null,
      errors: [
        {
          messageId: 'neverEnded',
          line: 4,
          column: 3,
          suggestions: [
            {
              messageId: 'endInFinally',
              output: file(`
function list(db) {
  tracer.startActiveSpan('list', (span) => {
    try {
      span.setAttribute('orders', db.size);
      db.list();
    } finally {
      span.end();
    }
  });
}
`),
            },
          ],
        },
      ],
    },
    {
      name: 'a callback without the span',
      code: file(`
function list(db) {
  return tracer.startActiveSpan('list', () => db.list());
}
`),
      output: null,
      errors: [{ messageId: 'dropped', line: 4, column: 10 }],
    },
    {
      name: 'dropped',
      code: file(`
function mark() {
  tracer.startSpan('mark');
}
`),
      output: null,
      errors: [{ messageId: 'dropped', line: 4, column: 3 }],
    },
    {
      name: 'dropped after an attribute',
      code: file(`
function mark() {
  void tracer.startSpan('mark').setAttribute('key', 'value');
}
`),
      output: null,
      errors: [{ messageId: 'dropped', line: 4, column: 8 }],
    },
    {
      name: 'never ended',
      code: file(`
async function load(db) {
  const span = tracer.startSpan('load');
  await context.with(trace.setSpan(context.active(), span), async () => {
    await db.query();
  });
}
`),
      output: file(`
async function load(db) {
  const span = tracer.startSpan('load');
  try {
    await context.with(trace.setSpan(context.active(), span), async () => {
      await db.query();
    });
  } finally {
    span.end();
  }
}
`),
      errors: [{ messageId: 'neverEnded', line: 4, column: 16 }],
    },
    {
      name: 'replaced while it lives',
      code: file(`
function twice() {
  let span = tracer.startSpan('first');
  span = tracer.startSpan('second');
  span.end();
}
`),
      output: null,
      errors: [{ messageId: 'overwritten', line: 4, column: 14 }],
    },
    {
      name: 'forgotten while it lives',
      code: file(`
function forget() {
  let span = tracer.startSpan('first');
  span.setAttribute('key', 'value');
  span = null;
  if (span) span.end();
}
`),
      output: null,
      errors: [{ messageId: 'overwritten', line: 4, column: 14 }],
    },
    {
      name: 'ended only when the promise is fulfilled',
      code: file(`
function load(db) {
  const span = tracer.startSpan('load');
  return db.query().then((rows) => {
    span.end();
    return rows;
  });
}
`),
      output: null,
      errors: [{ messageId: 'oneOutcome', line: 5, column: 10 }],
    },
    ...[
      ['by its name', '{ span, type }', 'span', '{ span, type: 1 }'],
      ['by another name', '{ handle: s }', 's', '{ handle: span }'],
      ['with a default', '{ span = undefined } = {}', 'span', '{ span }'],
      ['behind what is spread', '{ span }', 'span', '{ ...rest, span }'],
    ].map(([name, pattern, inner, given]) => ({
      name: `ended too late by a function that takes it out of an object ${name}`,
      code: file(`
function finish(${pattern}) { ${inner}.end(); }
async function load(db, rest) {
  const span = tracer.startSpan('load');
  await db.query();
  finish(${given});
}
`),
      output: null,
      errors: [{ messageId: 'throw' as const, line: 5, column: 16, data: { line: 6 } }],
    })),
    {
      name: 'given in an object to a method that only writes to it',
      code: file(`
class Store {
  note({ span, type }) { span.setAttribute('type', type); }
  load() {
    const span = tracer.startSpan('load');
    this.note({ span, type: 1 });
  }
}
`),
      output: null,
      errors: [
        {
          messageId: 'neverEnded',
          line: 6,
          column: 18,
          suggestions: [
            {
              messageId: 'endInFinally',
              output: file(`
class Store {
  note({ span, type }) { span.setAttribute('type', type); }
  load() {
    const span = tracer.startSpan('load');
    try {
      this.note({ span, type: 1 });
    } finally {
      span.end();
    }
  }
}
`),
            },
          ],
        },
      ],
    },
    {
      name: 'ended only when the promise is rejected',
      code: file(`
function load(db) {
  const span = tracer.startSpan('load');
  return db.query().catch((error) => {
    span.end();
    throw error;
  });
}
`),
      output: null,
      errors: [{ messageId: 'oneOutcome', line: 5, column: 10 }],
    },
    {
      name: 'ended only when the response is finished',
      code: file(`
function middleware(req, res, next) {
  const span = tracer.startSpan(req.url);
  res.on('finish', () => {
    span.end();
  });
  context.with(trace.setSpan(context.active(), span), next);
}
`),
      output: null,
      errors: [
        {
          messageId: 'oneEvent',
          line: 5,
          column: 3,
          suggestions: [
            {
              messageId: 'endOnClose',
              output: file(`
function middleware(req, res, next) {
  const span = tracer.startSpan(req.url);
  res.on('close', () => {
    span.end();
  });
  context.with(trace.setSpan(context.active(), span), next);
}
`),
            },
          ],
        },
      ],
    },
    {
      name: 'end without its span',
      code: file(`
function load(db) {
  return tracer.startActiveSpan('load', (span) => db.query(span).finally(span.end));
}
`),
      output: file(`
function load(db) {
  return tracer.startActiveSpan('load', (span) => db.query(span).finally(() => span.end()));
}
`),
      errors: [{ messageId: 'unbound', line: 4, column: 74 }],
    },
    {
      name: 'end called at once',
      code: file(`
function load(db) {
  const span = tracer.startSpan('load');
  return db.query().finally(span.end());
}
`),
      output: file(`
function load(db) {
  const span = tracer.startSpan('load');
  return db.query().finally(() => span.end());
}
`),
      errors: [{ messageId: 'invoked', line: 5, column: 29 }],
    },
    {
      name: 'a helper that ends it on some paths only',
      code: file(`
function finish(span, error) {
  if (error) span.end();
}
async function load(db) {
  const span = tracer.startSpan('load');
  if (!db) return;
  finish(span);
  span.end();
}
`),
      output: null,
      errors: [{ messageId: 'somePaths', line: 7, column: 16 }],
    },
    {
      name: 'an end in a condition of its own line',
      code: file(`
async function load(db) {
  const span = tracer.startSpan('load');
  await db.query();
  if (db.ready) span.end();
  else span.end();
}
`),
      output: null,
      errors: [{ messageId: 'throw', line: 4, column: 16 }],
    },
    {
      name: 'an end with a time',
      code: file(`
async function load(db) {
  const span = tracer.startSpan('load');
  await db.query();
  span.end(Date.now());
}
`),
      output: null,
      errors: [{ messageId: 'throw', line: 4, column: 16 }],
    },
    {
      name: 'a return of a call in a function that is not async',
      code: file(`
function load(db, cache) {
  const span = tracer.startSpan('load');
  if (cache.fresh) return cache.read();
  db.query();
  span.end();
}
`),
      output: null,
      errors: [{ messageId: 'somePaths', line: 4, column: 16 }],
    },
    {
      name: 'a text of several lines keeps its indentation',
      code: file(`
async function load(db) {
  const span = tracer.startSpan('load');
  await db.query(\`
select 1
\`);
  span.end();
}
`),
      output: file(`
async function load(db) {
  const span = tracer.startSpan('load');
  try {
    await db.query(\`
select 1
\`);
  } finally {
    span.end();
  }
}
`),
      errors: [{ messageId: 'throw', line: 4, column: 16 }],
    },
    {
      name: 'a tracer of a class',
      code: file(`
class Client {
  private readonly tracer = trace.getTracer('client');
  async load(db) {
    const span = this.tracer.startSpan('load');
    await db.query();
    span.end();
  }
}
`),
      output: file(`
class Client {
  private readonly tracer = trace.getTracer('client');
  async load(db) {
    const span = this.tracer.startSpan('load');
    try {
      await db.query();
    } finally {
      span.end();
    }
  }
}
`),
      errors: [{ messageId: 'throw', line: 6, column: 18 }],
    },
  ],
});
