import { type Span, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('payments');

async function charge(card: string): Promise<string> {
  await Promise.resolve();
  if (card === 'B') throw new Error('declined');
  return `${card} paid`;
}

function startPayment(card: string): Span {
  const span = tracer.startSpan('pay');
  span.updateName(`pay ${card}`);
  return span;
}

async function pay(card: string): Promise<string> {
  const span = startPayment(card);
  const receipt = await charge(card);
  span.end();
  return receipt;
}

export async function run(): Promise<string[]> {
  const results = await Promise.allSettled([pay('A'), pay('B')]);
  return results.map((result) => (result.status === 'fulfilled' ? result.value : String(result.reason)));
}
