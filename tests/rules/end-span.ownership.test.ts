import { endSpan } from '../../src/rules/end-span.js';
import { runRule } from '../rule-tester.js';

const head = "import { context, trace } from '@opentelemetry/api';\nconst tracer = trace.getTracer('shop');\n";

/** The code below the import and the tracer, on line 3 and after. */
function file(code: string): string {
  return `${head}${code.slice(1)}`;
}

/** A function of the file that starts a span, on lines 3 to 7, and the code below it, on line 8 and after. */
function withFactory(code: string): string {
  return file(`
function startJob(name) {
  const span = tracer.startSpan(name);
  span.setAttribute('job', name);
  return span;
}
${code.slice(1)}`);
}

runRule('end-span', endSpan, {
  valid: [
    {
      name: 'a span of a function of the file that is ended',
      code: withFactory(`
export async function run(db) {
  const span = startJob('run');
  try {
    await db.query();
  } finally {
    span.end();
  }
}
`),
    },
    {
      name: 'a span of a function of the file that is returned, stored and given away',
      code: withFactory(`
const jobs = new Map();
export const begin = (name) => startJob(name);
export function keep(name) {
  jobs.set(name, startJob(name));
}
export function complete(name) {
  jobs.get(name)?.end();
}
export function give(name, work) {
  const span = startJob(name);
  work(span);
}
`),
    },
    {
      name: 'a span of a function of the file that another one ends',
      code: withFactory(`
function finish(span, error) {
  if (error) span.recordException(error);
  span.end();
}
export async function run(db) {
  const span = startJob('run');
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
      name: 'a function that keeps the span, too',
      code: file(`
const open = new Set();
function startJob(name) {
  const span = tracer.startSpan(name);
  open.add(span);
  return span;
}
export function run() {
  const span = startJob('run');
  span.addEvent('ran');
}
export function shutdown() {
  for (const span of open) span.end();
}
`),
    },
    {
      name: 'a function that ends the span itself, later',
      code: file(`
const startJob = (name) => {
  const span = tracer.startSpan(name);
  setTimeout(() => span.end(), 1000);
  return span;
};
export function run() {
  const span = startJob('run');
  span.addEvent('ran');
}
`),
    },
    {
      name: 'a function that gives the span to a function that nobody knows',
      code: file(`
import { track } from './track.js';
function startJob(name) {
  const span = tracer.startSpan(name);
  track(span);
  return span;
}
export function run() {
  startJob('run').addEvent('ran');
}
`),
    },
    {
      name: 'a function that attaches the context of the span',
      code: file(`
function enter(name) {
  const span = tracer.startSpan(name);
  token = context.attach(trace.setSpan(context.active(), span));
  return span;
}
export function leave() {
  token.dispose();
}
let token;
export function run() {
  enter('run');
}
`),
    },
    {
      name: 'a function that may return the span of somebody else',
      code: file(`
function startJob(name, parent) {
  return parent ?? tracer.startSpan(name);
}
function reuse(name, parent) {
  let span = parent;
  if (!span) span = tracer.startSpan(name);
  return span;
}
export function run(parent) {
  startJob('run', parent).addEvent('ran');
  const span = reuse('run', parent);
  span.addEvent('ran');
}
`),
    },
    {
      name: 'a name that may stand for another function',
      code: file(`
let startJob = (name) => tracer.startSpan(name);
export function use(other) {
  startJob = other;
}
export function run() {
  startJob('run').addEvent('ran');
}
`),
    },
    {
      name: 'an async function whose promise is kept',
      code: file(`
async function startJob(name) {
  return tracer.startSpan(name);
}
export async function run() {
  const starting = startJob('run');
  const span = await starting;
  span.end();
}
`),
    },
    {
      name: 'a generator, and a function of which the value is not called',
      code: file(`
function* startAll(names) {
  for (const name of names) yield tracer.startSpan(name);
  return tracer.startSpan('last');
}
const startJob = (name) => tracer.startSpan(name);
export const spans = (names) => names.map(startJob);
export function run() {
  startAll(['a']);
}
`),
    },
    {
      name: 'a method that another class of the file has, too',
      code: file(`
class Job {
  start(name) {
    return tracer.startSpan(name);
  }
  run() {
    const span = this.start('run');
    span.addEvent('ran');
  }
}
export class Mark extends Job {
  start(name) {
    const span = super.start(name);
    span.end();
    return span;
  }
}
`),
    },
    {
      name: 'a method that is replaced',
      code: file(`
class Job {
  start(name) {
    return tracer.startSpan(name);
  }
  run() {
    const span = this.start('run');
    span.addEvent('ran');
  }
}
export const mute = (job) => {
  job.start = () => trace.wrapSpanContext({});
};
`),
    },
    {
      name: 'a function that may start nothing, whose callers know when',
      code: file(`
class Client {
  #start(name) {
    if (!this.tracing) return;
    return tracer.startSpan(name);
  }
  load(key) {
    const span = this.#start('load');
    const found = this.cache.get(key);
    if (this.tracing) span.end();
    return found;
  }
  drop(key) {
    const span = this.#start('drop');
    if (!span) return;
    this.cache.delete(key);
    span.end();
  }
}
`),
    },
    {
      name: 'a start of a browser page that may be missing, ended by a method',
      code: file(`
import { safeExecuteInTheMiddle } from '@opentelemetry/instrumentation';
class Load {
  collect(entries) {
    const root = this._start('load', entries);
    if (!root) return;
    context.with(trace.setSpan(context.active(), root), () => {
      const fetched = this._start('fetch', entries);
      if (fetched) {
        this._note(fetched);
        this._end(fetched, entries);
      }
    });
    this._note(root);
    this._end(root, entries);
  }
  _note(span) {
    safeExecuteInTheMiddle(() => this.config.note(span), (error) => error && console.error(error), true);
  }
  _end(span, entries) {
    if (span) {
      if ('end' in entries) span.end(entries.end);
      else span.end();
    }
  }
  _start(name, entries) {
    if ('start' in entries && typeof entries.start === 'number') {
      const span = tracer.startSpan(name, { startTime: entries.start });
      return span;
    }
    return undefined;
  }
}
`),
    },
    {
      name: 'a promise that a function of the file reacts to, whatever comes',
      code: withFactory(`
function settle(span, promise) {
  return promise.then(
    (result) => {
      span.end();
      return result;
    },
    (error) => {
      span.recordException(error);
      span.end();
      throw error;
    },
  );
}
export function run(client, request) {
  const span = startJob('run');
  const promise = client.transfer(request);
  return settle(span, promise);
}
`),
    },
    {
      name: 'an exception that is an error',
      code: withFactory(`
export function run(socket, data) {
  const span = startJob('run');
  try {
    socket.transfer(data);
  } catch (error) {
    if (error instanceof Error) {
      span.recordException(error);
      span.end();
    }
    throw error;
  }
  span.end();
}
`),
    },
    {
      name: 'a helper of the settings, which starts a span whatever is in it',
      code: file(`
import { startJob } from './jobs.js';
export function run() {
  const span = startJob('run');
  span.end();
}
`),
      settings: { 'otel-context': { contextManager: 'async-local-storage', spanStarters: ['./jobs.js#startJob'] } },
    },
    {
      name: 'a function of the file that ends the span on one outcome, and its caller on the other',
      code: file(`
function finish(promise, span) {
  return promise.then((result) => {
    span.end();
    return result;
  });
}
export function run(work) {
  const span = tracer.startSpan('run');
  return finish(work(), span).catch((error) => {
    span.recordException(error);
    span.end();
    throw error;
  });
}
export async function load(work) {
  const span = tracer.startSpan('load');
  try {
    return await finish(work(), span);
  } catch (error) {
    span.end();
    throw error;
  }
}
`),
    },
    {
      name: 'a function of the file that keeps one outcome to itself, and its caller the other, before and after',
      code: file(`
function watch(promise, span) {
  promise.then(() => span.end());
}
export function run(promise) {
  const span = tracer.startSpan('run');
  watch(promise, span);
  promise.catch(() => span.end());
  return promise;
}
export function load(promise) {
  const span = tracer.startSpan('load');
  promise.catch(() => span.end());
  watch(promise, span);
  return promise;
}
`),
    },
    {
      name: 'the two outcomes of a promise, each by itself, in either order',
      code: file(`
export function run(promise) {
  const span = tracer.startSpan('run');
  promise.catch(() => span.end());
  promise.then(() => span.end());
  return promise;
}
export function load(promise) {
  const span = tracer.startSpan('load');
  promise.then(() => span.end());
  promise.catch(() => span.end());
  return promise;
}
`),
    },
    {
      name: 'a span that is stored before a promise ends it',
      code: file(`
export class Job {
  run(promise) {
    const span = tracer.startSpan('run');
    this.span = span;
    return promise.then(() => span.end());
  }
  stop() {
    this.span.end();
  }
}
`),
    },
    {
      name: 'a function of the file that writes to the span on one outcome, and its caller ends it',
      code: file(`
function note(promise, span) {
  return promise.then((result) => {
    span.setAttribute('size', result.length);
    return result;
  });
}
export function run(work) {
  const span = tracer.startSpan('run');
  return note(work(), span).finally(() => span.end());
}
`),
    },
    {
      name: 'methods that end the span on both outcomes',
      code: file(`
class Client {
  #end(span) {
    span.end();
  }
  #finish(span, promise) {
    return promise
      .then((result) => {
        this.#end(span);
        return result;
      })
      .catch((error) => {
        this.#end(span);
        throw error;
      });
  }
  load(work) {
    const span = tracer.startSpan('load');
    return this.#finish(span, work());
  }
}
`),
    },
    {
      name: 'the promise of a function that is patched, which need not reject',
      code: file(`
export const patch = (original) =>
  function (...args) {
    const span = tracer.startSpan('load');
    return context.with(trace.setSpan(context.active(), span), () =>
      original.call(this, ...args).then((value) => {
        span.end();
        return value;
      }),
    );
  };
`),
    },
    {
      name: 'an async function of the file, or in place, whose rejection ends the span',
      code: file(`
async function finish(promise, span) {
  const result = await promise;
  span.end();
  return result;
}
function fail(span) {
  return (error) => {
    span.end();
    throw error;
  };
}
export function run(work) {
  const span = tracer.startSpan('run');
  return finish(work(), span).catch((error) => {
    span.end();
    throw error;
  });
}
export function load(work) {
  const span = tracer.startSpan('load');
  return context
    .with(trace.setSpan(context.active(), span), async () => {
      await work();
      span.end();
    })
    .catch((error) => {
      span.end();
      throw error;
    });
}
export async function list(work) {
  const span = tracer.startSpan('list');
  try {
    return await finish(work(), span);
  } catch (error) {
    span.end();
    throw error;
  }
}
export function drop(work) {
  const span = tracer.startSpan('drop');
  return finish(work(), span).catch(fail(span));
}
`),
    },
    {
      name: 'a function of the file that ends the span in finally',
      code: file(`
async function within(span, work) {
  try {
    return await work();
  } finally {
    span.end();
  }
}
export async function run(work) {
  const span = tracer.startSpan('run');
  return within(span, work);
}
`),
    },
    {
      name: 'a failure before the span has an owner that is caught, and ends the span',
      code: file(`
export class Job {
  async open(db) {
    const span = tracer.startSpan('job');
    try {
      await db.connect();
      this.span = span;
    } catch (error) {
      span.recordException(error);
      span.end();
      throw error;
    }
  }
  async reopen(db) {
    const span = tracer.startSpan('job');
    await db.connect().catch((error) => console.error(error));
    this.span = span;
  }
  close() {
    this.span.end();
  }
}
`),
    },
    {
      name: 'a failure after the span has an owner',
      code: file(`
export class Job {
  async open(db) {
    const span = tracer.startSpan('job');
    this.span = span;
    await db.connect();
    if (!db.isOpen) throw new Error('The database is closed.');
  }
  async listen(request, work) {
    const span = tracer.startSpan('listen');
    request.on('close', () => span.end());
    await work();
  }
  async lend(work) {
    const span = tracer.startSpan('lend');
    await work(span);
  }
  close() {
    this.span.end();
  }
}
`),
    },
    {
      name: 'a failure that need not come before the span has an owner',
      code: file(`
export async function begin(name, settings) {
  const span = tracer.startSpan(name);
  span.setAttribute('owner', settings.owner());
  settings.validate(name);
  await sleep(10);
  return span;
}
`),
    },
    {
      name: 'a failure before the span has an owner, where the file ends what is active',
      code: file(`
export async function begin(work) {
  const span = tracer.startSpan('begin');
  await context.with(trace.setSpan(context.active(), span), () => work());
  return span;
}
export const fail = () => trace.getActiveSpan()?.end();
`),
    },
    {
      name: 'no span where something throws',
      code: file(`
export function begin(name, isTraced) {
  const span = isTraced ? tracer.startSpan(name) : undefined;
  if (!span) throw new Error('There is no span.');
  return span;
}
export function check(name) {
  if (!name) throw new Error('There is no name.');
  const span = tracer.startSpan(name);
  return span;
}
`),
    },
    {
      name: 'an instrumentation that ends the span when the patched function has run',
      code: file(`
import { safeExecuteInTheMiddle } from '@opentelemetry/instrumentation';
export const patch = (original) =>
  function (...args) {
    const span = tracer.startSpan('query');
    return safeExecuteInTheMiddle(
      () => original.apply(this, args),
      (error) => {
        if (error) span.recordException(error);
        span.end();
      },
    );
  };
`),
    },
    {
      name: 'an instrumentation that ends the span on an error there, and with the promise otherwise',
      code: file(`
import { safeExecuteInTheMiddle } from '@opentelemetry/instrumentation';
export const patch = (original) =>
  function (...args) {
    const span = tracer.startSpan('query');
    const promise = safeExecuteInTheMiddle(
      () => context.with(trace.setSpan(context.active(), span), () => original.apply(this, args)),
      (error) => {
        if (error) span.end();
      },
    );
    return promise.then(
      (result) => {
        span.end();
        return result;
      },
      (error) => {
        span.end();
        throw error;
      },
    );
  };
export const patchSync = (original) =>
  function (...args) {
    const span = tracer.startSpan('query');
    const result = safeExecuteInTheMiddle(
      () => original.apply(this, args),
      (error) => {
        if (error) span.end();
      },
    );
    span.end();
    return result;
  };
`),
    },
    {
      name: 'an instrumentation that ends the span on an error there, and in what it runs otherwise',
      code: file(`
import { safeExecuteInTheMiddle } from '@opentelemetry/instrumentation';
export const patch = (original) =>
  function (...args) {
    const span = tracer.startSpan('query');
    return safeExecuteInTheMiddle(
      () => {
        const result = original.apply(this, args);
        span.end();
        return result;
      },
      (error) => {
        if (error) span.end();
      },
    );
  };
`),
    },
    {
      name: 'an instrumentation that ends the span on an error there, and in a callback otherwise',
      code: file(`
import { safeExecuteInTheMiddle } from '@opentelemetry/instrumentation';
import { wrapCallback } from './utils.js';
export const patch = (original) =>
  function (...args) {
    const span = tracer.startSpan('query');
    args[1] = wrapCallback(args[1], span);
    return safeExecuteInTheMiddle(
      () => original.apply(this, args),
      (error) => {
        if (error) span.end();
      },
    );
  };
export const patchStream = (original) =>
  function (...args) {
    const span = tracer.startSpan('stream');
    const end = () => span.end();
    if (args[1] === undefined) args[1] = end;
    return safeExecuteInTheMiddle(
      () => original.apply(this, args),
      (error) => {
        if (error) span.end();
      },
    );
  };
`),
    },
    {
      name: 'a hook whose errors are kept',
      code: file(`
import { safeExecuteInTheMiddle } from '@opentelemetry/instrumentation';
export function query(client, hook) {
  const span = tracer.startSpan('query');
  safeExecuteInTheMiddle(
    () => hook(span, client),
    (error) => {
      if (error) console.error(error);
    },
    true,
  );
  span.end();
}
`),
    },
    {
      name: 'an array or an object of the function whose spans somebody takes out of it',
      code: file(`
export function runAll(names) {
  const spans = [];
  for (const name of names) spans.push(tracer.startSpan(name));
  for (const span of spans) span.end();
}
export function beginAll(names) {
  const spans = [];
  for (const name of names) spans.push(tracer.startSpan(name));
  return spans;
}
export function listen(names, request) {
  const spans = [];
  for (const name of names) spans.unshift(tracer.startSpan(name));
  request.on('close', () => spans.forEach((span) => span.end()));
}
export function run(name) {
  const job = { name, span: tracer.startSpan(name) };
  job.span.end();
}
export function settle(name) {
  const job = { name, span: tracer.startSpan(name) };
  const { span } = job;
  span.end();
}
export function close(name) {
  const job = {
    span: tracer.startSpan(name),
    close() {
      this.span.end();
    },
  };
  job.close();
}
export function report(name, log) {
  const job = {
    span: tracer.startSpan(name),
    get trace() {
      this.span.end();
      return this.span.spanContext().traceId;
    },
  };
  log.info(job.trace);
}
`),
    },
    {
      name: 'an array of the file, which other functions see',
      code: file(`
const spans = [];
export function run(name) {
  spans.push(tracer.startSpan(name));
}
`),
    },
  ],
  invalid: [
    {
      name: 'a span of a function of the file that nothing ends',
      code: withFactory(`
export function run() {
  const span = startJob('run');
  span.addEvent('ran');
}
`),
      output: null,
      errors: [{ messageId: 'neverEnded', line: 9, column: 16, endColumn: 24, suggestions: 1 }],
    },
    {
      name: 'a span of a function of the file that nobody holds',
      code: file(`
const startJob = (name) => tracer.startSpan(name);
export function run() {
  startJob('run');
  startJob('run').addEvent('ran');
}
`),
      output: null,
      errors: [
        { messageId: 'dropped', line: 5, column: 3, endColumn: 11 },
        { messageId: 'dropped', line: 6, column: 3, endColumn: 11 },
      ],
    },
    {
      name: 'a path that leaves the caller',
      code: withFactory(`
export function run(order) {
  const span = startJob('run');
  if (!order) return false;
  span.end();
  return true;
}
`),
      output: withFactory(`
export function run(order) {
  const span = startJob('run');
  try {
    if (!order) return false;
  } finally {
    span.end();
  }
  return true;
}
`),
      errors: [{ messageId: 'somePaths', data: { line: 10 }, line: 9, column: 16 }],
    },
    {
      name: 'an exception in the caller',
      code: withFactory(`
export async function run(db) {
  const span = startJob('run');
  await db.query();
  span.end();
}
`),
      output: withFactory(`
export async function run(db) {
  const span = startJob('run');
  try {
    await db.query();
  } finally {
    span.end();
  }
}
`),
      errors: [{ messageId: 'throw', data: { line: 10 }, line: 9, column: 16 }],
    },
    {
      name: 'an async function that is awaited',
      code: file(`
async function startJob(name, settings) {
  const owner = await settings.owner();
  return tracer.startSpan(name).setAttribute('owner', owner);
}
export async function run(db, settings) {
  const span = await startJob('run', settings);
  await db.query();
  span.end();
}
`),
      output: file(`
async function startJob(name, settings) {
  const owner = await settings.owner();
  return tracer.startSpan(name).setAttribute('owner', owner);
}
export async function run(db, settings) {
  const span = await startJob('run', settings);
  try {
    await db.query();
  } finally {
    span.end();
  }
}
`),
      errors: [{ messageId: 'throw', data: { line: 9 }, line: 8, column: 22 }],
    },
    {
      name: 'a round of a loop',
      code: withFactory(`
export function run(orders) {
  for (const order of orders) {
    const span = startJob(order.id);
    if (order.isPaid) continue;
    span.end();
  }
}
`),
      output: withFactory(`
export function run(orders) {
  for (const order of orders) {
    const span = startJob(order.id);
    try {
      if (order.isPaid) continue;
    } finally {
      span.end();
    }
  }
}
`),
      errors: [{ messageId: 'somePaths', data: { line: 11 }, line: 10, column: 18 }],
    },
    {
      name: 'a span that the next one replaces',
      code: withFactory(`
export function run() {
  let span = startJob('first');
  span = startJob('second');
  span.end();
}
`),
      output: null,
      errors: [{ messageId: 'overwritten', data: { line: 10 }, line: 9, column: 14 }],
    },
    {
      name: 'one outcome of a promise',
      code: withFactory(`
export function run(db) {
  const span = startJob('run');
  return db.query().then(() => span.end());
}
`),
      output: null,
      errors: [{ messageId: 'oneOutcome', data: { line: 9 }, line: 10, column: 10 }],
    },
    {
      name: 'methods that call each other by this, by a name for it, and by the name of the class',
      code: file(`
class Jobs {
  static #start(name) {
    return tracer.startSpan(name, {}, context.active());
  }
  #begin(name) {
    const span = Jobs.#start(name);
    return span.setAttribute('job', name);
  }
  open = (name) => {
    const self = this;
    return self.#begin(name);
  };
  run(order) {
    const span = this.open('run');
    if (!order) return;
    span.end();
  }
}
`),
      output: file(`
