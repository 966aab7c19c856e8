import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('metrics');

class Flusher {
  private timer: NodeJS.Timeout | undefined;
  private count = 0;

  constructor(private readonly onFlush: (count: number) => void) {}

  start(): void {
    tracer.startActiveSpan('start flusher', (span) => {
      this.timer = context.with(ROOT_CONTEXT, () => setInterval(() => this.flush(), 1));
      span.end();
    });
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private flush(): void {
    tracer.startSpan('flush').end();
    this.onFlush(++this.count);
  }
}

export function run(): Promise<void> {
  return new Promise((resolve) => {
    const flusher = new Flusher((count) => {
      if (count < 2) return;
      flusher.stop();
      resolve();
    });
    flusher.start();
  });
}
