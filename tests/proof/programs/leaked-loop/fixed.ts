import { setTimeout as sleep } from 'node:timers/promises';
import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('worker');

class Worker {
  closing = false;
  private checks = 0;

  constructor(private readonly onCheck: (count: number) => void) {}

  async start(): Promise<void> {
    await tracer.startActiveSpan('start worker', async (span) => {
      try {
        context.with(ROOT_CONTEXT, () => this.checkLoop()).catch((error: unknown) => console.error(error));
      } finally {
        span.end();
      }
    });
  }

  private async checkLoop(): Promise<void> {
    while (!this.closing) {
      await sleep(1);
      await this.check();
    }
  }

  private async check(): Promise<void> {
    tracer.startSpan('check').end();
    this.onCheck(++this.checks);
  }
}

export function run(): Promise<void> {
  return new Promise((resolve) => {
    const worker = new Worker((count) => {
      if (count < 2) return;
      worker.closing = true;
      resolve();
    });
    void worker.start();
  });
}
