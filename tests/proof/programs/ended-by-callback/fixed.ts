import { type Span, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('worker');

async function instrument<T>(name: string, work: (span: Span) => Promise<T>): Promise<T> {
  return tracer.startActiveSpan(name, async (span) => {
    try {
      const result = await work(span);
      span.setAttribute('done', true);
      return result;
    } finally {
      span.end();
    }
  });
}

export async function run(): Promise<number> {
  return instrument('activate', async (span) => {
    span.setAttribute('jobs', 2);
    return 2;
  });
}
