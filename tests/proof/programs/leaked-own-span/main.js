import { trace } from '@opentelemetry/api';

const tracer = trace.getTracer('poller');
let left = 3;

function poll(done) {
  tracer.startActiveSpan('poll', (span) => {
    left -= 1;
    if (left === 0) done();
    span.end();
    setTimeout(() => poll(done), 1);
  });
}

export function run() {
  return new Promise((resolve) => poll(resolve));
}
