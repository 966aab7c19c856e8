import { context, trace } from '@opentelemetry/api';
import { Lane } from './lane.js';

const tracer = trace.getTracer('orders');
const lane = new Lane();

function charge(order) {
  return lane.add(
    function () {
      tracer.startSpan(`charge ${arguments[0]}`).end();
      return `${this.lane}: ${[...arguments].join(', ')}`;
    },
    order,
    context.active() !== undefined,
  );
}

const request = (order) =>
  tracer.startActiveSpan(`request ${order}`, (span) => charge(order).finally(() => span.end()));

export const run = () => Promise.all([request('A'), request('B')]);
