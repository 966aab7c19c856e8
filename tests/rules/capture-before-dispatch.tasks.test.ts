import { captureBeforeDispatch } from '../../src/rules/capture-before-dispatch.js';
import { runRule } from '../rule-tester.js';

const IMPORTS = `import { AsyncResource } from 'node:async_hooks';
import PQueue from 'p-queue';
import { context, propagation, trace } from '@opentelemetry/api';
const tracer = trace.getTracer('app');
`;
const SPAN = `const span = tracer.startSpan(job.id); await job.handler(); span.end();`;

/** A class that is given work by one method, and does it in another. */
const engine = ({
  put = 'run',
  store = 'this.jobs.set(id, { id, handler });',
  drain = 'loop',
  each = `for (const job of this.jobs.values()) { ${SPAN} }`,
  after = '',
} = {}): string => `${IMPORTS}export class Engine {
  jobs = new Map();
  queue = [];
  ${put}(id, handler) { ${store} }
  async ${drain}() { ${each} }
}
${after}`;

const inArray = { store: 'this.queue.push({ id, handler });' };
const shift = `for (let job = this.queue.shift(); job; job = this.queue.shift()) { ${SPAN} }`;
const splice = `for (const job of this.queue.splice(0)) { ${SPAN} }`;
const timer = 'const engine = new Engine();\nsetInterval(() => engine.flush(), 10);';

const queued = (name: string, code: string, line = 9, read = 'startSpan') => ({
  name,
  code,
  output: null,
  errors: [{ messageId: 'queuedRead' as const, line, data: { read, line: 8 }, suggestions: 0 }],
});

const all = (task: string): string => `${IMPORTS}const queue = new PQueue({ concurrency: 1 });
export const work = (ids) => {
  const tasks = ids.map((id) => ${task});
  return queue.addAll(tasks);
};`;

const PERFORM = 'async function perform(job) { await job.handler(); }';
const SEND = '{ const headers = {}; propagation.inject(context.active(), headers); send(job, headers); }';
const pool = (push: string): string => `${IMPORTS}const waiting = [];
let running = 0;
async function exec(fn) { running++; try { await fn(); } finally { running--; const next = waiting.shift(); if (next) void exec(next); } }
function run(fn) {
  if (running < 2) void exec(fn); else ${push};
}
export const work = (id) => run(async () => { tracer.startSpan(id).end(); });`;
/** A queue of a class, or of a package, in a worker. */
const worker = (made: string, task: string, imported = ''): string => `${IMPORTS}${imported}class Queue {
  items = [];
  enqueue(item) { this.items.push(item); }
  dequeue() { return this.items.shift(); }
}
export class Worker {
  queue = ${made};
  add(id) { this.queue.enqueue(${task}); }
  work() { const task = this.queue.dequeue(); task?.(); }
}`;
const FIFO = `import Fifo from 'yocto-queue';\n`;
const TASK = '() => tracer.startSpan(id).end()';
const LISTED = '() => tracer.startSpan(id).end()';
const lost = {
  messageId: 'lostParent' as const,
  data: { callee: 'queue.addAll', can: 'can ', s: '', sight: 'the context of whatever triggers it' },
  suggestions: 0,
};

