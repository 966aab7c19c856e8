import { context, propagation, SpanKind, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('worker');

const send = (body) =>
  tracer.startActiveSpan(`send ${body}`, (span) => {
    const headers = {};
    propagation.inject(context.active(), headers);
    span.end();
    return { body, headers };
  });

function receive(message) {
  const extracted = propagation.extract(context.active(), message.headers);
  const span = tracer.startSpan(`process ${message.body}`, { kind: SpanKind.CONSUMER }, extracted);
  return context.with(extracted, () => {
    try {
      return message.body.toUpperCase();
    } finally {
      span.end();
    }
  });
}

export const run = () => receive(send('order'));
