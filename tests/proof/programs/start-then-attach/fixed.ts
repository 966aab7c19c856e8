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
  const extractedContext = propagation.extract(context.active(), message.headers);
  const span = tracer.startSpan(`process ${message.body}`, {}, extractedContext);
  const token = context.attach(extractedContext);
  try {
    return message.body.length;
  } finally {
    token.dispose();
    span.end();
  }
}

export const run = (): number => receive(send('order'));
