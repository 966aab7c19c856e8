import { trace } from '@opentelemetry/api';

const tracer = trace.getTracer('model');

function wrap(source) {
  const span = tracer.startSpan('generate');
  return (async function* () {
    try {
      yield* source;
    } finally {
      span.end();
    }
  })();
}

export async function run() {
  const read = wrap(['a', 'b']);
  for await (const text of read) console.log(text);
  // The reader leaves before it has asked for the first text.
  await wrap(['c']).return();
}
