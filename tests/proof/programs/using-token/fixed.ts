import { context, trace, type Span } from '@opentelemetry/api';

const tracer = trace.getTracer('worker');

function work(parent: Span): void {
  const token = context.attach(trace.setSpan(context.active(), parent));
  try {
    tracer.startSpan('work').end();
  } finally {
    token.dispose();
  }
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
