import { trace } from '@opentelemetry/api';

const tracer = trace.getTracer('storage');

async function query(): Promise<number> {
  await Promise.resolve();
  trace.getActiveSpan()?.setAttribute('rows', 2);
  return 2;
}

async function load(): Promise<number> {
  return tracer.startActiveSpan('load', async (span) => {
    try {
      return await query();
    } finally {
      span.end();
    }
  });
}

export async function run(): Promise<number> {
  return load();
}
