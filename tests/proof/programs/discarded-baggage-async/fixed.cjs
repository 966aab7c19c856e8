const { context, propagation, trace } = require('@opentelemetry/api');

const tracer = trace.getTracer('orders');

async function store(baggage) {
  return context.with(propagation.setBaggage(context.active(), baggage), async () => {
    await Promise.resolve();
    const tenant = propagation.getActiveBaggage()?.getEntry('tenant')?.value ?? 'nobody';
    tracer.startSpan('store', { attributes: { tenant } }).end();
    return 'stored';
  });
}

exports.run = () => store(propagation.createBaggage({ tenant: { value: 'acme' } }));
