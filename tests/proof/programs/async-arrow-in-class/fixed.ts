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

class Consumer {
  private stored = 0;

  readonly handle = async (message: Message): Promise<number> => {
    const extracted = propagation.extract(context.active(), message.headers);
    return context.with(extracted, async () => {
      tracer.startSpan(`store ${message.body}`).end();
      await Promise.resolve();
      this.stored += 1;
      return this.stored;
    });
  };
}

const consumer = new Consumer();

export async function run(): Promise<number[]> {
  const messages = [send('A'), { body: 'B', headers: {} }];
  const sizes: number[] = [];
  for (const message of messages) sizes.push(await consumer.handle(message));
  tracer.startSpan('report').end();
  return sizes;
}
