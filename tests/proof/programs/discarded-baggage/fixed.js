import { context, propagation, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('orders');

function store(order, tenant) {
  let orderContext = trace.setSpan(context.active(), order);
  const baggage = propagation.createBaggage({ tenant: { value: tenant } });
  orderContext = propagation.setBaggage(orderContext, baggage);
  return context.with(orderContext, () => {
    const tenant = propagation.getActiveBaggage()?.getEntry('tenant')?.value ?? 'nobody';
    tracer.startSpan('store', { attributes: { tenant } }).end();
    return 'stored';
  });
}

export function run() {
  const order = tracer.startSpan('order');
  try {
    return store(order, 'acme');
  } finally {
    order.end();
  }
}
