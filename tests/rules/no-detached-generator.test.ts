import { noDetachedGenerator } from '../../src/rules/no-detached-generator.js';
import { runRule } from '../rule-tester.js';

const imports = `import { context, propagation, trace } from '@opentelemetry/api';
const tracer = trace.getTracer('app');
`;
const steps = `async function* steps(names) { for (const name of names) { tracer.startSpan(name).end(); yield name; } }
`;

const given = (code: string, data: Record<string, string | number>) => ({
  code,
  output: null,
  errors: [{ messageId: 'given' as const, data: { read: 'startSpan', ...data } }],
});
const returned = (code: string, data: Record<string, string | number>) => ({
  code,
  output: null,
  errors: [{ messageId: 'returned' as const, data: { read: 'startSpan', line: 3, ...data } }],
});
const unread = (code: string, callee: string) => ({
  code: imports + code,
  output: null,
  errors: [{ messageId: 'unread' as const, data: { callee } }],
});
const unstarted = (code: string, line: number) => ({
  code,
  output: null,
  errors: [{ messageId: 'unstarted' as const, data: { line } }],
});

const READ = `tracer.startSpan('s').end(); return { done: true, value: 1 };`;
/** An iterator that is made by hand, and leaves the body of a callback. */
const iterator = (name: string, body: string, owner = '') => ({
  name,
  code: `${imports}${owner}export const f = () => context.with(ctx, () => ${body});`,
  output: null,
  errors: [{ messageId: 'iterator' as const, data: { callee: 'context.with', read: 'startSpan', line: 3 } }],
});

