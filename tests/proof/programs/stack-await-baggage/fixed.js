import { context, propagation, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('page');

async function load(name) {
  return name;
}

function show(name, tenant) {
  tracer.startSpan(name, { root: true, attributes: { tenant } }).end();
}

async function render() {
  const capturedContext = context.active();
  const cart = await load('cart');
  const tenant = propagation.getBaggage(capturedContext)?.getEntry('tenant')?.value ?? 'nobody';
  show(cart, tenant);
}

export function run() {
  const baggage = propagation.createBaggage({ tenant: { value: 'acme' } });
  return context.with(propagation.setBaggage(context.active(), baggage), () => render());
}
