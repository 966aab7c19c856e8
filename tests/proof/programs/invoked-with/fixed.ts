import { context, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('orders');

async function traced(name: string, work: () => Promise<void>): Promise<void> {
  const span = tracer.startSpan(name);
  try {
    await context.with(trace.setSpan(context.active(), span), work);
  } catch {
    // The caller retries later.
  } finally {
    span.end();
  }
}

export const run = (): Promise<void> =>
  traced('order', async () => {
    await Promise.resolve();
    tracer.startSpan('charge').end();
  });