class Jobs {
  static #start(name) {
    return tracer.startSpan(name, {}, context.active());
  }
  #begin(name) {
    const span = Jobs.#start(name);
    return span.setAttribute('job', name);
  }
  open = (name) => {
    const self = this;
    return self.#begin(name);
  };
  run(order) {
    const span = this.open('run');
    try {
      if (!order) return;
    } finally {
      span.end();
    }
  }
}
`),
      errors: [{ messageId: 'somePaths', data: { line: 17 }, line: 16, column: 18 }],
    },
    {
      name: 'a function that injects the span into what is sent',
      code: file(`
import { propagation } from '@opentelemetry/api';
function startSend(message) {
  const span = tracer.startSpan('send');
  propagation.inject(trace.setSpan(context.active(), span), message.headers);
  return span;
}
export function send(queue, message) {
  const span = startSend(message);
  if (!queue.isOpen) return;
  span.end();
}
`),
      output: file(`
import { propagation } from '@opentelemetry/api';
function startSend(message) {
  const span = tracer.startSpan('send');
  propagation.inject(trace.setSpan(context.active(), span), message.headers);
  return span;
}
export function send(queue, message) {
  const span = startSend(message);
  try {
    if (!queue.isOpen) return;
  } finally {
    span.end();
  }
}
`),
      errors: [{ messageId: 'somePaths', data: { line: 11 }, line: 10, column: 16 }],
    },
    {
      name: 'a function that may start nothing',
      code: file(`
