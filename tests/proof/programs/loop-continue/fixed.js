import { context, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('worker');

export function run() {
  const orders = [1, 2, 0].map((amount) => ({ amount, span: tracer.startSpan(`order ${amount}`) }));
  const charged = [];
  for (const { amount, span } of orders) {
    const token = context.attach(trace.setSpan(context.active(), span));
    try {
      if (amount === 0) continue;
      tracer.startSpan(`charge ${amount}`).end();
      charged.push(amount);
    } finally {
      token.dispose();
    }
  }
  tracer.startSpan('report').end();
  for (const { span } of orders) span.end();
  return charged;
}
