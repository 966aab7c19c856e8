import { context, propagation, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('export');

function* rows(count) {
  for (let row = 1; row <= count; row++) {
    const tenant = propagation.getActiveBaggage()?.getEntry('tenant')?.value ?? 'nobody';
    tracer.startSpan(`row ${row}`, { attributes: { tenant } }).end();
    yield row;
  }
}

function createExport(tenant) {
  const baggage = propagation.createBaggage({ tenant: { value: tenant } });
  return context.bind(propagation.setBaggage(context.active(), baggage), rows);
}

export function run() {
  const exportRows = createExport('acme');
  return [...exportRows(2)];
}