function startJob(name, isTraced) {
  let span = null;
  if (isTraced) span = tracer.startSpan(name);
  return span;
}
export async function run(db, isTraced) {
  const span = startJob('run', isTraced);
  await db.query();
  span?.end();
}
export async function load(db, isTraced) {
  const span = startJob('load', isTraced);
  const rows = await db.query();
  span?.setAttribute('rows', rows.length);
  span?.end();
  return rows;
}
`),
      output: file(`
function startJob(name, isTraced) {
  let span = null;
  if (isTraced) span = tracer.startSpan(name);
  return span;
}
export async function run(db, isTraced) {
  const span = startJob('run', isTraced);
  try {
    await db.query();
  } finally {
    span?.end();
  }
}
export async function load(db, isTraced) {
  const span = startJob('load', isTraced);
  try {
    const rows = await db.query();
    span?.setAttribute('rows', rows.length);
    return rows;
  } finally {
    span?.end();
  }
}
`),
      errors: [
        { messageId: 'throw', data: { line: 10 }, line: 9, column: 16 },
        { messageId: 'throw', data: { line: 15 }, line: 14, column: 16 },
      ],
    },
    {
      name: 'a private field that gets the span of a method, and that nothing ends',
      code: file(`
class Jobs {
  #span;
  #start(name) {
    return tracer.startSpan(name);
  }
  run() {
    this.#span = this.#start('run');
    this.#span.addEvent('ran');
  }
}
`),
      output: null,
      errors: [{ messageId: 'neverEnded', line: 9, column: 18 }],
    },
    {
      name: 'a value that may well be no error',
      code: withFactory(`
