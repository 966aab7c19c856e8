import { EventEmitter } from 'node:events';
import { context, SpanKind, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('queue');
const bus = new EventEmitter();

function subscribe(): void {
  bus.on('message', (attempt: number) => {
    tracer.startActiveSpan('consume', { kind: SpanKind.CONSUMER }, (span) => {
      if (attempt < 3) publish(attempt + 1);
      span.end();
    });
  });
}

function publish(attempt: number): void {
  bus.emit('message', attempt);
}

export function run(): void {
  console.log(context.active() !== undefined);
  subscribe();
  publish(1);
}
