import { Readable } from 'node:stream';
import { trace } from '@opentelemetry/api';

const tracer = trace.getTracer('export');

async function withSpan(name, fn) {
  return tracer.startActiveSpan(name, async (span) => {
    try {
      return await fn();
    } finally {
      span.end();
    }
  });
}

async function* readRows(names) {
  for (const name of names) {
    tracer.startSpan(name).end();
    yield name;
  }
}

export async function run() {
  await withSpan('export', async () => {
    for await (const row of Readable.from(readRows(['first', 'second']))) console.log(row);
  });
}
