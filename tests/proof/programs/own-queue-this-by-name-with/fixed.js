import { context, trace } from '@opentelemetry/api';
import { Lane } from './lane.js';

const tracer = trace.getTracer('orders');
const lane = new Lane();

function pay(order) {
  tracer.startSpan(`charge ${order}`).end();
  return `${order} on lane ${this?.lane}, ${String(context.active() === undefined)}`;
}

function charge(order) {
  return lane.add(context.bind(context.active(), pay), order);
}

const request = (order) =>
  tracer.startActiveSpan(`request ${order}`, (span) => charge(order).finally(() => span.end()));

export const run = () => Promise.all([request('A'), request('B')]);
