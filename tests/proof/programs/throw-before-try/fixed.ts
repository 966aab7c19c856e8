import { context, trace, type Span } from '@opentelemetry/api';

const tracer = trace.getTracer('worker');

const parse = (text: string): { amount: number } => JSON.parse(text) as { amount: number };

function charge(parent: Span, text: string): number {
  const token = context.attach(trace.setSpan(context.active(), parent));
  try {
    const { amount } = parse(text);
    tracer.startSpan(`charge ${String(amount)}`).end();
    return amount;
  } finally {
    token.dispose();
  }
}

export function run(): unknown[] {
  const parent = tracer.startSpan('order');
  const results = ['{ "amount": 1 }', '{'].map((text) => {
    try {
      return charge(parent, text);
    } catch (error) {
      return error instanceof SyntaxError;
    }
  });
  tracer.startSpan('report').end();
  parent.end();
  return results;
}
