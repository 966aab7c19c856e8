import { context, trace, type Span } from '@opentelemetry/api';

const tracer = trace.getTracer('worker');

function work(parent: Span): void {
  using token = context.attach(trace.setSpan(context.active(), parent));
  tracer.startSpan('work').end();
}

export function run(): string {
  const parent = tracer.startSpan('order');
  try {
    work(parent);
  } catch {
    tracer.startSpan('recover').end();
  }
  parent.end();
  return 'over';
}
