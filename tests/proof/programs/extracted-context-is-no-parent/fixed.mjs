import * as api from '@opentelemetry/api';

const { context, propagation, trace } = api;
const tracer = trace.getTracer('worker');

const send = (body) =>
  tracer.startActiveSpan(`send ${body}`, (span) => {
    const headers = {};
    propagation.inject(context.active(), headers);
    span.end();
    return { body, headers };
  });

function receive(message) {
  const parent = propagation.extract(context.active(), message.headers);
  const span = tracer.startSpan(`process ${message.body}`, {}, parent);
  try {
    return context.with(trace.setSpan(parent, span), () => {
      tracer.startSpan('store').end();
      return message.body.length;
    });
  } finally {
    span.end();
  }
}

export const run = () => receive(send('order'));
