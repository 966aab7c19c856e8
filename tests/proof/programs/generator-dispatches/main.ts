import { context, trace } from '@opentelemetry/api';
import PQueue from 'p-queue';

const tracer = trace.getTracer('orders');
const queue = new PQueue({ concurrency: 1 });

function* charge(orders: readonly string[]): Generator<Promise<string>> {
  for (const order of orders)
    yield queue.add(async () => {
      tracer.startSpan(`charge ${order}`).end();
      return order;
    });
}

const charges = charge(['A', 'B', 'C']);

const request = (order: string): Promise<string> =>
  tracer.startActiveSpan(`request ${order}`, async (span) => {
    try {
      const paid: string = await charges.next().value;
      console.log(trace.getSpan(context.active()) === span);
      return paid;
    } finally {
      span.end();
    }
  });

export const run = (): Promise<string[]> => Promise.all(['A', 'B', 'C'].map(request));
