import { trace } from '@opentelemetry/api';

const tracer = trace.getTracer('payments');

async function charge(amount) {
  const span = tracer.startSpan('charge');
  try {
    await Promise.resolve();
    if (amount > 100) throw new RangeError('too much');
    return amount;
  } catch (error) {
    throw new Error('not charged', { cause: error });
  } finally {
    span.end();
  }
}

export const run = async () => [await charge(200).catch(({ message }) => message), await charge(3)];
