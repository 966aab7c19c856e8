import { trace } from '@opentelemetry/api';

const tracer = trace.getTracer('workflow');

async function* steps(names, span) {
  try {
    for (const name of names) {
      tracer.startSpan(name).end();
      yield name;
    }
  } finally {
    span.end();
  }
}

const stream = (names) => tracer.startActiveSpan('workflow', (span) => steps(names, span));

export async function run() {
  for await (const name of stream(['fetch', 'parse'])) console.log(name);
}
