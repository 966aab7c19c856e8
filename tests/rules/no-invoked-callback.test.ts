import { noInvokedCallback } from '../../src/rules/no-invoked-callback.js';
import { runRule } from '../rule-tester.js';

const HEAD =
  "import { context, propagation, trace } from '@opentelemetry/api';\nconst tracer = trace.getTracer('jobs');\n";

/** One error with one suggestion for each replacement: the line, what is written there, and what is to be. */
function expectPassed(code: string, ...replacements: readonly (readonly [number, string, string])[]) {
  return replacements.map(([line, written, passed]) => ({
    messageId: 'invoked' as const,
    line,
    suggestions: [{ messageId: 'passFunction' as const, output: code.replace(written, passed) }],
  }));
}

const TYPED = `${HEAD}type Job = () => void;
export function run<T>(job: Job, count: () => number, get: () => T, either: () => Promise<T> | T) {
  context.with(ctx, job());
  context.with(ctx, count());
  context.with(ctx, get());
  context.with(ctx, either());
}`;

const ELEMENTS = `${HEAD}export async function all(steps: readonly (() => Promise<void>)[], jobs: Set<() => number>) {
  for (const step of steps) await context.with(ctx, step());
  for (const count of jobs) context.with(ctx, count());
}`;

const PROMISES = `${HEAD}context.with(ctx, Promise.all(jobs));
context.with(ctx, new Promise((resolve) => setTimeout(resolve, 10)));
context.with(ctx, fetch('/'));
context.with(ctx, work().then(done));`;

const FUNCTIONS = `${HEAD}function log() { console.log('x'); }
function count() { if (many) return 2; return 'one'; }
function* steps() {}
function nested() { return log(); }
context.with(ctx, log());
context.with(ctx, count());
context.with(ctx, steps());
context.with(ctx, nested());
context.with(ctx, log.call(null));`;

const WRITTEN_OUT = `${HEAD}context.with(ctx, (() => setInterval(poll, 10))());
context.with(ctx, (() => JSON.stringify(order))());
context.with(ctx, ((order) => order.lines.length)(first));
context.with(ctx, (() => names.length || 'none')());
context.with(ctx, (() => new Map())());
context.with(ctx, (() => { const span = tracer.startSpan('a'); return span; })());
context.with(ctx, (() => tracer.startSpan('b').end())());
context.with(ctx, (() => propagation.extract(context.active(), headers))());`;

const INSTANCES = `${HEAD}class Flusher { constructor(done) { this.done = done; } }
tracer.startActiveSpan('start', start());
function start() { const flusher = new Flusher(); return flusher; }`;

const SCOPES = `${HEAD}const ended = () => context.with(inner, async () => {});
context.with(ctx, tracer.startActiveSpan('a', async (span) => { span.end(); }));
context.with(ctx, ended());`;

const BOUND_TEXTS = `${HEAD}load().then(context.bind(ctx, ((page) => page.toUpperCase())()));
lane.add(context.bind(ctx, (function () { return \`order \${this.name}\`; })()));
lane.add(context.bind(ctx, (() => tracer.startSpan('a').end())()));`;

const NAMED = `const { context } = require('@opentelemetry/api');
exports.middleware = (ctx, next) => context.with(extract(ctx), next());
exports.traced = (fn) => context.with(active, fn());`;