export function run(order, outcome) {
  const span = startJob('run');
  if (outcome instanceof Error) {
    span.recordException(outcome);
    span.end();
    return;
  }
  order.outcome = outcome;
}
`),
      output: withFactory(`
export function run(order, outcome) {
  const span = startJob('run');
  try {
    if (outcome instanceof Error) {
      span.recordException(outcome);
      return;
    }
    order.outcome = outcome;
  } finally {
    span.end();
  }
}
`),
      errors: [{ messageId: 'somePaths', data: { line: 16 }, line: 9, column: 16 }],
    },
    {
      name: 'a call whose result no function reacts to',
      code: withFactory(`
const note = (entry) => console.log(entry.id);
export function run(client) {
  const span = startJob('run');
  const entry = client.transfer('request');
  note(entry);
  span.end();
}
`),
      output: withFactory(`
const note = (entry) => console.log(entry.id);
export function run(client) {
  const span = startJob('run');
  try {
    const entry = client.transfer('request');
    note(entry);
  } finally {
    span.end();
  }
}
`),
      errors: [{ messageId: 'throw', data: { line: 11 }, line: 10, column: 16 }],
    },
    {
      name: 'a function of the file that ends the spans of two callers on one outcome only',
      code: file(`
function finish(promise, span) {
  return promise.then((result) => {
    span.end();
    return result;
  });
}
export function run(work) {
  const span = tracer.startSpan('run');
  return finish(work(), span);
}
export async function load(work) {
  const span = tracer.startSpan('load');
  return await finish(work(), span);
}
`),
      output: null,
      errors: [{ messageId: 'oneOutcome', data: { line: 10 }, line: 4, column: 10 }],
    },
    {
      name: 'a caller that only logs the other outcome',
      code: file(`
