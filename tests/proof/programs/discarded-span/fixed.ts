import { context, type Span, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('orders');

function charge(order: Span, amount: number): string {
  return context.with(trace.setSpan(context.active(), order), () => {
    // The charge belongs to the order.
    tracer.startSpan(`charge ${amount}`).end();
    return `charged ${amount}`;
  });
}

export function run(): string {
  const order = tracer.startSpan('order');
  try {
    return charge(order, 5);
  } finally {
    order.end();
  }
}
