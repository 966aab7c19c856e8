import { context, trace } from '@opentelemetry/api';
import PQueue from 'p-queue';

const tracer = trace.getTracer('orders');
const queue = new PQueue({ concurrency: 1 });

async function charge(order: string): Promise<void> {
  // One payment at a time: the bank allows no more.
  const capturedContext = context.active();
  const paid = await queue.add<string>(({ signal }) => context.with(capturedContext, async () => {
    tracer.startSpan(`charge ${order}`).end();
    return `${order} paid, aborted: ${String(signal?.aborted)}`;
  }));
  console.log(paid, trace.getSpan(context.active()) !== undefined);
}

const request = (order: string): Promise<void> =>
  tracer.startActiveSpan(`request ${order}`, (span) => charge(order).finally(() => span.end()));

export async function run(): Promise<void> {
  await Promise.all([request('A'), request('B')]);
}
