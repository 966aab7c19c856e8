import { context, trace } from '@opentelemetry/api';
import PQueue from 'p-queue';

const tracer = trace.getTracer('orders');
const queue = new PQueue({ concurrency: 1 });

async function refreshPrices(): Promise<void> {
  const isInside = trace.getSpan(context.active()) !== undefined;
  tracer.startSpan('prices', { attributes: { isInside } }).end();
}

async function charge(order: string): Promise<void> {
  await refreshPrices();
  await queue.add(context.bind(context.active(), refreshPrices));
  console.log(order);
}

const request = (order: string): Promise<void> =>
  tracer.startActiveSpan(`request ${order}`, (span) => charge(order).finally(() => span.end()));

export async function run(): Promise<void> {
  await Promise.all([request('A'), request('B')]);
}
