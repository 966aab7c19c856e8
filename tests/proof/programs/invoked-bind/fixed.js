import { context, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('orders');

async function store(id) {
  await Promise.resolve();
  tracer.startSpan(`store ${id}`).end();
}

const started = [];

/** Takes work, and promises of work. */
const start = (work) => started.push(typeof work === 'function' ? work() : work);

export async function run() {
  const order = tracer.startSpan('order');
  try {
    start(context.bind(trace.setSpan(context.active(), order), () => store(1)));
    await Promise.all(started);
    return started.length;
  } finally {
    order.end();
  }
}
