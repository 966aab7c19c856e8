import { AsyncTask, SimpleIntervalJob, ToadScheduler } from 'toad-scheduler';
import { trace } from '@opentelemetry/api';

const tracer = trace.getTracer('reports');
const scheduler = new ToadScheduler();

function schedule(onRun: () => void): void {
  const task = new AsyncTask('report', async () => {
    tracer.startSpan('report').end();
    onRun();
  });
  const job = new SimpleIntervalJob({ milliseconds: 2 }, task);
  tracer.startActiveSpan('boot', (span) => {
    scheduler.addSimpleIntervalJob(job);
    span.end();
  });
}

export function run(): Promise<void> {
  let left = 2;
  return new Promise((resolve) => {
    schedule(() => {
      left -= 1;
      if (left > 0) return;
      scheduler.stop();
      resolve();
    });
  });
}
