import { context, type Context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('worker');

function receive(headers: Record<string, string>): number {
  const parent: Context = propagation.extract(ROOT_CONTEXT, headers);
  const span = tracer.startSpan('process', {}, parent);
  try {
    return context.with(trace.setSpan(parent, span), () => {
      const tenant = propagation.getActiveBaggage()?.getEntry('tenant')?.value ?? 'nobody';
      tracer.startSpan('store', { attributes: { tenant } }).end();
      return Object.keys(headers).length;
    });
  } finally {
    span.end();
  }
}

export const run = (): number => receive({ baggage: 'tenant=acme' });
