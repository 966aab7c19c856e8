import { setTimeout as sleep } from 'node:timers/promises';
import { trace } from '@opentelemetry/api';
import fastq from 'fastq';

const tracer = trace.getTracer('orders');
const queue = fastq.promise(ship, 1);

async function ship(order) {
  const span = tracer.startSpan(`ship ${order}`);
  await sleep(1);
  span.end();
}

function enqueue(order) {
  void queue.push(order);
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
