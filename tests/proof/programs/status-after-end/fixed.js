import { trace } from '@opentelemetry/api';

const tracer = trace.getTracer('payments');

function charge(amount) {
  const span = tracer.startSpan('charge');
  span.setAttribute('amount', amount);
  span.addEvent('charged');
  span.end();
  return amount;
}

export function run() {
  return charge(3);
}
