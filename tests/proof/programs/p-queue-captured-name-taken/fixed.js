import { context as otelContext, trace } from '@opentelemetry/api';
import PQueue from 'p-queue';

const tracer = trace.getTracer('orders');
const queue = new PQueue({ concurrency: 1 });
const capturedContext = otelContext.active();

async function charge(order) {
  const capturedContext2 = otelContext.active();
  await queue.add(() => otelContext.with(capturedContext2, async () => {
    tracer.startSpan(`charge ${order}`, { root: false }).end();
    return capturedContext;
  }));
}

const request = (order) =>
  tracer.startActiveSpan(`request ${order}`, (span) => charge(order).finally(() => span.end()));

export async function run() {
  await Promise.all([request('A'), request('B')]);
}
