import { trace } from '@opentelemetry/api';

const tracer = trace.getTracer('orders');

async function find(): Promise<number> {
  await Promise.resolve();
  return 2;
}

function list(): Promise<number> {
  const span = tracer.startSpan('list orders');
  return find().finally(() => span.end);
}

export const run = (): Promise<number> => list();
