import { noEndForeignSpan } from '../../src/rules/no-end-foreign-span.js';
import { runRule } from '../rule-tester.js';

const HEAD = "import { context, trace } from '@opentelemetry/api';\nconst tracer = trace.getTracer('jobs');\n";

runRule('no-end-foreign-span', noEndForeignSpan, {
  valid: [
    {
      name: 'its own span',
      code: `${HEAD}export function f() { const span = tracer.startSpan('a'); work(); span.end(); }`,
    },
    {
      name: 'the active span is only written to',
      code: `${HEAD}export function f(stream) { const span = trace.getActiveSpan(); span?.setAttribute('a', 1); stream.end(); }`,
    },
    {
      name: 'the active span is that of this file',
      code: `${HEAD}export function a() { tracer.startActiveSpan('a', () => { work(); trace.getActiveSpan()?.end(); }); }
export function b(span) { context.with(trace.setSpan(context.active(), span), () => finish()); }
function finish() { trace.getSpan(context.active())?.end(); }`,
    },
    {
      name: 'the file attaches contexts in one hook and ends in the other',
      code: `${HEAD}export const hooks = {
  start(span) { this.token = context.attach(trace.setSpan(context.active(), span)); },
  finish() { trace.getActiveSpan()?.end(); this.token.dispose(); },
};`,
    },
    {
      name: 'a span that was read where this file had made it active',
      code: `${HEAD}let seen;
context.with(trace.setSpan(context.active(), own), () => { seen = trace.getActiveSpan(); });
export function finish() { seen.end(); }`,
    },
    {
      name: 'the file leaves its span to whoever runs in the context of the next one',
      code: `${HEAD}export const hooks = {
  request(req, next) {
    const span = tracer.startSpan(req.url);
    context.with(trace.setSpan(context.active(), span), next);
  },
  response() { trace.getSpan(context.active())?.end(); },
};`,
    },
    {
      name: 'a library that leaves the ending to the code under it',
      code: `import { observe } from '@langfuse/tracing';
${HEAD}export const handler = observe(async () => { stream({ onFinish: () => trace.getActiveSpan()?.end() }); }, { endOnExit: false });`,
    },
    {
      name: 'the shutdown of the process',
      code: `${HEAD}export async function shutdownTelemetry() { trace.getActiveSpan()?.end(); await flush(); }`,
    },
    {
      name: 'a test of the API',
      code: `${HEAD}it('ends', () => { trace.getActiveSpan()?.end(); });\nsuite.test('ends', () => { trace.getActiveSpan()?.end(); });`,
    },
    {
      name: 'a span that a context of this code holds',
      code: `${HEAD}export function done(request) { trace.getSpan(request.otel)?.end(); trace.getSpan(contexts.get(request))?.end(); }`,
    },
    {
      name: 'a span that may be its own',
      code: `${HEAD}export function f() { const active = trace.getActiveSpan(); const span = active ?? tracer.startSpan('a'); work(); if (!active) span.end(); }`,
    },
    {
      name: 'helpers that are handed the span to end',
      code: `${HEAD}function endWithError(span, error) { span.recordException(error); span.end(); }
const finish = (span) => span.end();
export function a() { const span = tracer.startSpan('a'); work(); finish(span); }
export function b() { const span = tracer.startSpan('b'); if (bad) { endWithError(span, bad); return; } span.end(); }
export function c(stream) { const span = tracer.startSpan('c'); stream.on('error', (e) => endWithError(span, e)); stream.on('end', () => span.end()); }`,
    },
    {
      name: 'the caller ends only what the helper did not',
      code: `${HEAD}async function work(span) { await job(); span.end(); }
export async function a() { const span = tracer.startSpan('a'); try { await work(span); } catch (error) { span.recordException(error); span.end(); } }
function maybe(span) { if (isLast) return; span.end(); }
export function b() { const span = tracer.startSpan('b'); maybe(span); span.end(); }
function last(span) { span.end(); }
export function c() { const span = tracer.startSpan('c'); last(span); if (span.isRecording()) span.end(); }`,
    },
    {
      name: 'some callers hand the span over',
      code: `${HEAD}function finish(span) { span.end(); }
export function a() { const span = tracer.startSpan('a'); finish(span); }
export function b() { const span = tracer.startSpan('b'); finish(span); span.end(); }`,
    },
    {
      name: 'what is used afterwards is not written to',
      code: `${HEAD}function finish(span) { span.end(); }
export function a() { const span = tracer.startSpan('a'); finish(span); return span.spanContext().traceId; }
async function later(span) { await job(); span.end(); }
export function b() { const span = tracer.startSpan('b'); const done = later(span); span.setAttribute('a', 1); return done; }`,
    },
    {
      name: 'other things that end',
      code: `${HEAD}function close(socket) { socket.end(); }\nexport function a() { const socket = connect(); close(socket); socket.end(); }`,
    },
  ],
  invalid: [
    {
      name: 'beside a span that the file activates and ends itself',
      code: `${HEAD}export function run(work) {
  const span = tracer.startSpan('run');
  try { return context.with(trace.setSpan(context.active(), span), work); } finally { span.end(); }
}
export function finish() { trace.getActiveSpan()?.end(); }`,
      output: null,
      errors: [{ messageId: 'activeSpan', line: 7, column: 28, endLine: 7, endColumn: 56 }],
    },
    {
      name: 'the active span, however it is read',
      code: `${HEAD}export function a() { trace.getActiveSpan()?.end(); }
export function b() { trace.getSpan(context.active())?.setStatus({ code: 2 }).end(); }
export function c() { const ctx = context.active(); const span = trace.getSpan(ctx); if (span) { span.setAttribute('a', 1); span.end(); } }`,
      output: null,
      errors: [
        { messageId: 'activeSpan', line: 3, column: 23, endColumn: 51 },
        { messageId: 'activeSpan', line: 4 },
        { messageId: 'activeSpan', line: 5 },
      ],
    },
    {
      name: 'a span that was active around the scope of this file',
      code: `${HEAD}export function f(own) { const span = trace.getActiveSpan(); context.with(trace.setSpan(context.active(), own), () => { span.end(); }); }`,
      output: null,
      errors: [{ messageId: 'activeSpan', line: 3 }],
    },
    {
      name: 'another hook than the one that had activated it',
      code: `${HEAD}export function route(router) {
  router.before((to, next) => {
    const span = tracer.startSpan(to);
    context.with(trace.setSpan(context.active(), span), () => next());
  });
  router.after(() => { trace.getSpan(context.active())?.end(); });
}`,
      output: null,
      errors: [{ messageId: 'activeSpan', line: 8 }],
    },
    {
      name: 'the callback of a wrapper that ends its span itself',
      code: `${HEAD}async function traced(name, fn) {
  return tracer.startActiveSpan(name, async (span) => {
    try {
      return await fn(span);
    } finally {
      span.end();
    }
  });
}
export const run = (job) => traced('run', async (span) => {
  const result = await job();
  span.setAttribute('result', result).end();
  return result;
});`,
      output: null,
      errors: [{ messageId: 'ownedByCaller', data: { line: 8 }, line: 14 }],
    },
    {
      name: 'a function whose caller ends the span as well, or writes to it',
      code: `${HEAD}function finish(span, error) { if (error) span.recordException(error); span.end(); }
export function a(error) { const span = tracer.startSpan('a'); try { finish(span, error); } finally { span.end(); } }
async function settle(span) { try { await job(); } finally { span.end(); } }
export async function b() { const span = tracer.startSpan('b'); await settle(span); span.setAttribute('a', 1); }`,
      output: null,
      errors: [
        { messageId: 'ownedByCaller', data: { line: 4 }, line: 3 },
        { messageId: 'ownedByCaller', data: { line: 6 }, line: 5 },
      ],
    },
  ],
});
