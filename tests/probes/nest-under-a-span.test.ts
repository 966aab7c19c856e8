import 'reflect-metadata';
import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { Injectable, Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Interval, ScheduleModule } from '@nestjs/schedule';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { beforeAll, expect, it } from 'vitest';

const exporter = new InMemorySpanExporter();
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
const tracer = provider.getTracer('probe');

beforeAll(() => context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()));

/** An application with a decorated interval, and with one that a provider sets when it is initialised. */
function defineApplication(): new () => object {
  class Service {
    private timer: NodeJS.Timeout | undefined;
    tick(): void {
      tracer.startSpan('decorated').end();
    }
    onModuleInit(): void {
      this.timer = setInterval(() => tracer.startSpan('initialised').end(), 5);
    }
    onModuleDestroy(): void {
      clearInterval(this.timer);
    }
  }
  const descriptor = Object.getOwnPropertyDescriptor(Service.prototype, 'tick');
  if (descriptor) Interval(5)(Service.prototype, 'tick', descriptor);
  Injectable()(Service);
  class Application {}
  Module({ imports: [ScheduleModule.forRoot()], providers: [Service] })(Application);
  return Application;
}

type Start = (create: () => Promise<INestApplicationContext>) => Promise<INestApplicationContext>;

/** Whether the ticks of an application are children, by the way that they were set going. */
async function findChildren(start: Start): Promise<Record<string, boolean>> {
  exporter.reset();
  const application = await start(() => NestFactory.createApplicationContext(defineApplication(), { logger: false }));
  const find = (name: string) => exporter.getFinishedSpans().filter((span) => span.name === name);
  await expect.poll(() => Math.min(find('decorated').length, find('initialised').length)).toBeGreaterThan(1);
  await application.close();
  return Object.fromEntries(
    ['decorated', 'initialised'].map((name) => [
      name,
      find(name).every((span) => span.parentSpanContext !== undefined),
    ]),
  );
}

it('starts a trace with every tick when the application is started outside of any span', async () => {
  await expect(findChildren((create) => create())).resolves.toEqual({ decorated: false, initialised: false });
});

it('continues the trace of the span that the application is started under', async () => {
  const start: Start = async (create) => {
    const span = tracer.startSpan('boot');
    const application = await context.with(trace.setSpan(ROOT_CONTEXT, span), create);
    span.end();
    return application;
  };
  await expect(findChildren(start)).resolves.toEqual({ decorated: true, initialised: true });
});
