import { captureBeforeDispatch } from '../../src/rules/capture-before-dispatch.js';
import { runRule } from '../rule-tester.js';

const IMPORTS = `import { context, propagation, trace } from '@opentelemetry/api';
import asyncQueues from 'async';
const tracer = trace.getTracer('app');
`;
const NAMED = `tracer.startSpan('task').end();`;

/** A queue of which one function takes the tasks one by one; the function that puts them in starts it. */
const worked = (start: string, each = NAMED): string => `${IMPORTS}const tasks = [];
let timer;
export function add(task) { tasks.push(task); ${start} }
function work() { timer = undefined; for (let task = tasks.shift(); task; task = tasks.shift()) { ${each} task(); } }`;

/** A buffer that a function takes out at once. */
const flushed = (
  { start = '', timer = 'setInterval(() => flush(), 10);' },
  loop = `for (const message of batch) { propagation.inject(context.active(), message.headers); }`,
): string => `${IMPORTS}const buffer = [];
let scheduled;
${timer}
export function add(message) { buffer.push(message); ${start} }
function flush() { const batch = buffer.splice(0); ${loop} send(batch); }`;
const once = { start: 'scheduled ??= setTimeout(flush, 10);', timer: '' };

const queued = (code: string, line: number, put: number, read = 'startSpan') => ({
  code,
  output: null,
  errors: [{ messageId: 'queuedRead' as const, line, data: { read, line: put }, suggestions: 0 }],
});

/** A pool whose members wait with their callback in an object. */
const member = (callback: string): string => `${IMPORTS}const idle = [];
const waiting = [];
export function acquire(done) {
  const member = { at: Date.now(), callback: ${callback} };
  waiting.push(member);
}
export function release(item) {
  const next = waiting.shift();
  if (next) next.callback(item); else idle.push(item);
}`;
const job = (run: string): string => `${IMPORTS}const queue = asyncQueues.queue((job, done) => job.run(done), 2);
export function enqueue(name) { queue.push({ name, run: ${run} }); }`;
const SIGHT = 'the context of whatever triggers it';
const CALLBACK = `(item) => { ${NAMED} done(item); }`;
const bound = (code: string, callback: string): string =>
  code.replace(callback, `context.bind(context.active(), ${callback})`);

runRule('capture-before-dispatch', captureBeforeDispatch, {
  valid: [
    { name: 'a span for the whole batch', code: flushed(once, NAMED) },
    { name: 'spans of a batch that is flushed by itself', code: flushed({}, `for (const m of batch) { ${NAMED} }`) },
    {
      name: 'spans under the span of the batch',
      code: flushed(once, `tracer.startActiveSpan('batch', (s) => { for (const m of batch) { ${NAMED} } s.end(); });`),
    },
    {
      name: 'the context of the sender for all that it sends',
      code: flushed(
        {},
        `tracer.startActiveSpan('send', (s) => { for (const m of batch) propagation.inject(context.active(), m); s.end(); });`,
      ),
    },
    {
      name: 'a context that came with the message',
      code: flushed({}, `for (const m of batch) propagation.inject(m.parent, m);`),
    },
    { name: 'a buffer that a plain call empties', code: flushed({ timer: 'export const commit = () => flush();' }) },
    {
      name: 'a buffer that one function fills and empties',
      code: `${IMPORTS}export function all(items) {
  const buffer = [];
  for (const item of items) buffer.push(item);
  setTimeout(() => { for (const m of buffer.splice(0)) propagation.inject(context.active(), m); }, 1);
}`,
    },
    { name: 'every task starts its own run', code: worked(`work();`) },
    { name: 'a member that nothing calls', code: member(CALLBACK).replace('next.callback(item)', 'log(next)') },
    { name: 'a bound callback in a member', code: bound(member(CALLBACK), CALLBACK) },
    { name: 'a part of a job that the worker does not call', code: job(CALLBACK).replace('job.run(done)', 'log(job)') },
  ],
  invalid: [
    queued(worked(`if (!timer) timer = setImmediate(work);`), 7, 6),
    queued(worked(`timer ??= setTimeout(() => work(), 10);`), 7, 6),
    queued(
      worked(`timer ??= setTimeout(work, 10);`, `log(trace.getSpanContext(context.active()));`),
      7,
      6,
      'context.active()',
    ),
    queued(flushed({}), 8, 7, 'context.active()'),
    queued(flushed({}, `batch.forEach((m) => propagation.inject(context.active(), m));`), 8, 7, 'context.active()'),
    queued(
      flushed({}, `batch.map((m) => ({ ...m, ...headersOf() })); function headersOf() {}`).replace(
        'headersOf() {}',
        'headersOf() { const h = {}; propagation.inject(context.active(), h); return h; }',
      ),
      8,
      7,
      'context.active()',
    ),
    queued(flushed(once, `for (const m of batch) { ${NAMED} }`), 8, 7),
    {
      name: 'an object with a callback that is made elsewhere has no fix',
      code: `${IMPORTS}const waiting = [];
const member = { callback: () => { ${NAMED} } };
export function acquire() { waiting.push(member); }
export function release() { const next = waiting.shift(); if (next) next.callback(); }`,
      output: null,
      errors: [{ messageId: 'lostParent', line: 6, suggestions: 0 }],
    },
    {
      name: 'an object with a callback that is made outside of the branch',
      code: member(CALLBACK).replace('waiting.push(member);', 'if (done) { waiting.push(member); }'),
      filename: 'src/file.ts',
      output: member(CALLBACK)
        .replace('waiting.push(member);', 'if (done) { waiting.push(member); }')
        .replace('  const member', '  const capturedContext = context.active();\n  const member')
        .replace(CALLBACK, `(item) => context.with(capturedContext, () => { ${NAMED} done(item); })`),
      errors: [{ messageId: 'lostParent', line: 8 }],
    },
    {
      name: 'a callback in an object that waits in a queue',
      filename: 'src/file.js',
      code: member(CALLBACK),
      output: bound(member(CALLBACK), CALLBACK),
      errors: [
        { messageId: 'lostParent', line: 8, data: { callee: 'waiting.push', can: '', s: 's', sight: SIGHT, line: 7 } },
      ],
    },
    {
      name: 'a function in a job, which the worker of the queue calls',
      filename: 'src/file.js',
      code: job(CALLBACK),
      output: bound(job(CALLBACK), CALLBACK),
      errors: [
        { messageId: 'lostParent', line: 5, data: { callee: 'queue.push', can: 'can ', s: '', sight: SIGHT, line: 5 } },
      ],
    },
  ],
});
