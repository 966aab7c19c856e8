import { context as otelContext, trace } from '@opentelemetry/api';
import PQueue from 'p-queue';

const tracer = trace.getTracer('orders');
const queue = new PQueue({ concurrency: 1 });

interface Invocation {
  readonly requestId: string;
}

function handler(order: string, context: Invocation): Promise<string> {
  return queue.add(otelContext.bind(otelContext.active(), async () => {
    tracer.startSpan(`charge ${order}`).end();
    return context.requestId;
  }));
}

const request = (order: string): Promise<string> =>
  tracer.startActiveSpan(`request ${order}`, (span) =>
    handler(order, { requestId: `1-${order}` }).finally(() => span.end()),
  );

export const run = (): Promise<string[]> => Promise.all([request('A'), request('B')]);