runRule('capture-before-dispatch', captureBeforeDispatch, {
  valid: [
    { name: 'handlers of a registry', code: engine({ put: 'use' }) },
    { name: 'handlers that a plain call runs', code: engine({ drain: 'start' }) },
    {
      name: 'handlers that one function has put in and run',
      code: engine({ after: 'export const go = (id, fn) => { const e = new Engine(); e.run(id, fn); e.loop(); };' }),
    },
    { name: 'a batch that a plain call empties', code: engine({ ...inArray, drain: 'flush', each: splice }) },
    { name: 'a queue that a plain call empties', code: engine({ ...inArray, drain: 'commit', each: shift }) },
    {
      name: 'hooks that a listener runs',
      code: engine({
        ...inArray,
        drain: 'flush',
        each: splice,
        after: `const engine = new Engine();\nprocess.on('beforeExit', () => engine.flush());`,
      }),
    },
    { name: 'hooks for the end', code: engine({ ...inArray, drain: 'shutdownLoop', each: splice }) },
    {
      name: 'jobs that carry their context',
      code: engine({
        store: 'this.jobs.set(id, { id, handler, parent: context.active() });',
        each: `for (const job of this.jobs.values()) { ${SPAN.replace('job.id', 'job.id, {}, job.parent')} }`,
      }),
    },
    {
      name: 'a span of the loop, beside the context that came with the job',
      code: engine({
        store: 'const ctx = context.active(); this.jobs.set(id, { id, handler: context.bind(ctx, handler) });',
      }),
    },
    {
      name: 'a handler that is bound',
      code: engine({ store: 'this.jobs.set(id, { id, handler: AsyncResource.bind(handler) });' }),
    },
    {
      name: 'a root of its own, with a link',
      code: engine({
        each: `for (const job of this.jobs.values()) { ${SPAN.replace('job.id', 'job.id, { links: job.links }')} }`,
      }),
    },
    {
      name: 'data that is worked off by itself',
      code: engine({
        store: 'this.queue.push({ id, url: handler });',
        drain: 'flush',
        each: splice.replace('job.handler()', 'fetch(job.url)'),
        after: timer,
      }),
    },
    {
      name: 'resources that are lent',
      code: engine({
        store: 'this.queue.push(handler);',
        drain: 'tick',
        each: `const connection = this.queue.shift(); const span = tracer.startSpan('query'); await connection.run('select 1'); span.end();`,
      }),
    },
    {
      name: 'tasks that go by turns',
      code: engine({
        ...inArray,
        drain: 'tick',
        each: `const job = this.queue.shift(); ${SPAN} this.queue.push(job);`,
      }),
    },
    {
      name: 'subscribers of which some are dropped',
      code: engine({
        put: 'watch',
        drain: 'flush',
        each: `for (const [id, job] of this.jobs) { if (job.isDead) { this.jobs.delete(id); continue; } ${SPAN} }`,
        after: timer,
      }),
    },
    {
      name: 'promises that are settled',
      code: engine({
        store: 'return new Promise((resolve) => { this.queue.push({ id, handler: resolve }); });',
        drain: 'tick',
        each: `const job = this.queue.shift(); const span = tracer.startSpan('tick'); job.handler(); span.end();`,
      }),
    },
    {
      name: 'a span that begins after the task',
      code: engine({
        ...inArray,
        drain: 'tick',
        each: `const job = this.queue.shift(); await job.handler(); tracer.startSpan('tick').end();`,
      }),
    },
    {
      name: 'tasks of a list that are bound',
      code: all(`context.bind(context.active(), () => tracer.startSpan(id).end())`),
    },
    {
      name: 'tasks of a list that are run at once',
      code: `${IMPORTS}export const work = (ids) => ids.map((id) => () => tracer.startSpan(id).end()).forEach((task) => task());`,
    },
    {
      name: 'bound tasks in a queue of a package',
      code: worker('new Fifo()', `context.bind(context.active(), ${TASK})`, FIFO),
    },
    {
      name: 'a queue of the file that one function fills and empties',
      code: `${worker('new Queue()', '0')}
export function all(ids) {
  const queue = new Queue();
  for (const id of ids) queue.enqueue(${TASK});
  for (let task = queue.dequeue(); task; task = queue.dequeue()) task();
}`,
    },
    {
      name: 'a package whose tasks nothing runs',
      code: worker('new Fifo()', TASK, FIFO).replace('task?.()', 'log(task)'),
    },
    { name: 'a bound callback that waits for a place', code: pool('waiting.push(context.bind(context.active(), fn))') },
    {
      name: 'sessions that come to their end',
      code: engine({
        put: 'put',
        drain: 'flush',
        each: `for (const [id, job] of this.jobs) { if (job.end > Date.now()) continue; this.jobs.delete(id); const span = tracer.startSpan('end'); span.setAttribute('id', id); span.end(); }`,
        after: timer,
      }),
    },
    {
      name: 'a loop that waits for a connection',
      code: engine({
        store: 'this.queue.push({ id, url: handler }); void this.drain();',
        put: 'put',
        drain: 'drain',
        each: `while (this.isOpen && this.queue.length > 0) { const job = this.queue.shift(); const span = tracer.startSpan(job.id); await fetch(job.url); span.end(); }`,
      }),
    },
  ],
  invalid: [
    queued('work that is asked for, and done by a loop', engine()),
    queued(
      'a context that is read first',
      engine({
        each: `for (const job of this.jobs.values()) { const parent = context.active(); const span = tracer.startSpan(job.id, {}, parent); await context.with(trace.setSpan(parent, span), job.handler); span.end(); }`,
      }),
      9,
      'context.active()',
    ),
    queued(
      'the entries of a map, taken apart',
      engine({
        each: `for (const [id, { handler }] of this.jobs) { tracer.startActiveSpan(id, async (span) => { await handler(); span.end(); }); }`
          .replace('[id, { handler }] of this.jobs', '[id, job] of [...this.jobs]')
          .replace('handler()', 'job.handler()'),
      }),
      9,
      'startActiveSpan',
    ),
    queued(
      'one task at a time',
      engine({ ...inArray, put: 'put', drain: 'release', each: `const job = this.queue.shift(); ${SPAN}` }),
    ),
    queued(
      'a loop without an end',
      engine({ ...inArray, put: 'put', drain: 'start', each: `for (;;) { const job = this.queue.shift(); ${SPAN} }` }),
    ),
    queued(
      'a batch that a timer empties',
      engine({ ...inArray, put: 'put', drain: 'flush', each: splice, after: timer }),
    ),
    queued(
      'a batch that is copied',
      engine({
        ...inArray,
        put: 'put',
        drain: 'flush',
        after: timer,
        each: `const jobs = Array.from(this.queue); this.queue.length = 0; await Promise.all(jobs.map(async (job) => { ${SPAN} }));`,
      }),
    ),
    queued(
      'a task in a closure',
      engine({
        store: 'return new Promise((resolve) => { this.queue.push(async () => resolve(await handler())); });',
        drain: 'next',
        put: 'put',
        each: `const job = this.queue.shift(); const span = tracer.startSpan('job'); await job(); span.end();`,
      }),
    ),
    queued(
      'a task with a method',
      engine({
        store: 'this.queue.push(handler);',
        put: 'put',
        drain: 'tick',
        each: `const job = this.queue.shift(); await tracer.startActiveSpan('job', async (span) => { await job.run(); span.end(); });`,
      }),
      9,
      'startActiveSpan',
    ),
    queued('a queue that is worked off', engine({ ...inArray, put: 'enqueue', drain: 'process', each: splice })),
    queued(
      'a task that is tried again',
      engine({
        ...inArray,
        put: 'put',
        drain: 'tick',
        each: `const job = this.queue.shift(); try { ${SPAN} } catch { this.queue.push(job); }`,
      }),
    ),
    queued(
      'an id that is noted down',
      engine({
        ...inArray,
        put: 'put',
        drain: 'flush',
        after: timer,
        each: `send(this.queue.splice(0).map((job) => ({ job, id: trace.getActiveSpan()?.spanContext().traceId })));`,
      }),
      9,
      'trace.getActiveSpan()',
    ),
    queued(
      'a task that another function runs',
      engine({
        ...inArray,
        put: 'put',
        drain: 'tick',
        each: `const job = this.queue.shift(); const span = tracer.startSpan('tick'); await perform(job); span.end();`,
        after: PERFORM,
      }),
    ),
    queued(
      'messages that a loop without an end sends',
      engine({
        ...inArray,
        put: 'put',
        drain: 'start',
        each: `for (;;) { const job = this.queue.shift(); if (job) ${SEND} await pause(); }`,
      }),
      9,
      'context.active()',
    ),
    queued(
      'messages that a timer takes from either end',
      engine({
        ...inArray,
        put: 'put',
        drain: 'flush',
        each: `while (this.queue.length > 0) { const job = this.queue.pop(); ${SEND} }`,
        after: timer,
      }),
      9,
      'context.active()',
    ),
    queued(
      'messages in a map',
      engine({
        put: 'put',
        drain: 'flush',
        each: `for (const [id, job] of this.jobs) { this.jobs.delete(id); ${SEND} }`,
        after: timer,
      }),
      9,
      'context.active()',
    ),
    queued(
      'a loop that takes as many as there are places, each by another function',
      engine({
        store: 'this.queue.push({ id, url: handler }); this.drain();',
        put: 'put',
        each: `while (this.busy < 2 && this.queue.length > 0) { const job = this.queue.shift(); this.busy++; const span = tracer.startSpan(job.id); fetch(job.url).finally(() => { span.end(); this.busy--; this.drain(); }); }`,
        drain: 'drain',
      }),
    ),
    {
      name: 'a callback that waits for a place and is run by another function',
      code: pool('waiting.push(fn)'),
      output: pool('waiting.push(context.bind(context.active(), fn))'),
      errors: [{ messageId: 'lostParent', line: 9 }],
    },
    {
      name: 'tasks in a queue of the file',
      code: worker('new Queue()', TASK),
      output: worker('new Queue()', TASK).replace('push(item)', 'push(context.bind(context.active(), item))'),
      errors: [{ messageId: 'lostParent', line: 7 }],
    },
    {
      name: 'tasks in a queue of a package',
      code: worker('new Fifo()', TASK, FIFO),
      output: worker('new Fifo()', `context.bind(context.active(), ${TASK})`, FIFO),
      errors: [{ messageId: 'lostParent', line: 13 }],
    },
    {
      name: 'tasks of a list',
      code: all(LISTED),
      output: null,
      errors: [{ ...lost, line: 8, data: { ...lost.data, line: '7' } }],
    },
    {
      name: 'tasks of a list that is made for the call',
      code: `${IMPORTS}const queue = new PQueue();\nexport const work = (ids) => queue.addAll(ids.map((id) => ${LISTED}));`,
      output: `${IMPORTS}const queue = new PQueue();\nexport const work = (ids) => queue.addAll(ids.map((id) => context.bind(context.active(), ${LISTED})));`,
      errors: [{ ...lost, line: 6, data: { ...lost.data, line: '6' } }],
    },
  ],
});
