import { context, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('page');

const load = (page) =>
  Promise.resolve(page).then(context.bind(context.active(), (loaded) => {
    tracer.startSpan(`render ${loaded}`).end();
    return loaded.toUpperCase();
  }));

export const run = () =>
  tracer.startActiveSpan('click', (span) => {
    console.log(trace.getSpan(context.active()) === span);
    return load('cart').finally(() => span.end());
  });