runRule('no-invoked-callback', noInvokedCallback, {
  valid: [
    {
      name: 'a loop over functions that make functions, or over what nothing tells of',
      code: `${HEAD}export function all(makers: (() => () => void)[], others: unknown[], table: Map<string, () => number>) {
  for (const make of makers) context.with(ctx, make());
  for (const other of others) context.with(ctx, other());
  for (const [, entry] of table) context.with(ctx, entry());
}`,
    },
    {
      name: 'functions that are passed',
      code: `${HEAD}
const job = async () => 1;
context.with(ctx, job);
context.with(ctx, () => job());
context.with(ctx, job.bind(null, 1));
context.bind(ctx, this.run);
tracer.startActiveSpan('job', job);`,
    },
    {
      name: 'factories of the file',
      code: `${HEAD}
function makeJob(id) { return () => id; }
const curry = (id) => async () => id;
function choose(flag) { if (flag) return makeJob(1); return () => 2; }
class Jobs { make(id) { return () => id; } run() { context.with(ctx, this.make(1)); } }
context.with(ctx, makeJob(1));
context.bind(ctx, curry(1));
context.with(ctx, choose(true));
tracer.startActiveSpan('job', makeJob(2));`,
    },
    {
      name: 'calls that the file does not tell of',
      code: `${HEAD}import { wrap } from './wrap.js';
context.with(ctx, wrap(job));
context.with(ctx, useCallback(() => {}, []));
context.with(ctx, handlers.get('a'));
context.with(ctx, await loadHandler());
export function run(original, handler, callback) {
  context.with(ctx, original.apply(this, arguments));
  context.with(ctx, handler());
  context.with(ctx, callback(1));
}`,
    },
    {
      name: 'a function that may return a function',
      code: `${HEAD}
function find(id) { return id > 1 ? registry[id] : undefined; }
function stub() { throw new Error('not implemented'); }
class Base { make() {} run() { context.with(ctx, this.make()); } }
context.with(ctx, find(1));
context.with(ctx, stub());
let late = async () => {};
late = () => () => {};
context.with(ctx, late());`,
    },
    {
      name: 'types that allow a function',
      code: `${HEAD}
type Make = () => () => void;
export function run<F extends () => void>(make: Make, get: () => F, any: () => any, either: () => Promise<void> | (() => void)) {
  context.with(ctx, make());
  context.with(ctx, get());
  context.with(ctx, any());
  context.with(ctx, either());
}
function typed(): () => void { return registry.job; }
context.with(ctx, typed());`,
    },
    {
      name: 'a Promise that is not the global one',
      code: `${HEAD}import { Promise } from './promise.js';
import { fetch } from './fetch.js';
context.with(ctx, new Promise(() => {}));
context.with(ctx, fetch('/'));`,
    },
    {
      name: 'instrumentations that bind the promise of work that ran under the context',
      code: `${HEAD}
export function patched(original) {
  const promise = context.with(ctx, () => original()).then((result) => result);
  return context.bind(ctx, promise);
}
export const patch = (original) => context.bind(ctx, original().catch(() => null));
async function settle(promise) { return promise; }
export function settled(promise) { return context.bind(ctx, settle(promise)); }`,
    },
    {
      name: 'an emitter that is bound',
      code: `${HEAD}
class Connection {}
function connect() { return new Connection(); }
function open<T>(make: () => T) { return run(context.bind(ctx, make())); }
run(context.bind(ctx, connect()));`,
    },
    {
      name: 'what may be a function although it is made, held or chosen here',
      code: `${HEAD}import { Callable } from './callable.js';
class Job extends Callable {}
class Factory { constructor() { return () => {}; } }
context.with(ctx, (() => new Job())());
context.with(ctx, (() => new Factory())());
context.with(ctx, (() => handlers.job ?? (() => {}))());
context.with(ctx, (() => handlers.job || null)());
context.with(ctx, (() => { const job = () => {}; return job; })());
context.with(ctx, tracer.startActiveSpan('make', (span) => { span.end(); return () => {}; }));
context.with(ctx, context.with(other, () => handlers.find(name)));
function setTimeout(fn) { return handlers.get(fn); }
context.with(ctx, (() => setTimeout(poll))());
context.with(ctx, (() => context.active().getValue(JOB))());
context.with(ctx, (() => context.bind(other, job))());`,
    },
    {
      name: 'an emitter or a result of another scope, bound',
      code: `${HEAD}const socket = { on() {} };
run(context.bind(ctx, (() => ({ on() {} }))()));
run(context.bind(ctx, socket));
run(context.bind(ctx, context.with(ctx, async () => {})));
run(context.bind(ctx, tracer.startActiveSpan('a', async (span) => { span.end(); })));`,
    },
    {
      name: 'a name of anything but work: what stands at the wrong place is no call',
      code: `${HEAD}const limit = 5;
const handler = limit.toString();
context.with(ctx, handler);
context.with(ctx, limit);`,
    },
    {
      name: 'functions that return each other',
      code: `${HEAD}
function a(n) { return n ? b(n - 1) : a(n); }
function b(n) { return n ? a(n - 1) : b(n); }
context.with(ctx, a(1));`,
    },
    { name: 'arguments that spread', code: `${HEAD}context.with(...args); context.bind(...args, job());` },
    {
      name: 'another with',
      code: "import { context } from './app.js'; async function job() {} context.with(ctx, job()); // startSpan",
    },
  ],
  invalid: [
    {
      name: 'a loop over functions, by the type of what it goes through',
      code: ELEMENTS,
      output: null,
      errors: expectPassed(
        ELEMENTS,
        [4, 'step());\n  for (const count', 'step);\n  for (const count'],
        [5, 'count());', 'count);'],
      ),
    },
    {
      name: 'a parameter whose type is that of work',
      code: `${HEAD}export async function traced<T>(fn: () => Promise<T>): Promise<T> {
  return await context.with(ctx, fn());
}`,
      output: null,
      errors: [
        {
          messageId: 'invoked',
          data: { argument: 'fn()', runner: 'context.with' },
          line: 4,
          column: 34,
          endLine: 4,
          endColumn: 38,
          suggestions: [
            {
              messageId: 'passFunction',
              output: `${HEAD}export async function traced<T>(fn: () => Promise<T>): Promise<T> {
  return await context.with(ctx, fn);
}`,
            },
          ],
        },
      ],
    },
    {
      name: 'types by alias, of values, of nothing, of type parameters',
      code: TYPED,
      output: null,
      errors: expectPassed(
        TYPED,
        [5, ' job()', ' job'],
        [6, ' count()', ' count'],
        [7, ' get()', ' get'],
        [8, ' either()', ' either'],
      ),
    },
    {
      name: 'an async function of the file, with arguments',
      code: `${HEAD}async function store(id) {}
context.with(ctx, store(1));
queue.add(context.bind(ctx, store(2)));`,
      output: null,
      errors: [
        {
          messageId: 'invoked',
          line: 4,
          suggestions: [
            {
              messageId: 'passFunction',
              output: `${HEAD}async function store(id) {}
context.with(ctx, () => store(1));
queue.add(context.bind(ctx, store(2)));`,
            },
          ],
        },
        {
          messageId: 'invoked',
          data: { argument: 'store(2)', runner: 'context.bind' },
          line: 5,
          suggestions: [
            {
              messageId: 'passFunction',
              output: `${HEAD}async function store(id) {}
context.with(ctx, store(1));
queue.add(context.bind(ctx, () => store(2)));`,
            },
          ],
        },
      ],
    },
    {
      name: 'startActiveSpan passes the span to what it is given',
      code: `${HEAD}async function plain() {}
async function spanned(span) {}
tracer.startActiveSpan('a', plain());
tracer.startActiveSpan('b', spanned());`,
      output: null,
      errors: [
        {
          messageId: 'invoked',
          suggestions: [
            {
              messageId: 'passFunction',
              output: `${HEAD}async function plain() {}
async function spanned(span) {}
tracer.startActiveSpan('a', plain);
tracer.startActiveSpan('b', spanned());`,
            },
          ],
        },
        {
          messageId: 'invoked',
          suggestions: [
            {
              messageId: 'passFunction',
              output: `${HEAD}async function plain() {}
async function spanned(span) {}
tracer.startActiveSpan('a', plain());
tracer.startActiveSpan('b', () => spanned());`,
            },
          ],
        },
      ],
    },
    {
      name: 'a function that is written out and called',
      code: `${HEAD}context.with(ctx, (async () => {
  await work();
})());`,
      output: null,
      errors: [
        {
          messageId: 'invoked',
          data: { argument: '(async () => { ...', runner: 'context.with' },
          suggestions: [
            {
              messageId: 'passFunction',
              output: `${HEAD}context.with(ctx, (async () => {
  await work();
}));`,
            },
          ],
        },
      ],
    },
    {
      name: 'methods keep their object, optional calls their question mark, comments their place',
      code: `${HEAD}class Job {
  async run() {}
  start() { return context.with(ctx, this.run()); }
}
export function call(fn: () => Promise<void>) {
  context.with(ctx, fn?.());
  context.with(ctx, fn(/* nothing */));
}`,
      output: null,
      errors: [
        ['this.run()', 5],
        ['fn?.()', 8],
        ['fn(/* nothing */)', 9],
      ].map(([text, line]) => ({
        messageId: 'invoked' as const,
        line: Number(line),
        suggestions: [
          {
            messageId: 'passFunction' as const,
            output: `${HEAD}class Job {
  async run() {}
  start() { return context.with(ctx, this.run()); }
}
export function call(fn: () => Promise<void>) {
  context.with(ctx, fn?.());
  context.with(ctx, fn(/* nothing */));
}`.replace(`ctx, ${String(text)}`, `ctx, () => ${String(text)}`),
          },
        ],
      })),
    },
    {
      name: 'await moves out',
      code: `${HEAD}async function load(id) { return 1; }
export async function run() {
  const result = context.with(ctx, await load(1));
  const other = await context.with(ctx, await load(2));
  use(context.with(ctx, await load(3)));
}`,
      output: null,
      errors: [
        {
          messageId: 'invoked',
          line: 5,
          suggestions: [
            {
              messageId: 'passFunction',
              output: `${HEAD}async function load(id) { return 1; }
export async function run() {
  const result = await context.with(ctx, () => load(1));
  const other = await context.with(ctx, await load(2));
  use(context.with(ctx, await load(3)));
}`,
            },
          ],
        },
        {
          messageId: 'invoked',
          line: 6,
          suggestions: [
            {
              messageId: 'passFunction',
              output: `${HEAD}async function load(id) { return 1; }
export async function run() {
  const result = context.with(ctx, await load(1));
  const other = await context.with(ctx, () => load(2));
  use(context.with(ctx, await load(3)));
}`,
            },
          ],
        },
        { messageId: 'invoked', line: 7, suggestions: 0 },
      ],
    },
    {
      name: 'no suggestion where an argument awaits',
      code: `${HEAD}async function store(id) {}
export async function run() { context.with(ctx, store(await id())); }`,
      output: null,
      errors: [{ messageId: 'invoked', suggestions: 0 }],
    },
    {
      name: 'a promise that was made before',
      code: `${HEAD}async function load() {}
const loading = load();
context.with(ctx, loading);
export function run(work: Promise<void>) { tracer.startActiveSpan('run', work); }`,
      output: null,
      errors: [
        { messageId: 'alreadyStarted', data: { argument: 'loading', runner: 'context.with' }, line: 5, suggestions: 0 },
        { messageId: 'alreadyStarted', line: 6, suggestions: 0 },
      ],
    },
    {
      name: 'a function that is written out and called, and what JavaScript itself returns',
      code: WRITTEN_OUT,
      output: null,
      errors: expectPassed(
        WRITTEN_OUT,
        [3, 'poll, 10))()', 'poll, 10))'],
        [4, '(order))()', '(order))'],
        [5, '((order) => order.lines', '() => ((order) => order.lines'],
        [6, "'none')()", "'none')"],
        [7, 'Map())()', 'Map())'],
        [8, 'return span; })()', 'return span; })'],
        [9, '.end())()', '.end())'],
        [10, 'headers))()', 'headers))'],
      ),
    },
    {
      name: 'a function of the file that returns what it has constructed',
      code: INSTANCES,
      output: null,
      errors: expectPassed(INSTANCES, [4, 'start());', 'start);']),
    },
    {
      name: 'what the callback of another scope returns',
      code: SCOPES,
      output: null,
      errors: expectPassed(
        SCOPES,
        [4, "tracer.startActiveSpan('a'", "() => tracer.startActiveSpan('a'"],
        [5, 'ended()', 'ended'],
      ),
    },
    {
      name: 'a text that is bound',
      code: BOUND_TEXTS,
      output: null,
      errors: expectPassed(
        BOUND_TEXTS,
        [3, 'toUpperCase())()', 'toUpperCase())'],
        [4, '})()', '})'],
        [5, '.end())()', '.end())'],
      ),
    },
    {
      name: 'promises by syntax',
      code: PROMISES,
      output: null,
      errors: expectPassed(
        PROMISES,
        [3, 'Promise.all', '() => Promise.all'],
        [4, 'new', '() => new'],
        [5, 'fetch', '() => fetch'],
        [6, 'work()', '() => work()'],
      ),
    },
    {
      name: 'functions that return nothing, values, or generators',
      code: FUNCTIONS,
      output: null,
      errors: expectPassed(
        FUNCTIONS,
        [7, 'ctx, log()', 'ctx, log'],
        [8, 'ctx, count()', 'ctx, count'],
        [9, 'ctx, steps()', 'ctx, steps'],
        [10, 'ctx, nested()', 'ctx, nested'],
        [11, 'log.call', '() => log.call'],
      ),
    },
    {
      name: 'callbacks by name, where the file has no types',
      code: NAMED,
      filename: 'src/file.cjs',
      output: null,
      errors: expectPassed(NAMED, [2, 'next()', 'next'], [3, 'fn()', 'fn']),
    },
  ],
});
