import { context, trace, type Span } from '@opentelemetry/api';

const tracer = trace.getTracer('worker');

function transfer(from: Span, to: Span): string {
  const outer = context.attach(trace.setSpan(context.active(), from));
  try {
    tracer.startSpan('withdraw').end();
    const inner = context.attach(trace.setSpan(context.active(), to));
    try {
      tracer.startSpan('deposit').end();
      return 'done';
    } finally {
      inner.dispose();
      outer.dispose();
    }
  } finally {
    console.log('transferred');
  }
}

export function run(): string {
  const from = tracer.startSpan('from');
  const to = tracer.startSpan('to');
  const result = transfer(from, to);
  tracer.startSpan('report').end();
  to.end();
  from.end();
  return result;
}
