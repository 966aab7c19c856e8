import { activateSpan } from '../../src/rules/activate-span.js';
import { runRule } from '../rule-tester.js';

const HEAD =
  "import { context, propagation, trace } from '@opentelemetry/api';\nconst tracer = trace.getTracer('jobs');\n";
const QUERY =
  "async function query() { return tracer.startActiveSpan('query', async (span) => { try { return await db(); } finally { span.end(); } }); }\n";
const SEND =
  'function send(body) { const headers = {}; propagation.inject(context.active(), headers); post(headers); }\n';

runRule('activate-span', activateSpan, {
  valid: [
    {
      name: 'the work is run in the context of the span',
      code: `${HEAD}${QUERY}export async function f() { const span = tracer.startSpan('f'); try { await context.with(trace.setSpan(context.active(), span), () => query()); } finally { span.end(); } }
export async function g() { const span = tracer.startSpan('g'); const ctx = trace.setSpan(context.active(), span); await context.with(ctx, query); span.end(); }`,
    },
    {
      name: 'startActiveSpan',
      code: `${HEAD}${QUERY}export const f = () => tracer.startActiveSpan('f', async (span) => { await query(); span.end(); });`,
    },
    {
      name: 'the span is given to somebody',
      code: `${HEAD}${QUERY}export async function a(fn) { const span = tracer.startSpan('a'); try { return await fn(span); } finally { span.end(); } }
export async function b() { const span = tracer.startSpan('b'); remember(span); await query(); span.end(); }
export async function c() { const span = tracer.startSpan('c'); this.span = span; await query(); span.end(); }
export async function d() { const span = tracer.startSpan('d'); const link = span.spanContext(); await query(link); span.end(); }
export async function e() { const span = tracer.startSpan('e'); await query(); return span; }`,
    },
    {
      name: 'a helper of the file puts it into a context',
      code: `${HEAD}${QUERY}function under(span, fn) { return context.with(trace.setSpan(context.active(), span), fn); }
export async function f() { const span = tracer.startSpan('f'); await under(span, query); span.end(); }`,
    },
    {
      name: 'work before the start and after the end',
      code: `${HEAD}${QUERY}export async function f() { await query(); const span = tracer.startSpan('f'); await db(); span.end(); await query(); }`,
    },
    {
      name: 'work that starts no spans, or only such that have their own relation',
      code: `${HEAD}const load = async () => db();
function note(parent) { tracer.startSpan('note', {}, parent).end(); }
function root() { tracer.startSpan('root', { root: true }).end(); }
export async function f(ctx) { const span = tracer.startSpan('f'); await load(); note(ctx); root(); span.end(); }`,
    },
    {
      name: 'spans that follow one another, or overlap',
      code: `${HEAD}export async function f() { const a = tracer.startSpan('a'); await db(); a.end(); const b = tracer.startSpan('b'); await db(); b.end(); }
export async function g() { const a = tracer.startSpan('a'); const b = tracer.startSpan('b'); await db(); a.end(); b.end(); }`,
    },
    {
      name: 'a factory of spans',
      code: `${HEAD}function create(name) { const span = tracer.startSpan(name); span.setAttribute('a', 1); return span; }
export async function f() { const span = tracer.startSpan('f'); const other = create('other'); await db(); span.end(); store(other); }`,
    },
    {
      name: 'work in a context of its own',
      code: `${HEAD}${QUERY}export async function f(ctx) { const span = tracer.startSpan('f'); await context.with(ctx, () => query()); span.end(); }`,
    },
    {
      name: 'parameters that report an outcome or compute a value',
      code: `${HEAD}export function f(input, callback, getName, fn) {
  const span = tracer.startSpan('f');
  try { span.setAttribute('name', getName(input)); fn; return callback(null, input); } finally { span.end(); }
}`,
    },
    {
      name: 'the span of a call to another process, around the function of a client',
      code: `${HEAD}import { SpanKind } from '@opentelemetry/api';
export const wrap = (send) => async (command) => { const span = tracer.startSpan('send', { kind: SpanKind.CLIENT }); try { return await send(command); } finally { span.end(); } };`,
    },
    {
      name: 'spans of the past, and tests',
      code: `${HEAD}${QUERY}export async function f(startTime) { const span = tracer.startSpan('f', { startTime }); await query(); span.end(); }
it('queries', async () => { const span = tracer.startSpan('it'); await query(); span.end(); });`,
    },
    {
      name: 'a helper of the settings ends the span, nothing is done under it',
      code: `${HEAD}export async function f() { const span = tracer.startSpan('f'); await db(); finish(span); }`,
      settings: { 'otel-context': { contextManager: 'async-local-storage', spanEnders: ['finish'] } },
    },
    {
      name: 'a runner of the settings is given the span',
      code: `${HEAD}${QUERY}import { withSpan } from './telemetry';
export async function f() { const span = tracer.startSpan('f'); await withSpan(span, () => query()); span.end(); }`,
      settings: { 'otel-context': { contextManager: 'async-local-storage', contextRunners: ['./telemetry#withSpan'] } },
    },
  ],
  invalid: [
    {
      name: 'an async function of the file starts a span',
      code: `${HEAD}${QUERY}export async function f() { const span = tracer.startSpan('f'); try { return await query(); } finally { span.end(); } }`,
      output: null,
      errors: [
        {
          messageId: 'starts',
          data: { line: 4 },
          line: 4,
          column: 84,
          endColumn: 89,
          suggestions: [
            {
              messageId: 'activate',
              output: `${HEAD}${QUERY}export async function f() { const span = tracer.startSpan('f'); try { return await context.with(trace.setSpan(context.active(), span), () => query()); } finally { span.end(); } }`,
            },
          ],
        },
      ],
    },
    {
      name: 'through other functions, methods and callbacks that run in place; every call is put under the span',
      code: `${HEAD}${QUERY}const all = (ids) => Promise.all(ids.map((id) => query(id)));
export class Jobs {
  async run(ids) { const span = tracer.startSpan('run'); await all(ids); await this.load(); span.end(); }
  async load() { await query(); }
}`,
      output: null,
      errors: [
        {
          messageId: 'starts',
          line: 6,
          suggestions: [
            {
              messageId: 'activate',
              output: `${HEAD}${QUERY}const all = (ids) => Promise.all(ids.map((id) => query(id)));
export class Jobs {
  async run(ids) { const span = tracer.startSpan('run'); await context.with(trace.setSpan(context.active(), span), () => all(ids)); await context.with(trace.setSpan(context.active(), span), () => this.load()); span.end(); }
  async load() { await query(); }
}`,
            },
          ],
        },
      ],
    },
    {
      name: 'the context is injected, in a function and in place',
      code: `${HEAD}${SEND}export function f() { const span = tracer.startSpan('f'); send(1); span.end(); }
export async function g() { const span = tracer.startSpan('g'); const headers = {}; propagation.inject(context.active(), headers); await post(headers); span.end(); }`,
      output: null,
      errors: [
        {
          messageId: 'injects',
          line: 4,
          suggestions: [
            {
              messageId: 'activate',
              output: `${HEAD}${SEND}export function f() { const span = tracer.startSpan('f'); context.with(trace.setSpan(context.active(), span), () => send(1)); span.end(); }
export async function g() { const span = tracer.startSpan('g'); const headers = {}; propagation.inject(context.active(), headers); await post(headers); span.end(); }`,
            },
          ],
        },
        {
          messageId: 'injects',
          line: 5,
          suggestions: [
            {
              messageId: 'activate',
              output: `${HEAD}${SEND}export function f() { const span = tracer.startSpan('f'); send(1); span.end(); }
export async function g() { const span = tracer.startSpan('g'); const headers = {}; propagation.inject(trace.setSpan(context.active(), span), headers); await post(headers); span.end(); }`,
            },
          ],
        },
      ],
    },
    {
      name: 'a span that starts and ends while another lives is given its parent; the own parent is kept',
      code: `${HEAD}export async function f(parent) {
  const span = tracer.startSpan('f', {}, parent);
  const child = tracer.startSpan('child');
  await db();
  child.end();
  span.end();
}`,
      output: null,
      errors: [
        {
          messageId: 'starts',
          data: { line: 4 },
          line: 5,
          suggestions: [
            {
              messageId: 'activate',
              output: `${HEAD}export async function f(parent) {
  const span = tracer.startSpan('f', {}, parent);
  const child = tracer.startSpan('child', {}, trace.setSpan(parent, span));
  await db();
  child.end();
  span.end();
}`,
            },
          ],
        },
      ],
    },
    {
      name: 'a wrapper runs what it was given; the import is added',
      code: `import { trace } from '@opentelemetry/api';
const tracer = trace.getTracer('jobs');
export function wrap(handler) {
  return async function (...args) {
    const span = tracer.startSpan('handler');
    try { return await handler.apply(this, args); } finally { span.end(); }
  };
}`,
      output: null,
      errors: [
        {
          messageId: 'runs',
          data: { line: 5 },
          line: 6,
          suggestions: [
            {
              messageId: 'activate',
              output: `import { context, trace } from '@opentelemetry/api';
const tracer = trace.getTracer('jobs');
export function wrap(handler) {
  return async function (...args) {
    const span = tracer.startSpan('handler');
    try { return await context.with(trace.setSpan(context.active(), span), () => handler.apply(this, args)); } finally { span.end(); }
  };
}`,
            },
          ],
        },
      ],
    },
    {
      name: 'helpers only write to the span and end it; reactions of a promise end it',
      code: `${HEAD}${QUERY}function fail(span, error) { span.recordException(error); span.setStatus({ code: 2 }); }
export async function f() { const span = tracer.startSpan('f'); try { await query(); } catch (error) { fail(span, error); throw error; } finally { span.end(); } }
export function g() { const span = tracer.startSpan('g'); return query().finally(() => span.end()); }
export const h = (run) => { const span = tracer.startSpan('h'); return run().finally(() => span.end()); };`,
      output: null,
      errors: [
        { messageId: 'starts', line: 5, suggestions: 1 },
        { messageId: 'starts', line: 6, suggestions: 1 },
        { messageId: 'runs', line: 7, suggestions: 1 },
      ],
    },
    {
      name: 'no suggestion where a call waits for its arguments or the own parent is computed',
      code: `${HEAD}async function query(id) { return tracer.startActiveSpan('query', async (span) => { await db(id); span.end(); }); }
export async function a() { const span = tracer.startSpan('a'); await query(await id()); span.end(); }
export async function b(request) { const span = tracer.startSpan('b', {}, parentOf(request)); await query(1); span.end(); }`,
      output: null,
      errors: [
        { messageId: 'starts', line: 4, suggestions: 0 },
        { messageId: 'starts', line: 5, suggestions: 0 },
      ],
    },
    {
      name: 'a function that calls itself',
      code: `${HEAD}export async function walk(tree) { const span = tracer.startSpan(tree.name); for (const child of tree.children) await walk(child); span.end(); }`,
      output: null,
      errors: [{ messageId: 'starts', line: 3, suggestions: 1 }],
    },
  ],
});
