import { setTimeout as sleep } from 'node:timers/promises';
import { context, trace } from '@opentelemetry/api';
import fastq from 'fastq';

const tracer = trace.getTracer('orders');
const queue = fastq.promise(ship, 1);

async function ship({ order, parent }) {
  const span = tracer.startSpan(`ship ${order}`, {}, parent);
  await sleep(1);
  span.end();
}

function enqueue(order) {
  void queue.push({ order, parent: context.active() });
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
