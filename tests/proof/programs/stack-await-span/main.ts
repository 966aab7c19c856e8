import { trace } from '@opentelemetry/api';

const tracer = trace.getTracer('page');

async function load(name: string): Promise<string> {
  return name;
}

export function run(): Promise<string> {
  return tracer.startActiveSpan('click', async (span) => {
    try {
      tracer.startSpan('read cache').end();
      const cart = await load('cart');
      tracer.startSpan('show cart').end();
      return cart;
    } finally {
      span.end();
    }
  });
}
