import { context, trace, type Context } from '@opentelemetry/api';
import PQueue from 'p-queue';

const tracer = trace.getTracer('orders');
const queue = new PQueue({ concurrency: 1 });

function record(order: string): void {
  const parent: Context = context.active();
  tracer.startSpan(`charge ${order}`, {}, parent).end();
}

async function pay(order: string): Promise<void> {
  await Promise.resolve();
  record(order);
}

async function charge(order: string): Promise<void> {
  await queue.add(context.bind(context.active(), () => pay(order)));
}

const request = (order: string): Promise<void> =>
  tracer.startActiveSpan(`request ${order}`, (span) => charge(order).finally(() => span.end()));

export async function run(): Promise<void> {
  await Promise.all([request('A'), request('B')]);
}
