const { context, propagation, ROOT_CONTEXT, trace } = require('@opentelemetry/api');

const tracer = trace.getTracer('worker');

function receive(parent) {
  const span = tracer.startSpan('process', { attributes: { size: 1 } }, parent);
  const active = trace.setSpan(parent ?? ROOT_CONTEXT, span);
  return context
    .with(active, async (size) => {
      await Promise.resolve();
      const tenant = propagation.getActiveBaggage()?.getEntry('tenant')?.value ?? 'nobody';
      tracer.startSpan('store', { attributes: { tenant } }).end();
      return size;
    }, undefined, 3)
    .finally(() => span.end());
}

exports.run = () => receive(propagation.extract(ROOT_CONTEXT, { baggage: 'tenant=acme' }));
