import * as otel from '@opentelemetry/api';
import PQueue from 'p-queue';

const tracer: otel.Tracer = otel.trace.getTracer('orders');
const queue = new PQueue({ concurrency: 1 });

const charge = async (order: string): Promise<void> => {
  await queue.add(otel.context.bind(otel.context.active(), () => {
    otel.trace.getActiveSpan()?.addEvent(`charged ${order}`);
  }));
};

const request = (order: string): Promise<void> =>
  tracer.startActiveSpan(`request ${order}`, (span) => charge(order).finally(() => span.end()));

export async function run(): Promise<void> {
  await Promise.all([request('A'), request('B')]);
}
