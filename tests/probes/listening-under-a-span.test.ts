import { createRequire } from 'node:module';
import type * as nodeHttp from 'node:http';
import type { AddressInfo } from 'node:net';
import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { beforeAll, expect, it } from 'vitest';

/** What an instrumentation patches, it patches where the module is required the next time. */
const requireNow = createRequire(import.meta.url);
const exporter = new InMemorySpanExporter();
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
const tracer = provider.getTracer('probe');

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(provider);
});

/** Starts a server under a span, asks it twice, and tells how many of its handlers continue the trace of that span. */
async function countContinued(): Promise<number> {
  exporter.reset();
  const { createServer, get } = requireNow('node:http') as typeof nodeHttp;
  const server = createServer((_request, response) => {
    tracer.startSpan('handler').end();
    response.end();
  });
  const boot = tracer.startSpan('boot');
  await context.with(trace.setSpan(ROOT_CONTEXT, boot), () => {
    return new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  boot.end();
  for (let asked = 0; asked < 2; asked++) {
    const options = { port: (server.address() as AddressInfo).port, host: '127.0.0.1', agent: false };
    await new Promise((resolve) =>
      context.with(ROOT_CONTEXT, () => get(options, (answer) => answer.resume().on('end', resolve))),
    );
  }
  await new Promise((resolve) => server.close(resolve));
  const handlers = exporter.getFinishedSpans().filter(({ name }) => name === 'handler');
  expect(handlers).toHaveLength(2);
  return handlers.filter((span) => span.spanContext().traceId === boot.spanContext().traceId).length;
}

it('makes every request a part of the trace of that span', async () => {
  await expect(countContinued()).resolves.toBe(2);
});

it('does not where HTTP is instrumented: each request has a trace of its own', async () => {
  const instrumentation = new HttpInstrumentation();
  instrumentation.setTracerProvider(provider);
  await expect(countContinued()).resolves.toBe(0);
  instrumentation.disable();
});
