import { context, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('page');

async function load(name: string): Promise<string> {
  return name;
}

export function run(): Promise<string> {
  return tracer.startActiveSpan('click', async (span) => {
    const capturedContext = context.active();
    try {
      tracer.startSpan('read cache').end();
      const cart = await load('cart');
      tracer.startSpan('show cart', {}, capturedContext).end();
      return cart;
    } finally {
      span.end();
    }
  });
}
