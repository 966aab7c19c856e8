import { trace } from '@opentelemetry/api';

const tracer = trace.getTracer('http');

function finish(span, status) {
  span.setAttribute('status', status);
}

export function run() {
  const span = tracer.startSpan('request');
  try {
    finish(span, 200);
    span.setAttribute('bytes', 512);
  } finally {
    span.end();
  }
}
