/** The SDK and the instrumentations, which have to be there before what they patch: everything else is required later. */
import { createRequire } from 'node:module';
import { context, propagation, SpanKind, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { FastifyOtelInstrumentation } from '@fastify/otel';
import { ExpressInstrumentation } from '@opentelemetry/instrumentation-express';
import { GraphQLInstrumentation } from '@opentelemetry/instrumentation-graphql';
import { HapiInstrumentation } from '@opentelemetry/instrumentation-hapi';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { KoaInstrumentation } from '@opentelemetry/instrumentation-koa';
import { NestInstrumentation } from '@opentelemetry/instrumentation-nestjs-core';
import { BasicTracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace-base';
import type * as nodeHttp from 'node:http';
import type { SpanSight } from '../../../src/boundaries/catalogue/instrumented.js';

const provider = new BasicTracerProvider();
const tracer = provider.getTracer('probe');

/** Installs the SDK and what `configuration` names: the instrumentation of http, or that of the frameworks as well. */
export function install(configuration: 'http' | 'framework'): void {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(provider);
  const http = [new HttpInstrumentation()];
  const frameworks = (): readonly { setTracerProvider(given: typeof provider): void }[] => [
    new ExpressInstrumentation(),
    new KoaInstrumentation(),
    new HapiInstrumentation(),
    new GraphQLInstrumentation(),
    new NestInstrumentation(),
    new FastifyOtelInstrumentation({ registerOnInitialization: true }),
  ];
  for (const one of configuration === 'http' ? http : [...http, ...frameworks()]) one.setTracerProvider(provider);
}

const require = createRequire(import.meta.url);

/** What a program gets that requires the module now. */
export function load<T>(module: string): T {
  return require(module) as T;
}

/** Runs `act` under a span of its own, and tells it what a handler of that act finds active. */
export async function callUnderSpan<T>(act: (look: () => SpanSight | 'nothing') => Promise<T>): Promise<T> {
  const caller = tracer.startSpan('caller');
  const look = (): SpanSight | 'nothing' => {
    const span = trace.getActiveSpan() as (ReadableSpan & ReturnType<typeof tracer.startSpan>) | undefined;
    if (span?.spanContext().traceId !== caller.spanContext().traceId) return 'nothing';
    if (span === caller) return 'caller';
    return span.kind === SpanKind.SERVER ? 'request' : 'framework';
  };
  try {
    return await context.with(trace.setSpan(context.active(), caller), () => act(look));
  } finally {
    caller.end();
  }
}

/** Asks the server on `port` for `path`, in the context of the caller. */
export function request(port: number, path = '/'): Promise<void> {
  const http = load<typeof nodeHttp>('node:http');
  return new Promise((resolve, reject) => {
    http
      .get({ port, path, host: '127.0.0.1', agent: false }, (response) => response.resume().on('end', resolve))
      .on('error', reject);
  });
}