function finish(promise, span) {
  return promise.then(() => span.end());
}
export function run(work) {
  const span = tracer.startSpan('run');
  return finish(work(), span).catch((error) => {
    console.error(error);
  });
}
`),
      output: null,
      errors: [{ messageId: 'oneOutcome', data: { line: 7 }, line: 4, column: 10 }],
    },
    {
      name: 'a function of the file that keeps the promise to itself',
      code: file(`
function watch(span, promise) {
  promise.then(() => span.end());
}
export function run(work) {
  const span = tracer.startSpan('run');
  const promise = work();
  watch(span, promise);
  return promise;
}
`),
      output: null,
      errors: [{ messageId: 'oneOutcome', data: { line: 7 }, line: 4, column: 3 }],
    },
    {
      name: 'one outcome in the callback of a context',
      code: file(`
export function run(handler, request) {
  const span = tracer.startSpan('run');
  return context.with(trace.setSpan(context.active(), span), () => {
    return handler(request)
      .then((result) => {
        span.end();
        return result;
      })
      .catch((error) => {
        span.recordException(error);
        throw error;
      });
  });
}
`),
      output: null,
      errors: [{ messageId: 'oneOutcome', data: { line: 4 }, line: 6, column: 12 }],
    },
    {
      name: 'a method that is given the span in an object',
      code: file(`
