import { context, trace } from '@opentelemetry/api';
import { Lane } from './lane.js';

const tracer = trace.getTracer('orders');
const lane = new Lane();

async function charge(order) {
  const capturedContext = context.active();
  return lane.add(function pay() {
    const token = context.attach(capturedContext);
    try {
      tracer.startSpan(`charge ${order}`).end();
      return `${order} on lane ${this.lane}, ${String(context.active() === undefined)}`;
    } finally {
      token.dispose();
    }
  });
}

const request = (order) =>
  tracer.startActiveSpan(`request ${order}`, (span) => charge(order).finally(() => span.end()));

export const run = () => Promise.all([request('A'), request('B')]);
