/**
 * Runs one program in a process of its own: `node runner.js MANAGER PROGRAM`. The program exports `run()`; it is over
 * when `run()` settles. Sends a `Report` to the parent process.
 */
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { context, type ContextManager, propagation, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import type { ObservedSpan, Report } from './observation.js';

async function createManager(name: string): Promise<ContextManager> {
  if (name === 'async-local-storage') return new AsyncLocalStorageContextManager();
  if (name === 'stack') return new (await import('@opentelemetry/sdk-trace-web')).StackContextManager();
  throw new Error(`Unknown context manager '${name}'`);
}

/** Remembers the spans in the order of their start and of their end: clocks are too coarse for that. */
class Order implements SpanProcessor {
  readonly spans: ReadableSpan[] = [];
  readonly #ended: (string | undefined)[] = [];

  onStart(span: ReadableSpan): void {
    this.spans.push(span);
  }

  onEnd(span: ReadableSpan): void {
    this.#ended.push(span.spanContext().spanId);
  }

  outlivesParent(span: ReadableSpan): boolean {
    const parent = this.#ended.indexOf(span.parentSpanContext?.spanId);
    const own = this.#ended.indexOf(span.spanContext().spanId);
    return parent !== -1 && (own === -1 || parent < own);
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}

function describeSpan(span: ReadableSpan, exported: boolean, outlivesParent: boolean): ObservedSpan {
  return {
    id: span.spanContext().spanId,
    name: span.name,
    parentId: span.parentSpanContext?.spanId,
    attributes: span.attributes,
    events: span.events.map((event) => event.name),
    error: span.status.code === SpanStatusCode.ERROR ? (span.status.message ?? '') : undefined,
    links: span.links.map((link) => link.context.spanId),
    exported,
    outlivesParent,
  };
}

async function getOutcome(program: string): Promise<string> {
  try {
    const module: { run?: () => unknown } = await import(pathToFileURL(program).href);
    if (module.run === undefined) throw new Error(`${program} exports no run()`);
    return `returned ${inspect(await module.run(), { depth: 6, sorted: true })}`;
  } catch (error) {
    return `threw ${String(error)}`;
  }
}

async function report(manager: string, program: string): Promise<Report> {
  const order = new Order();
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [order, new SimpleSpanProcessor(exporter)] });
  context.setGlobalContextManager((await createManager(manager)).enable());
  trace.setGlobalTracerProvider(provider);
  propagation.setGlobalPropagator(
    new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()] }),
  );
  const outcome = await getOutcome(program);
  await provider.forceFlush();
  const exported = new Set(exporter.getFinishedSpans().map((span) => span.spanContext().spanId));
  const spans = order.spans.map((span) =>
    describeSpan(span, exported.has(span.spanContext().spanId), order.outlivesParent(span)),
  );
  return { spans, outcome };
}

const [manager = '', program = ''] = process.argv.slice(2);
const answer = await report(manager, program);
process.send?.(answer, () => process.exit(0));