class Client {
  #finish({ span, promise }) {
    return promise.then((result) => {
      span.end();
      return result;
    });
  }
  load(work) {
    const span = tracer.startSpan('load');
    return this.#finish({ span, promise: work() });
  }
}
`),
      output: null,
      errors: [{ messageId: 'oneOutcome', data: { line: 11 }, line: 5, column: 12 }],
    },
    {
      name: 'an async function of the file that ends the span when all goes well',
      code: file(`
async function finish(promise, span) {
  const result = await promise;
  span.end();
  return result;
}
export function run(work) {
  const span = tracer.startSpan('run');
  return finish(work(), span);
}
export async function load(work) {
  const span = tracer.startSpan('load');
  try {
    return await finish(work(), span);
  } catch (error) {
    console.error(error);
    throw error;
  }
}
`),
      output: null,
      errors: [
        { messageId: 'throw', data: { line: 4 }, line: 9, column: 16 },
        { messageId: 'throw', data: { line: 4 }, line: 13, column: 16 },
      ],
    },
    {
      name: 'a function of the file that calls what it is given, and ends the span then',
      code: file(`
function within(span, work) {
  const result = work();
  span.end();
  return result;
}
export function run(work) {
  const span = tracer.startSpan('run');
  return within(span, work);
}
`),
      output: null,
      errors: [{ messageId: 'throw', data: { line: 4 }, line: 9, column: 16 }],
    },
    {
      name: 'awaited work before the span is stored',
      code: file(`
