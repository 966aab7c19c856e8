import * as api from '@opentelemetry/api';

const tracer = api.trace.getTracer('worker');
const tenantKey = api.createContextKey('tenant');

function work(parent, tenant) {
  const spanToken = api.context.attach(api.trace.setSpan(api.context.active(), parent));
  const tenantToken = api.context.attach(api.context.active().setValue(tenantKey, tenant));
  try {
    tracer.startSpan('work', { attributes: { tenant: api.context.active().getValue(tenantKey) } }).end();
    return tenant.length;
  } finally {
    tenantToken.dispose();
    spanToken.dispose();
  }
}

export function run() {
  const parent = tracer.startSpan('order');
  const size = work(parent, 'acme');
  tracer.startSpan('report', { attributes: { tenant: String(api.context.active().getValue(tenantKey)) } }).end();
  parent.end();
  return size;
}
