import { context, trace } from '@opentelemetry/api';
import PQueue from 'p-queue';

const tracer = trace.getTracer('orders');
const queue = new PQueue({ concurrency: 1 });

async function charge(order: string): Promise<void> {
  const parent = context.active();
  await queue.add(async () => {
    await Promise.resolve();
    tracer.startSpan(`charge ${order}`, {}, parent).end();
  });
}

const request = (order: string): Promise<void> =>
  tracer.startActiveSpan(`request ${order}`, (span) => charge(order).finally(() => span.end()));

export async function run(): Promise<void> {
  await Promise.all([request('A'), request('B')]);
}