export class Job {
  async open(db) {
    const span = tracer.startSpan('job');
    await db.connect();
    this.span = span;
  }
  close() {
    this.span.end();
  }
}
`),
      output: null,
      errors: [{ messageId: 'throwBeforeOwner', data: { line: 6 }, line: 5, column: 18, endColumn: 34 }],
    },
    {
      name: 'a throw before the span is returned',
      code: file(`
export function begin(name, settings) {
  const span = tracer.startSpan(name);
  if (!settings.isOpen) throw new Error('It is closed.');
  return span;
}
`),
      output: null,
      errors: [{ messageId: 'throwBeforeOwner', data: { line: 5 }, line: 4, column: 16 }],
    },
    {
      name: 'awaited work before somebody listens or is given the span',
      code: file(`
export function open(load) {
  return tracer.startActiveSpan('open', async (span) => {
    const stream = await load();
    stream.on('close', () => span.end());
    return stream;
  });
}
export async function report(load, write) {
  const span = tracer.startSpan('report');
  for await (const row of load()) span.addEvent(row.name);
  write(span);
}
`),
      output: null,
      errors: [
        { messageId: 'throwBeforeOwner', data: { line: 5 }, line: 4, column: 10 },
        { messageId: 'throwBeforeOwner', data: { line: 12 }, line: 11, column: 16 },
      ],
    },
    {
      name: 'a failure that is caught, recorded and thrown again',
      code: file(`
