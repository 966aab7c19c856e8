import { context, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('worker');

function store(order) {
  if (order === 'bad') throw new Error('refused');
  tracer.startSpan(`store ${order}`).end();
}

function handle(parent, order) {
  const token = context.attach(trace.setSpan(context.active(), parent));
  try {
    store(order);
  } catch (error) {
    console.log(error.message);
    throw error;
  } finally {
    token.dispose();
  }
}

export function run() {
  const parent = tracer.startSpan('order');
  for (const order of ['good', 'bad']) {
    try {
      handle(parent, order);
    } catch {
      console.log(`${order} failed`);
    }
  }
  tracer.startSpan('report').end();
  parent.end();
}
