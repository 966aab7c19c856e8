import { context, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('orders');

async function charge(amount) {
  return tracer.startActiveSpan('charge', async (span) => {
    try {
      await Promise.resolve();
      return amount;
    } finally {
      span.end();
    }
  });
}

async function order(amount) {
  const span = tracer.startSpan('order');
  try {
    return await context.with(trace.setSpan(context.active(), span), () => charge(amount));
  } finally {
    span.end();
  }
}

export const run = () => order(3);
