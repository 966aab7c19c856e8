import { context, propagation, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('worker');

interface Message {
  readonly body: string;
  readonly headers: Record<string, string>;
}

const send = (body: string): Message =>
  tracer.startActiveSpan(`send ${body}`, (span) => {
    const headers = {};
    propagation.inject(context.active(), headers);
    span.end();
    return { body, headers };
  });

function receive(message: Message): number {
  const extracted = propagation.extract(context.active(), message.headers);
  return tracer.startActiveSpan(`process ${message.body}`, {}, extracted, (span) => {
    const token = context.attach(trace.setSpan(extracted, span));
    try {
      tracer.startSpan('store').end();
      return message.body.length;
    } finally {
      token.dispose();
      span.end();
    }
  });
}

export const run = (): number => receive(send('order'));
