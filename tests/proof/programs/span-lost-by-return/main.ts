import { trace } from '@opentelemetry/api';

const tracer = trace.getTracer('stock');
const stock = new Map([['apple', 2]]);

function reserve(item: string): number | null {
  const span = tracer.startSpan(`reserve ${item}`);
  const left = stock.get(item);
  // Nothing to reserve.
  if (left === undefined) return null;
  stock.set(item, left - 1);
  span.setAttribute('left', left - 1);
  span.end();
  return left - 1;
}

export function run(): (number | null)[] {
  return [reserve('apple'), reserve('pear'), reserve('apple')];
}
