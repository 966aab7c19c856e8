/** BullMQ with the telemetry that is given to its queues and workers. */
import { Queue, Worker } from 'bullmq';
import { BullMQOtel } from 'bullmq-otel';
import type { Probe, Situation } from '../harness/probe.js';
import { requireService, uniqueName } from '../harness/service.js';
import { versionOf } from '../harness/versions.js';

const options = { connection: { host: '127.0.0.1', port: 6379 }, telemetry: new BullMQOtel({ tracerName: 'probe' }) };

/** A worker that is made in `dispatch` and works on what is added in `trigger`. */
const worked: Situation = async (lab) => {
  const name = uniqueName();
  const queue = new Queue(name, options);
  const worker = lab.in('dispatch', () => new Worker(name, async () => lab.see(), options));
  lab.cleanup(() => worker.close());
  lab.cleanup(() => queue.obliterate({ force: true }));
  lab.cleanup(() => queue.close());
  for (const times of [1, 2]) {
    await lab.in('trigger', () => queue.add('job', {}));
    await lab.seen(times);
  }
};

export const probes = async (): Promise<readonly Probe[]> => {
  await requireService('Redis', 6379);
  const version = versionOf('bullmq');
  return [{ module: 'bullmq', call: 'Worker', callback: 1, version, situations: { free: worked } }];
};
