import { context, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('orders');

export function run() {
  const order = tracer.startSpan('order');
  try {
    tracer.startSpan('charge', {}, order).end();
  } catch {
    // The SDK looks for a span in what it was given, and throws.
  }
  order.end();
  return context.active();
}
