import { context, propagation, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('orders');

function receive(headers) {
  const producer = propagation.extract(context.active(), headers);
  context.with(producer, () => {
    tracer.startSpan('process').end();
  });
}

export function run() {
  const headers = {};
  const order = tracer.startSpan('order');
  propagation.inject(trace.setSpan(context.active(), order), headers);
  order.end();
  receive(headers);
}
