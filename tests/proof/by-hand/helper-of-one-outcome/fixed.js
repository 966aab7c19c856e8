import { trace } from '@opentelemetry/api';

const tracer = trace.getTracer('payments');

async function charge(card) {
  if (card === 'B') throw new Error('declined');
  return `${card} paid`;
}

function finish(promise, span) {
  return promise.finally(() => span.end());
}

function pay(card) {
  const span = tracer.startSpan(`pay ${card}`);
  return finish(charge(card), span);
}

export async function run() {
  await Promise.allSettled([pay('A'), pay('B')]);
}
