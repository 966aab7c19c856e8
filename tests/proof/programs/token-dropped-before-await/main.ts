import { context, type Span, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('worker');

async function work(parent: Span, steps: number): Promise<string> {
  if (steps === 0) return 'nothing to do';
  context.attach(trace.setSpan(context.active(), parent));
  for (let step = 1; step <= steps; step += 1) {
    // Each step gives way to others.
    await Promise.resolve();
    tracer.startSpan(`step ${String(step)}`).end();
  }
  return `${String(steps)} steps`;
}

export async function run(): Promise<string[]> {
  const parent = tracer.startSpan('job');
  try {
    const results = [await work(parent, 2), await work(parent, 0)];
    tracer.startSpan('report').end();
    return results;
  } finally {
    parent.end();
  }
}
