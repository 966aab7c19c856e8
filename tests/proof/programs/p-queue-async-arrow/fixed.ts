import { context, trace } from '@opentelemetry/api';
import PQueue from 'p-queue';

const tracer = trace.getTracer('orders');
const queue = new PQueue({ concurrency: 1 });

const charge = (order: string): Promise<void> =>
  queue.add(context.bind(context.active(), async () => {
    await tracer.startActiveSpan(`charge ${order}`, (span) => Promise.resolve(order).then(() => span.end()));
  }));

const request = (order: string): Promise<void> =>
  tracer.startActiveSpan(`request ${order}`, (span) => charge(order).finally(() => span.end()));

export async function run(): Promise<void> {
  await Promise.all([request('A'), request('B')]);
}
