import { context, trace, type Span } from '@opentelemetry/api';

const tracer = trace.getTracer('worker');

function check(amount: number): number {
  if (amount < 0) throw new RangeError(`${String(amount)} is no amount`);
  return amount;
}

function charge(parent: Span, amount: number): string {
  let checked;
  const token = context.attach(trace.setSpan(context.active(), parent));
  try {
    checked = check(amount);
    tracer.startSpan(`charge ${String(checked)}`).end();
  } finally {
    token.dispose();
  }
  tracer.startSpan('audit').end();
  return `${checked.toFixed(2)} EUR`;
}

export function run(): string[] {
  const parent = tracer.startSpan('order');
  const results = [1, -1].map((amount) => {
    try {
      return charge(parent, amount);
    } catch (error) {
      return String(error);
    }
  });
  tracer.startSpan('report').end();
  parent.end();
  return results;
}
