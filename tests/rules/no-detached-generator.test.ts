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
const unstarted = (code: string, line: number) => ({
  code,
  output: null,
  errors: [{ messageId: 'unstarted' as const, data: { line } }],
});

runRule('no-detached-generator', noDetachedGenerator, {
  valid: [
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
  ],
  invalid: [
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
  ],
});