runRule('no-detached-generator', noDetachedGenerator, {
  valid: [
    {
      name: 'an iterator that makes the context active itself',
      code: `${imports}export const f = () => tracer.startActiveSpan('all', (span) => ({ [Symbol.asyncIterator]() { return this; }, next: () => context.with(trace.setSpan(context.active(), span), async () => { tracer.startSpan('s').end(); span.end(); }) }));`,
    },
    {
      name: 'an observer, which is no iterator',
      code: `${imports}export const f = () => tracer.startActiveSpan('all', (span) => { span.end(); return { next: () => tracer.startSpan('s').end() }; });`,
    },
    {
      name: 'an iterator that is used up in the callback',
      code: `${imports}export const f = () => tracer.startActiveSpan('all', (span) => { const it = { [Symbol.iterator]() { return this; }, next: () => ({ done: true, value: tracer.startSpan('s') }) }; const all = [...it]; span.end(); return all; });`,
    },
    {
      name: 'consumed inside the callback, by for await',
      code: `${imports}${steps}context.with(ctx, async () => { for await (const step of steps(names)) print(step); });`,
    },
    {
      name: 'consumed by spreading',
      code: `${imports}function* all() { yield tracer.startSpan('s'); }\nexport const f = () => context.with(ctx, () => [...all()]);`,
    },
    {
      name: 'consumed by Array.from',
      code: `${imports}function* all() { yield tracer.startSpan('s'); }\nexport const f = () => context.with(ctx, () => Array.from(all()));`,
    },
    {
      name: 'consumed by a function that collects',
      code: `${imports}${steps}export const f = () => context.with(ctx, async () => await collect(steps(names)));`,
    },
    {
      name: 'one value of it',
      code: `${imports}${steps}export const f = () => context.with(ctx, async () => { const s = steps(names); return (await s.next()).value; });`,
    },
    {
      name: 'each step in its own context.with',
      code: `${imports}export async function* run(names) { for (const name of names) yield await context.with(ctx, () => step(name)); }`,
    },
    {
      name: 'a body that reads no context',
      code: `${imports}async function* lines(file) { for await (const line of file) yield line; }\nexport const f = () => context.with(ctx, () => lines(file));`,
    },
    {
      name: 'a body whose spans have an explicit parent',
      code: `${imports}async function* run(parent) { tracer.startSpan('s', {}, parent).end(); yield 1; }\nexport const f = () => context.with(ctx, () => run(parent));`,
    },
    {
      name: 'a body that makes its context active itself',
      code: `${imports}async function* run(ctx) { yield await context.with(ctx, async () => { tracer.startSpan('s').end(); }); }\nexport const f = () => context.with(ctx, () => run(ctx));`,
    },
    {
      name: 'the next method of a generator, bound',
      code: `${imports}${steps}const it = steps(names); export const next = context.bind(ctx, it.next.bind(it));`,
    },
    {
      name: 'a function that returns the generator function, not the generator',
      code: `${imports}${steps}export const f = () => context.with(ctx, () => steps);`,
    },
    {
      name: 'a body that attaches its context itself',
      code: `${imports}function* run(ctx) { const token = context.attach(ctx); tracer.startSpan('s').end(); token.dispose(); yield 1; }\nexport const f = () => context.with(ctx, () => run(ctx));`,
    },
    {
      name: 'a span that is replaced',
      code: `${imports}export function wrap(source) { let span = tracer.startSpan('s'); if (source.quiet) span = quiet; return (async function* () { try { yield* source; } finally { span.end(); } })(); }`,
    },
    {
      name: 'a context that is something else',
      code: `import context from 'koa';\nimport { trace } from '@opentelemetry/api';\nconst tracer = trace.getTracer('app');\n${steps}context.with(ctx, () => steps(names));`,
    },
    {
      name: 'a span that the generator starts and ends',
      code: `${imports}export const wrap = (source) => (async function* () { const span = tracer.startSpan('s'); try { yield* source; } finally { span.end(); } })();`,
    },
    {
      name: 'a span that something else may end, too',
      code: `${imports}export function wrap(source) { const span = tracer.startSpan('s'); onClose(() => span.end()); return (async function* () { try { yield* source; } finally { span.end(); } })(); }`,
    },
    {
      name: 'a span that is given away',
      code: `${imports}export function wrap(source) { const span = tracer.startSpan('s'); spans.add(span); return (async function* () { try { yield* source; } finally { span.end(); } })(); }`,
    },
    {
      name: 'a span that another path ends: not all is streamed',
      code: `${imports}export function wrap(source) { const span = tracer.startSpan('s'); if (!source.next) { span.end(); return source; } return (async function* () { try { yield* source; } finally { span.end(); } })(); }`,
    },
    {
      name: 'a generator that is consumed where the span was started',
      code: `${imports}export async function run(source) { const span = tracer.startSpan('s'); const read = async function* () { try { yield* source; } finally { span.end(); } }; for await (const x of read()) print(x); }`,
    },
    {
      name: 'for await inside',
      code: `${imports}async function* rows() { tracer.startSpan('r').end(); yield 1; }
export async function f(ctx) { await context.with(ctx, async () => { for await (const r of rows()) use(r); }); }`,
    },
    {
      name: 'spread',
      code: `${imports}function* rows() { tracer.startSpan('r').end(); yield 1; }
export const f = (ctx) => context.with(ctx, () => [...rows()]);`,
    },
    {
      name: 'array from var',
      code: `${imports}function* rows() { tracer.startSpan('r').end(); yield 1; }
export const f = (ctx) => context.with(ctx, () => { const it = rows(); const all = Array.from(it); return all; });`,
    },
    {
      name: 'array fromAsync',
      code: `${imports}async function* rows() { tracer.startSpan('r').end(); yield 1; }
export const f = (ctx) => context.with(ctx, () => Array.fromAsync(rows()));`,
    },
    {
      name: 'next wrapped',
      code: `${imports}async function* rows() { tracer.startSpan('r').end(); yield 1; }
export function bound(ctx) { const it = rows(); return { next: () => context.with(ctx, () => it.next()), [Symbol.asyncIterator]() { return this; } }; }`,
    },
    {
      name: 'next wrapped generator',
      code: `${imports}async function* rows() { tracer.startSpan('r').end(); yield 1; }
export async function* wrapped(ctx) { const it = rows(); for (;;) { const r = await context.with(ctx, () => it.next()); if (r.done) return; yield r.value; } }`,
    },
    {
      name: 'yield star inside generator no scope',
      code: `${imports}async function* rows() { tracer.startSpan('r').end(); yield 1; }
export async function* outer() { yield* rows(); }`,
    },
    {
      name: 'first value',
      code: `${imports}function* rows() { tracer.startSpan('r').end(); yield 1; }
export const f = (ctx) => context.with(ctx, () => { const [first] = rows(); return first; });`,
    },
    {
      name: 'map new',
      code: `${imports}function* rows() { tracer.startSpan('r').end(); yield [1, 2]; }
export const f = (ctx) => context.with(ctx, () => new Map(rows()));`,
    },
    {
      name: 'pipeline inside',
      code: `${imports}import { Readable } from 'node:stream'; import { pipeline } from 'node:stream/promises'; async function* rows() { tracer.startSpan('r').end(); yield 1; }
export const f = (ctx, out) => context.with(ctx, async () => { await pipeline(Readable.from(rows()), out); });`,
    },
    {
      name: 'rebinding proxy',
      code: `${imports}async function* rows() { tracer.startSpan('r').end(); yield 1; }
function bindIterator(ctx, it) { it.next = context.bind(ctx, it.next.bind(it)); return it; }
export const f = (ctx) => context.with(ctx, () => bindIterator(ctx, rows()));`,
    },
    {
      name: 'eager in generator',
      code: `${imports}export async function* stream(source) { const span = tracer.startSpan('s'); try { yield* source; } finally { span.end(); } }`,
    },
    {
      name: 'eager consumed',
      code: `${imports}export async function stream(source) { const span = tracer.startSpan('s'); async function* run() { try { yield* source; } finally { span.end(); } } const out = []; for await (const x of run()) out.push(x); return out; }`,
    },
    {
      name: 'eager registry',
      code: `${imports}const reg = new FinalizationRegistry((s) => s.end());
export function stream(source) { const span = tracer.startSpan('s'); const g = (async function* () { try { yield* source; } finally { span.end(); } })(); reg.register(g, span); return g; }`,
    },
    {
      name: 'toArray',
      code: `${imports}function* rows() { tracer.startSpan('r').end(); yield 1; }
export const run = (ctx) => context.with(ctx, () => rows().toArray());`,
    },
    {
      name: 'a generator function for a span that only tells of what it is given',
      code: `${imports}export const f = (rows) => tracer.startActiveSpan('rows', function* (span) { span.addEvent('begin'); try { for (const row of rows) yield row; } finally { span.end(); } });`,
    },
    {
      name: 'a generator function for a span that makes its own context active',
      code: `${imports}export const f = (names) => tracer.startActiveSpan('names', async function* (span) { const ctx = trace.setSpan(context.active(), span); try { for (const name of names) yield await context.with(ctx, () => load(name)); } finally { span.end(); } });`,
    },
  ],
  invalid: [
    {
      name: 'a generator function for a span, bound to this',
      ...unread(
        `export class Model { async *generate() { yield* tracer.startActiveSpan('generate', async function* (span) { try { for await (const chunk of this.chunks()) yield chunk; } finally { span.end(); } }.bind(this)); } }`,
        'tracer.startActiveSpan',
      ),
    },
    {
      name: 'a generator function whose body calls what the file does not show',
      ...unread(
        `export const f = (ctx) => context.bind(ctx, async function* () { yield await load(); });`,
        'context.bind',
      ),
    },
    {
      name: 'a generator function that delegates',
      ...unread(`export const f = (ctx, rows) => context.with(ctx, function* () { yield* rows; });`, 'context.with'),
    },
    {
      name: 'method',
      ...returned(
        `${imports}export class A { *rows() { tracer.startSpan('r').end(); yield 1; } all(ctx) { return context.with(ctx, () => this.rows()); } }`,
        { callee: 'context.with', read: 'startSpan', line: 3 },
      ),
    },
    {
      name: 'method bound',
      ...given(
        `${imports}export class A { *rows() { tracer.startSpan('r').end(); yield 1; } all(ctx) { return context.with(ctx, this.rows, this); } }`,
        { callee: 'context.with', read: 'startSpan', line: 3 },
      ),
    },
    {
      name: 'method bind',
      ...given(
        `${imports}export class A { *rows() { tracer.startSpan('r').end(); yield 1; } all(ctx) { return context.with(ctx, this.rows.bind(this)); } }`,
        { callee: 'context.with', read: 'startSpan', line: 3 },
      ),
    },
    {
      name: 'iterator object',
      ...returned(
        `${imports}export const f = () => tracer.startActiveSpan('s', (span) => ({ async *[Symbol.asyncIterator]() { tracer.startSpan('r').end(); yield 1; span.end(); } }));`,
        { callee: 'tracer.startActiveSpan', read: 'startSpan', line: 3 },
      ),
    },
    {
      name: 'iterator class instance',
      ...returned(
        `${imports}class Rows { async *[Symbol.asyncIterator]() { tracer.startSpan('r').end(); yield 1; } }
export const f = () => tracer.startActiveSpan('s', (span) => { const rows = new Rows(); span.end(); return rows; });`,
        { callee: 'tracer.startActiveSpan', read: 'startSpan', line: 3 },
      ),
    },
    {
      name: 'delegation',
      ...returned(
        `${imports}function* inner() { tracer.startSpan('r').end(); yield 1; }
function* outer() { yield* inner(); }
export const f = (ctx) => context.with(ctx, () => outer());`,
        { callee: 'context.with', read: 'startSpan', line: 3 },
      ),
    },
    {
      name: 'readable from',
      ...returned(
        `${imports}import { Readable } from 'node:stream'; async function* rows() { tracer.startSpan('r').end(); yield 1; }
export const f = (ctx) => context.with(ctx, () => Readable.from(rows()));`,
        { callee: 'context.with', read: 'startSpan', line: 3 },
      ),
    },
    {
      name: 'readable from consumed outside',
      ...returned(
        `${imports}import { Readable } from 'node:stream'; async function* rows() { tracer.startSpan('r').end(); yield 1; }
export const f = (res) => { const s = tracer.startActiveSpan('x', (span) => { const stream = Readable.from(rows()); span.end(); return stream; }); s.pipe(res); };`,
        { callee: 'tracer.startActiveSpan', read: 'startSpan', line: 3 },
      ),
    },
    {
      name: 'helper',
      ...returned(
        `${imports}async function* rows() { tracer.startSpan('r').end(); yield 1; }
function make() { const it = rows(); return it; }
export const f = (ctx) => context.with(ctx, make);`,
        { callee: 'context.with', read: 'startSpan', line: 3 },
      ),
    },
    {
      name: 'try finally',
      ...returned(
        `${imports}async function* rows() { yield await tracer.startActiveSpan('r', async (s) => { s.end(); return 1; }); }
export const f = () => tracer.startActiveSpan('x', (span) => { try { return rows(); } finally { span.end(); } });`,
        { callee: 'tracer.startActiveSpan', read: 'startActiveSpan', line: 3 },
      ),
    },
    {
      name: 'async callback',
      ...returned(
        `${imports}async function* rows() { tracer.startSpan('r').end(); yield 1; }
export const f = async () => tracer.startActiveSpan('x', async (span) => { await ready(); span.end(); return rows(); });`,
        { callee: 'tracer.startActiveSpan', read: 'startSpan', line: 3 },
      ),
    },
    {
      name: 'for await outside',
      ...returned(
        `${imports}async function* rows() { tracer.startSpan('r').end(); yield 1; }
export async function f() { for await (const r of tracer.startActiveSpan('x', (span) => rows())) { use(r); } }`,
        { callee: 'tracer.startActiveSpan', read: 'startSpan', line: 3 },
      ),
    },
    {
      name: 'bind asyncgen fn',
      ...given(
        `${imports}export const rows = context.bind(ROOT, async function* () { tracer.startSpan('r').end(); yield 1; });`,
        { callee: 'context.bind', read: 'startSpan', line: 3 },
      ),
    },
    {
      name: 'eager ended in gen',
      ...unstarted(
        `${imports}export function stream(source) { const span = tracer.startSpan('s'); async function* run() { try { for await (const x of source) yield x; } catch (e) { span.recordException(e); throw e; } finally { span.end(); } } return run(); }`,
        3,
      ),
    },
    {
      name: 'eager object iterator',
      ...unstarted(
        `${imports}export function stream(source) { const span = tracer.startSpan('s'); return { [Symbol.asyncIterator]: async function* () { try { yield* source; } finally { span.end(); } } }; }`,
        3,
      ),
    },
    {
      name: 'eager method',
      ...unstarted(
        `${imports}export class C { stream(source) { const span = tracer.startSpan('s'); return this.run(source, span); } private async *run(source, span) { try { yield* source; } finally { span.end(); } } }`,
        3,
      ),
    },
    {
      name: 'eager readable',
      ...unstarted(
        `${imports}import { Readable } from 'node:stream'; export function stream(source) { const span = tracer.startSpan('s'); async function* run() { try { yield* source; } finally { span.end(); } } return Readable.from(run()); }`,
        3,
      ),
    },
    {
      name: 'private method',
      ...returned(
        `${imports}export class C { async *#steps() { tracer.startSpan('r').end(); yield 1; } run() { return tracer.startActiveSpan('x', (span) => this.#steps()); } }`,
        { callee: 'tracer.startActiveSpan', read: 'startSpan', line: 3 },
      ),
    },
    {
      name: 'static method',
      ...returned(
        `${imports}export class C { static *steps() { tracer.startSpan('r').end(); yield 1; } static run(ctx) { return context.with(ctx, () => C.steps()); } }`,
        { callee: 'context.with', read: 'startSpan', line: 3 },
      ),
    },
    {
      name: 'object method',
      ...returned(
        `${imports}const api = { *steps() { tracer.startSpan('r').end(); yield 1; } };
export const run = (ctx) => context.with(ctx, () => api.steps());`,
        { callee: 'context.with', read: 'startSpan', line: 3 },
      ),
    },
    {
      name: 'return object with gen',
      ...returned(
        `${imports}async function* rows() { tracer.startSpan('r').end(); yield 1; }
export const run = () => tracer.startActiveSpan('x', async (span) => { const meta = await head(); span.end(); return { meta, rows: rows() }; });`,
        { callee: 'tracer.startActiveSpan', read: 'startSpan', line: 3 },
      ),
    },
    {
      name: 'iife gen',
      ...returned(
        `${imports}export const run = (src) => tracer.startActiveSpan('x', (span) => (async function* () { for await (const c of src) { tracer.startSpan('chunk').end(); yield c; } span.end(); })());`,
        { callee: 'tracer.startActiveSpan', read: 'startSpan', line: 3 },
      ),
    },
    {
      name: 'map helper',
      ...returned(
        `${imports}function* rows() { tracer.startSpan('r').end(); yield 1; }
export const run = (ctx) => context.with(ctx, () => rows().map((x) => x + 1));`,
        { callee: 'context.with', read: 'startSpan', line: 3 },
      ),
    },
    {
      name: 'withSpan helper',
      ...returned(
        `${imports}function withSpan<T>(name: string, fn: () => T): T { return tracer.startActiveSpan(name, (span) => { try { return fn(); } finally { span.end(); } }); }
function* rows() { tracer.startSpan('r').end(); yield 1; }
export const run = () => withSpan('x', () => rows());`,
        { callee: 'withSpan', read: 'startSpan', line: 4 },
      ),
    },
    returned(`${imports}${steps}export const f = () => context.with(ctx, () => steps(names));`, {
      callee: 'context.with',
    }),
    returned(
      `${imports}${steps}export const f = () => context.with(ctx, async () => { await ready(); return steps(names); });`,
      {
        callee: 'context.with',
      },
    ),
    returned(
      `${imports}${steps}export const f = () => context.with(ctx, () => { const s = steps(names); return s; });`,
      {
        callee: 'context.with',
      },
    ),
    returned(
      `${imports}${steps}const make = (names) => steps(names); export const f = () => context.with(ctx, () => make(names));`,
      {
        callee: 'context.with',
      },
    ),
    returned(`${imports}${steps}export const f = () => context.with(ctx, () => on ? steps(names) : null);`, {
      callee: 'context.with',
    }),
    returned(
      `${imports}${steps}export const f = () => context.with(ctx, () => steps(names)[Symbol.asyncIterator]());`,
      {
        callee: 'context.with',
      },
    ),
    returned(
      `${imports}${steps}async function* outer() { yield* steps(names); } export const f = () => context.with(ctx, () => outer());`,
      {
        callee: 'context.with',
      },
    ),
    returned(
      `${imports}export const f = () => context.with(ctx, () => ({ async *[Symbol.asyncIterator]() { tracer.startSpan('s').end(); yield 1; } }));`,
      {
        callee: 'context.with',
      },
    ),
    returned(
      `${imports}class Flow { async *steps() { this.step(); yield 1; } step() { tracer.startSpan('s').end(); } run() { return context.with(ctx, () => this.steps()); } }`,
      { callee: 'context.with' },
    ),
    returned(
      `${imports}${steps}export const f = (names) => tracer.startActiveSpan('all', (span) => steps(names, span));`,
      {
        callee: 'tracer.startActiveSpan',
      },
    ),
    returned(
      `${imports}function* all() { yield propagation.getActiveBaggage(); }\nexport const f = () => context.with(ctx, () => all());`,
      {
        callee: 'context.with',
        read: 'propagation.getActiveBaggage()',
      },
    ),
    {
      ...returned(`${imports}${steps}export const f = (names) => inTenant('acme', () => steps(names));`, {
        callee: 'inTenant',
      }),
      settings: { 'otel-context': { contextManager: 'async-local-storage', contextRunners: ['inTenant'] } },
    },
    {
      ...returned(`${imports}${steps}export const f = () => context.with(ctx, () => steps(names));`, {
        callee: 'context.with',
      }),
      settings: { 'otel-context': { contextManager: 'unknown' } },
    },
    given(`${imports}${steps}export const f = context.bind(ctx, steps);`, { callee: 'context.bind', line: 3 }),
    given(`${imports}${steps}export const f = () => context.with(ctx, steps, undefined, names);`, {
      callee: 'context.with',
      line: 3,
    }),
    given(`${imports}export const f = () => context.with(ctx, function* () { yield tracer.startSpan('s'); });`, {
      callee: 'context.with',
      line: 3,
    }),
    given(
      `${imports}export const f = () => tracer.startActiveSpan('all', async function* (span) { tracer.startSpan('s').end(); yield 1; span.end(); });`,
      {
        callee: 'tracer.startActiveSpan',
        line: 3,
      },
    ),
    {
      code: `${imports}export function wrap(source) {
  const span = tracer.startSpan('s');
  return (async function* () {
    try { yield* source; } finally { span.end(); }
  })();
}`,
      output: null,
      errors: [{ messageId: 'unstarted', data: { line: 5 }, line: 4, column: 16, endLine: 4, endColumn: 32 }],
    },
    unstarted(
      `${imports}async function* read(source, s) { try { yield* source; } finally { s.end(); } }
export const wrap = (source) => { const span = tracer.startSpan('s'); span.setAttribute('a', 1); return read(source, span); };`,
      3,
    ),
    unstarted(
      `${imports}async function* read(source, s) { try { yield* source; } finally { s.end(); } }
export const wrap = (source) => tracer.startActiveSpan('s', (span) => read(source, span));`,
      3,
    ),
    unstarted(
      `${imports}export async function wrap(call) { const span = tracer.startSpan('s'); let source; try { source = await call(); } catch (e) { span.end(); throw e; }
return (async function* () { try { yield* source; } finally { span.end(); } })(); }`,
      4,
    ),
    iterator(
      'an object that is its own iterator',
      `({ [Symbol.asyncIterator]() { return this; }, async next() { ${READ} } })`,
    ),
    iterator('an iterator of an object', `({ [Symbol.asyncIterator]: () => ({ next: async () => { ${READ} } }) })`),
    iterator(
      'an iterator with a name',
      `{ const it = { next() { ${READ} }, [Symbol.iterator]: () => it }; return it; }`,
    ),
    iterator(
      'an iterator of a class',
      `new Rows()`,
      `class Rows { [Symbol.asyncIterator]() { return this; } async next() { ${READ} } }\n`,
    ),
  ],
});
