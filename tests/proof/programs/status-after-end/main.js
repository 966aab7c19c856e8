import { trace } from '@opentelemetry/api';

const tracer = trace.getTracer('payments');

function charge(amount) {
  const span = tracer.startSpan('charge');
  span.end();
  span.setAttribute('amount', amount);
  span.addEvent('charged');
  return amount;
}

export function run() {
  return charge(3);
}
