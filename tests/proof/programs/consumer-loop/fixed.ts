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

async function handle(message: Message): Promise<number> {
  return context.with(propagation.extract(context.active(), message.headers), async () => {
    tracer.startSpan(`store ${message.body}`).end();
    return await Promise.resolve(message.body.length);
  });
}

export async function run(): Promise<number[]> {
  const messages = [send('A'), { body: 'B', headers: {} }];
  const sizes: number[] = [];
  for (const message of messages) sizes.push(await handle(message));
  tracer.startSpan('report').end();
  return sizes;
}
