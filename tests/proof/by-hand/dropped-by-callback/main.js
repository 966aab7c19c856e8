import { trace } from '@opentelemetry/api';

const tracer = trace.getTracer('jobs');

export function run() {
  ['a', 'b'].forEach((job) => tracer.startSpan(job));
  tracer.startSpan('report').end();
}
