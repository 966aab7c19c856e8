import { trace } from '@opentelemetry/api';

const tracer = trace.getTracer('orders');

async function find() {
  await Promise.resolve();
  tracer.startSpan('query').end();
  return ['A', 'B'];
}

async function list() {
  return tracer.startActiveSpan('list orders', async (span) => {
    try {
      const orders = await find();
      span.setAttribute('orders', orders.length);
      return orders.join();
    } finally {
      span.end();
    }
  });
}

export async function run() {
  return list();
}
