import { Readable } from 'node:stream';
import { trace } from '@opentelemetry/api';

const tracer = trace.getTracer('export');

function withSpan(name, fn) {
  return tracer.startActiveSpan(name, (span) => {
    try {
      return fn();
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
  const rows = withSpan('export', () => Readable.from(readRows(['first', 'second'])));
  for await (const row of rows) console.log(row);
}
