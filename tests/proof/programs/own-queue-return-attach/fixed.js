import { context, trace } from '@opentelemetry/api';
import { Lane } from './lane.js';

const tracer = trace.getTracer('orders');
const lane = new Lane();

function charge(order, amount) {
  console.log(order, context.active() !== undefined);
  const capturedContext = context.active();
  return lane.add((currency) => {
    const token = context.attach(capturedContext);
    try {
      if (amount === 0) return `${order} is free`;
      tracer.startSpan(`charge ${order}`).end();
      return `${order}: ${amount} ${currency}`;
    } finally {
      token.dispose();
    }
  }, 'EUR');
}

const request = (order, amount) =>
  tracer.startActiveSpan(`request ${order}`, (span) => charge(order, amount).finally(() => span.end()));

export const run = () => Promise.all([request('A', 1), request('B', 2), request('C', 0)]);
