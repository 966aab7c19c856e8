import { context, trace, type Span } from '@opentelemetry/api';

const tracer = trace.getTracer('worker');

function check(amount: number): string {
  if (amount < 0) throw new RangeError(`${String(amount)} is no amount`);
  return `${String(amount)} EUR`;
}

function charge(parent: Span, amount: number): string {
  const token = context.attach(trace.setSpan(context.active(), parent));
  try {
    const checked = check(amount);
    // Only what is valid is charged.
    tracer.startSpan(`charge ${checked}`).end();
    return checked;
  } finally {
    token.dispose();
  }
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
