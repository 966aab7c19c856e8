import { setTimeout as sleep } from 'node:timers/promises';
import { context, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('orders');
const jobs = [];
let isRunning = false;

function enqueue(order) {
  jobs.push({ order, parent: context.active() });
  if (!isRunning) void loop();
}

async function loop() {
  isRunning = true;
  for (let job = jobs.shift(); job; job = jobs.shift()) {
    const span = tracer.startSpan(`ship ${job.order}`, {}, job.parent);
    await sleep(1);
    span.end();
  }
  isRunning = false;
}

export async function run() {
  for (const order of ['A', 'B']) {
    tracer.startActiveSpan(`order ${order}`, (span) => {
      enqueue(order);
      span.end();
    });
  }
  await sleep(50);
}
