import { setTimeout as sleep } from 'node:timers/promises';
import { trace } from '@opentelemetry/api';

const tracer = trace.getTracer('orders');
const jobs = [];
let isRunning = false;

function enqueue(order) {
  jobs.push(order);
  if (!isRunning) void loop();
}

async function loop() {
  isRunning = true;
  for (let order = jobs.shift(); order; order = jobs.shift()) {
    const span = tracer.startSpan(`ship ${order}`);
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
