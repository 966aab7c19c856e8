import { context, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('page');

function prefetch(page: string): Promise<string> {
  return new Promise((resolve) => {
    setTimeout(context.bind(context.active(), () => {
      tracer.startSpan(`prefetch ${page}`).end();
      resolve(page);
    }), 1);
  });
}

export function run(): Promise<string> {
  console.log(context.active() !== undefined);
  return tracer.startActiveSpan('click', (span) => {
    return prefetch('cart').finally(() => span.end());
  });
}