const spans = new Map();
export async function begin(id, work) {
  const span = tracer.startSpan('begin');
  try {
    await work();
    spans.set(id, span);
  } catch (error) {
    span.recordException(error);
    throw error;
  }
}
export function complete(id) {
  spans.get(id)?.end();
}
`),
      output: null,
      errors: [{ messageId: 'throwBeforeOwner', data: { line: 7 }, line: 5, column: 16 }],
    },
    {
      name: 'an instrumentation that ends the span on an error only',
      code: file(`
import { safeExecuteInTheMiddle } from '@opentelemetry/instrumentation';
export const patch = (original) =>
  function (...args) {
    const span = tracer.startSpan('query');
    return safeExecuteInTheMiddle(
      () => original.apply(this, args),
      (error) => {
        if (error) span.end();
      },
    );
  };
`),
      output: null,
      errors: [{ messageId: 'somePaths', data: { line: 11 }, line: 6, column: 18 }],
    },
    {
      name: 'an instrumentation that ends the span in what it runs, and forgets the error',
      code: file(`
import { safeExecuteInTheMiddle } from '@opentelemetry/instrumentation';
export const patch = (original) =>
  function (...args) {
    const span = tracer.startSpan('query');
    return safeExecuteInTheMiddle(
      () => {
        const result = original.apply(this, args);
        span.end();
        return result;
      },
      (error) => {
        if (error) span.recordException(error);
      },
    );
  };
`),
      output: null,
      errors: [{ messageId: 'throw', data: { line: 9 }, line: 6, column: 18 }],
    },
    {
      name: 'an instrumentation whose errors are thrown again',
      code: file(`
import { safeExecuteInTheMiddle } from '@opentelemetry/instrumentation';
export const patch = (original) =>
  function (...args) {
    const span = tracer.startSpan('query');
    const result = safeExecuteInTheMiddle(
      () => original.apply(this, args),
      (error) => {
        if (error) console.error(error);
      },
      false,
    );
    span.end();
    return result;
  };
`),
      output: file(`
import { safeExecuteInTheMiddle } from '@opentelemetry/instrumentation';
export const patch = (original) =>
  function (...args) {
    const span = tracer.startSpan('query');
    try {
      const result = safeExecuteInTheMiddle(
        () => original.apply(this, args),
        (error) => {
          if (error) console.error(error);
        },
        false,
      );
      return result;
    } finally {
      span.end();
    }
  };
`),
      errors: [{ messageId: 'throw', data: { line: 7 }, line: 6, column: 18 }],
    },
    {
      name: 'an array that nothing takes its spans out of',
      code: file(`
export function runAll(names) {
  const spans = [];
  for (const name of names) spans.push(tracer.startSpan(name));
  return spans.length;
}
export function markAll(names) {
  const spans = [];
  for (const name of names) {
    const span = tracer.startSpan(name);
    span.setAttribute('name', name);
    spans.push(span);
  }
}
`),
      output: null,
      errors: [
        { messageId: 'neverEnded', line: 5, column: 40 },
        { messageId: 'neverEnded', line: 11, column: 18, suggestions: 1 },
      ],
    },
    {
      name: 'an object whose span is only written to',
      code: file(`
export function run(name, log) {
  const job = { name, span: tracer.startSpan(name) };
  job.span.addEvent('ran');
  log.info(job.name);
}
`),
      output: null,
      errors: [{ messageId: 'neverEnded', line: 4, column: 29 }],
    },
  ],
});
