import { attachBeforeSpan } from '../../src/rules/attach-before-span.js';
import { runRule } from '../rule-tester.js';

/** A file that imports the API and has a tracer. */
function ts(code: string): string {
  return `import { context, defaultTextMapGetter, propagation, ROOT_CONTEXT, trace, type Context, type Span, type SpanContext } from '@opentelemetry/api';
import { W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
const tracer = trace.getTracer('t');
const propagator = new W3CTraceContextPropagator();
${code}`;
}

runRule('attach-before-span', attachBeforeSpan, {
  valid: [
    {
      name: 'a propagator that carries no span, and one whose context is the parent',
      code: ts(`
function a(carrier, run) {
  const span = tracer.startSpan('a');
  const ctx = new W3CBaggagePropagator().extract(context.active(), carrier, defaultTextMapGetter);
  context.with(ctx, run);
  span.end();
}
function b(carrier, run) {
  const ctx = propagator.extract(context.active(), carrier, defaultTextMapGetter);
  const span = tracer.startSpan('b', {}, ctx);
  context.with(ctx, run);
  span.end();
}`),
    },
    {
      name: 'each turn of the loop has a context of its own',
      code: ts(`
function a(batch, run) {
  const span = tracer.startSpan('a');
  for (const message of batch) {
    const ctx = propagation.extract(ROOT_CONTEXT, message.headers);
    context.with(ctx, () => run(message));
  }
  span.end();
}
function b(batch, run) {
  const span = tracer.startSpan('b');
  batch.forEach((message) => {
    const ctx = propagation.extract(ROOT_CONTEXT, message.headers);
    context.with(ctx, () => run(message));
  });
  span.end();
}
function c(batch, run) {
  const span = tracer.startSpan('c');
  let ctx = ROOT_CONTEXT;
  for (const message of batch) {
    ctx = propagation.extract(ROOT_CONTEXT, message.headers);
    context.with(ctx, () => run(message));
  }
  span.end();
}`),
    },
    {
      name: 'a context that is used in a loop, and the span was over before, or starts in it with it',
      code: ts(`
function a(rows, headers, insert) {
  const span = tracer.startSpan('decode');
  const ctx = propagation.extract(context.active(), headers);
  span.end();
  for (const row of rows) context.with(ctx, () => insert(row));
}
function b(rows, headers, insert) {
  const ctx = propagation.extract(context.active(), headers);
  for (const row of rows) {
    const span = tracer.startSpan('row', {}, ctx);
    context.with(ctx, () => insert(row));
    span.end();
  }
}`),
    },
    {
      name: 'a callback that runs later, and is no turn of a loop',
      code: ts(`
function a(headers, queue, run) {
  const span = tracer.startSpan('enqueue');
  const ctx = propagation.extract(context.active(), headers);
  queue.push(() => context.with(ctx, run));
  span.end();
}`),
    },
    {
      name: 'a callback that is bound to the active context, or to the one that the function was given',
      code: ts(`
function a(pool, run) {
  const span = tracer.startSpan('a');
  pool.run(context.bind(context.active(), () => run(span)));
  span.end();
}
function b(pool, caller: Context, done) {
  const span = tracer.startSpan('b');
  pool.run(context.bind(caller, done));
  span.end();
}
function c(pool, headers, run) {
  const ctx = propagation.extract(context.active(), headers);
  const span = tracer.startSpan('c', {}, ctx);
  pool.run(context.bind(ctx, () => span.end()));
}
function d(pool, batch, run) {
  const span = tracer.startSpan('d');
  for (const message of batch) pool.run(context.bind(propagation.extract(ROOT_CONTEXT, message.headers), run));
  span.end();
}`),
    },
    {
      name: 'a parameter that the span is put into and that need not be foreign',
      code: ts(`
function a(ctx: Context, run) {
  const span = tracer.startSpan('a');
  context.with(trace.setSpan(ctx, span), run);
  span.end();
}
function b(parentContext: Context, run) {
  const span = tracer.startSpan('b', {}, parentContext);
  context.with(trace.setSpan(parentContext, span), run);
  span.end();
}
function c(parentContext: Context, run) {
  context.with(parentContext, () => {
    const span = tracer.startSpan('c');
    context.with(trace.setSpan(parentContext, span), run);
    span.end();
  });
}
function d(run) {
  const parent = context.active();
  const span = tracer.startSpan('d');
  context.with(trace.setSpan(parent, span), run);
  span.end();
}`),
    },
    {
      name: 'a context, or nothing, where a context belongs',
      code: ts(`
function a(span: Span, parent: Context | undefined, held: SpanContext, run) {
  tracer.startSpan('a', {}, trace.setSpan(context.active(), span)).end();
  tracer.startSpan('b', {}, trace.setSpanContext(context.active(), span.spanContext())).end();
  tracer.startSpan('c', {}, parent).end();
  tracer.startSpan('d', { links: [{ context: held }] }, undefined).end();
  tracer.startActiveSpan('e', (inner) => inner.end());
  context.with(trace.setSpan(context.active(), span), run, span, span);
  propagation.inject(trace.setSpan(context.active(), span), span.spanContext());
}
function b(parent, run) {
  let ctx = tracer.startSpan('b');
  ctx = run(ctx);
  tracer.startSpan('c', {}, parent).end();
}`),
    },
  ],
  invalid: [
    {
      name: 'a propagator of its own extracts the context',
      code: ts(`
function main(carrier, run) {
  const span = tracer.startSpan('main');
  const ctx = propagator.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter);
  context.with(ctx, run);
  span.end();
}`),
      output: ts(`
function main(carrier, run) {
  const ctx = propagator.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter);
  const span = tracer.startSpan('main', {}, ctx);
  context.with(ctx, run);
  span.end();
}`),
      errors: [{ messageId: 'with', data: { origin: 'extracted', line: 9 }, line: 7 }],
    },
    {
      name: 'every turn of a loop makes the same context active',
      code: ts(`
async function load(rows, headers, insert) {
  const span = tracer.startSpan('load');
  const ctx = propagation.extract(context.active(), headers);
  for (const row of rows) {
    await context.with(ctx, () => insert(row));
  }
  span.end();
}
function store(rows, headers, insert) {
  const span = tracer.startSpan('store');
  const ctx = propagation.extract(context.active(), headers);
  rows.forEach((row) => {
    context.with(ctx, () => insert(row));
  });
  span.end();
}`),
      output: ts(`
async function load(rows, headers, insert) {
  const ctx = propagation.extract(context.active(), headers);
  const span = tracer.startSpan('load', {}, ctx);
  for (const row of rows) {
    await context.with(ctx, () => insert(row));
  }
  span.end();
}
function store(rows, headers, insert) {
  const ctx = propagation.extract(context.active(), headers);
  const span = tracer.startSpan('store', {}, ctx);
  rows.forEach((row) => {
    context.with(ctx, () => insert(row));
  });
  span.end();
}`),
      errors: [
        { messageId: 'with', data: { origin: 'extracted', line: 10 }, line: 7 },
        { messageId: 'with', data: { origin: 'extracted', line: 18 }, line: 15 },
      ],
    },
    {
      name: 'a callback is bound to the extracted context',
      code: ts(`
function submit(pool, job, run) {
  const span = tracer.startSpan('submit');
  const origin = propagation.extract(context.active(), job.carrier);
  pool.run(context.bind(origin, () => {
    run(job);
    span.end();
  }));
}`),
      output: ts(`
function submit(pool, job, run) {
  const origin = propagation.extract(context.active(), job.carrier);
  const span = tracer.startSpan('submit', {}, origin);
  pool.run(context.bind(origin, () => {
    run(job);
    span.end();
  }));
}`),
      errors: [{ messageId: 'with', data: { origin: 'extracted', line: 9 }, line: 7 }],
    },
    {
      name: 'the span is put into a parameter that is named for its parent',
      code: ts(`
async function accept(value, parentContext: Context, handle) {
  const span = tracer.startSpan('accept');
  await context.with(trace.setSpan(parentContext, span), () => handle(value));
  span.end();
}`),
      output: ts(`
async function accept(value, parentContext: Context, handle) {
  const span = tracer.startSpan('accept', {}, parentContext);
  await context.with(trace.setSpan(parentContext, span), () => handle(value));
  span.end();
}`),
      errors: [{ messageId: 'set', data: { origin: 'captured', line: 8 }, line: 7 }],
    },
    {
      name: 'a span, or its span context, where a context belongs',
      code: ts(`
function a(held: SpanContext, given: Span, run) {
  const total = tracer.startSpan('total');
  tracer.startSpan('a', {}, total.spanContext()).end();
  tracer.startSpan('b', {}, total as any).end();
  tracer.startSpan('c', {}, held).end();
  tracer.startActiveSpan('d', {}, given, (span) => {
    propagation.inject(span, {});
    span.end();
  });
  context.with(total, run);
  total.end();
}`),
      output: null,
      errors: [
        ['total.spanContext()', 'trace.setSpan(context.active(), total)', 8],
        ['total as any', 'trace.setSpan(context.active(), total) as any', 9],
        ['held).end', 'trace.setSpanContext(context.active(), held)).end', 10],
        ['given, (span)', 'trace.setSpan(context.active(), given), (span)', 11],
        ['inject(span,', 'inject(trace.setSpan(context.active(), span),', 12],
        ['with(total,', 'with(trace.setSpan(context.active(), total),', 15],
      ].map(([from, to, line]) => ({
        messageId: 'noContext' as const,
        line: Number(line),
        suggestions: [
          {
            messageId: 'putIntoContext' as const,
            output: ts(`
function a(held: SpanContext, given: Span, run) {
  const total = tracer.startSpan('total');
  tracer.startSpan('a', {}, total.spanContext()).end();
  tracer.startSpan('b', {}, total as any).end();
  tracer.startSpan('c', {}, held).end();
  tracer.startActiveSpan('d', {}, given, (span) => {
    propagation.inject(span, {});
    span.end();
  });
  context.with(total, run);
  total.end();
}`).replace(String(from), String(to)),
          },
        ],
      })),
    },
  ],
});
