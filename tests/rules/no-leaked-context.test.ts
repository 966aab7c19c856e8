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

/** A library of which the settings say that it repeats its callback in the context of the call. */
const feed = {
  'otel-context': {
    contextManager: 'async-local-storage',
    boundaries: [{ module: 'feed', call: ['watch', 'default#run'], callback: 0, runs: 'many', sees: 'dispatch' }],
  },
};

runRule('no-leaked-context', noLeakedContext, {
  valid: [
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
  ],
  invalid: [
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
  ],
});
