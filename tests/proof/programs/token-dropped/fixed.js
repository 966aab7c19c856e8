import { context, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('worker');

function work(parent) {
  // The job continues the trace of whoever ordered it.
  const token = context.attach(trace.setSpan(context.active(), parent));
  try {
    tracer.startSpan('work').end();
    return 'done';
  } finally {
    token.dispose();
  }
}

export function run() {
  const parents = ['A', 'B'].map((name) => tracer.startSpan(name));
  const done = parents.map((parent) => work(parent));
  tracer.startSpan('report').end();
  for (const parent of parents) parent.end();
  return done;
}
