import { context, trace } from '@opentelemetry/api';
import PQueue from 'p-queue';

const tracer = trace.getTracer('orders');
const queue = new PQueue({ concurrency: 1 });

async function charge(order: string): Promise<string> {
  const paid = queue.add(context.bind(context.active(), async () => {
    tracer.startSpan(`charge ${order}`).end();
    return order;
  }));
  const sent = queue.add(context.bind(context.active(), async () => {
    tracer.startSpan(`receipt ${order}`).end();
    return 'sent';
  }));
  return `${await paid} ${await sent}`;
}

const request = (order: string): Promise<string> =>
  tracer.startActiveSpan(`request ${order}`, (span) => charge(order).finally(() => span.end()));

export const run = (): Promise<string[]> => Promise.all([request('A'), request('B')]);
