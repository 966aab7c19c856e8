import { trace } from '@opentelemetry/api';

const tracer = trace.getTracer('jobs');

export function run() {
  ['a', 'b'].forEach((job) => tracer.startSpan(job).end());
  tracer.startSpan('report').end();
}
