import { context, trace, type Span } from '@opentelemetry/api'

const tracer = trace.getTracer('worker')

class Worker {
  private count = 0

  work(parent: Span): number {
    const token = context.attach(trace.setSpan(context.active(), parent))
    try {
      const number = ++this.count
      ;[number].forEach((one) => tracer.startSpan(`work ${one}`).end())
      return number
    } finally {
      token.dispose()
    }
  }
}

export function run(): number[] {
  const worker = new Worker()
  const parents = ['A', 'B'].map((name) => tracer.startSpan(name))
  const done = parents.map((parent) => worker.work(parent))
  tracer.startSpan('report').end()
  for (const parent of parents) parent.end()
  return done
}
