import { context, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('orders');

export function run() {
  const order = tracer.startSpan('order');
  const charge = tracer.startSpan('charge', {}, trace.setSpan(context.active(), order));
  charge.end();
  order.end();
  return context.active();
}
