import { context, trace } from '@opentelemetry/api';
import Bottleneck from 'bottleneck';

const tracer = trace.getTracer('orders');
const limiter = new Bottleneck({ maxConcurrent: 1 });

const charge = (order) =>
  limiter.schedule(context.bind(context.active(), async () => {
    const span = tracer.startSpan(`charge ${order}`);
    try {
      return await Promise.resolve(`${order} paid`);
    } finally {
      span.end();
    }
  }));

const request = (order) =>
  tracer.startActiveSpan(`request ${order}`, (span) => charge(order).finally(() => span.end()));

export const run = () => Promise.all([request('A'), request('B')]);
