import { type Span, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('orders');

async function find(span: Span): Promise<number> {
  await Promise.resolve();
  span.setAttribute('orders', 2);
  return 2;
}

function list(): Promise<number> {
  const span = tracer.startSpan('list orders');
  return find(span).finally(span.end());
}

export const run = (): Promise<number> => list();
