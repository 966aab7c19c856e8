import { context, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('workflow');

async function* stream(names) {
  const span = tracer.startSpan('workflow');
  const spanContext = trace.setSpan(context.active(), span);
  try {
    for (const name of names) {
      context.with(spanContext, () => tracer.startSpan(name).end());
      yield name;
    }
  } finally {
    span.end();
  }
}

export async function run() {
  for await (const name of stream(['fetch', 'parse'])) console.log(name);
}
