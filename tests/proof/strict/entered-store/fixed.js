import { AsyncLocalStorage } from 'node:async_hooks';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('jobs');
const current = new AsyncLocalStorage();

async function work(job) {
  return current.run(trace.setSpan(ROOT_CONTEXT, job), async () => {
    await Promise.resolve();
    tracer.startSpan('store', {}, current.getStore()).end();
  });
}

async function handle(id) {
  const job = tracer.startSpan(`job ${id}`, {}, current.getStore() ?? ROOT_CONTEXT);
  try {
    await work(job);
  } finally {
    job.end();
  }
}

export async function run() {
  await handle(1);
  await handle(2);
}
