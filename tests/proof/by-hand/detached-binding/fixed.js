import { context, propagation, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('export');

function readRow(row) {
  const tenant = propagation.getActiveBaggage()?.getEntry('tenant')?.value ?? 'nobody';
  tracer.startSpan(`row ${row}`, { attributes: { tenant } }).end();
  return row;
}

function createExport(tenant) {
  const baggage = propagation.createBaggage({ tenant: { value: tenant } });
  const read = context.bind(propagation.setBaggage(context.active(), baggage), readRow);
  return function* (count) {
    for (let row = 1; row <= count; row++) yield read(row);
  };
}

export function run() {
  const exportRows = createExport('acme');
  return [...exportRows(2)];
}
