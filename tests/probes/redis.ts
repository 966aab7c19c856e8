import BeeQueue from 'bee-queue';
import Bull from 'bull';
import { Queue, QueueEvents, Worker } from 'bullmq';
import Redis from 'ioredis';
import { createClient } from 'redis';
import redis3 from 'redis-3';
import type { CallbackPosition, Load } from '../../src/boundaries/boundary.js';
import { settle } from './harness/pool.js';
import type { Lab, Probe, Situation } from './harness/probe.js';
import { requireService, serverSideManagers as managers, uniqueName } from './harness/service.js';
import { driverSituations, type Driver } from './harness/situations.js';
import { versionOf } from './harness/versions.js';

const connection = { host: '127.0.0.1', port: 6379 };

function probe(
  name: string,
  call: string,
  callback: CallbackPosition,
  situations: Readonly<Partial<Record<Load, Situation>>>,
  when?: string,
): Probe {
  const module = name.replace(/-\d$/u, '');
  return { module, call, callback, ...(when && { when: { 0: when } }), version: versionOf(name), managers, situations };
}

const ioredisCall = (): Driver => {
  const client = new Redis();
  return { call: (done) => client.get('probe', done), close: () => client.disconnect() };
};

const ioredisPipeline = (): Driver => {
  const client = new Redis();
  return { call: (done) => client.pipeline().get('probe').exec(done), close: () => client.disconnect() };
};

const redis3Call = (): Driver => {
  const client = redis3.createClient();
  return { call: (done) => client.get('probe', done), close: () => client.end(false) };
};

/** A listener on messages of a channel, and two of them. */
const heard = (subscribe: (lab: Lab, channel: string) => Promise<unknown>): Situation => {
  return async (lab) => {
    const channel = uniqueName();
    const publisher = new Redis();
    lab.cleanup(() => publisher.disconnect());
    await subscribe(lab, channel);
    for (const times of [1, 2]) {
      await lab.in('trigger', () => publisher.publish(channel, 'message'));
      await lab.seen(times);
    }
  };
};

const ioredisMessages = heard(async (lab, channel) => {
  const client = lab.in('construction', () => new Redis());
  lab.cleanup(() => client.disconnect());
  await lab.in('registration', () => client.subscribe(channel));
  lab.in('dispatch', () => client.on('message', lab.see));
});

const redisMessages = heard(async (lab, channel) => {
  const client = lab.in('construction', () => createClient());
  await lab.in('connection', () => client.connect());
  lab.cleanup(() => client.destroy());
  await lab.in('dispatch', () => client.subscribe(channel, lab.see));
});

const redis3Messages = heard(async (lab, channel) => {
  const client = lab.in('construction', () => redis3.createClient());
  lab.cleanup(() => client.end(false));
  await new Promise((resolve) => lab.in('registration', () => client.subscribe(channel, () => resolve(undefined))));
  lab.in('dispatch', () => client.on('message', lab.see));
});

/** A worker of `bullmq` in `dispatch`, jobs from `trigger`: one at rest, or one that waits behind another. */
const bullmqWorker = (isSaturated: boolean): Situation => {
  return async (lab) => {
    const name = uniqueName();
    const queue = new Queue(name, { connection });
    lab.cleanup(() => queue.close());
    const process = async (job: { name: string }): Promise<void> => {
      if (isSaturated && job.name === 'first') {
        lab.runOther();
        await settle();
      } else lab.see();
    };
    if (isSaturated) await lab.in('trigger', () => queue.add('first', {}));
    if (isSaturated) await lab.in('trigger', () => queue.add('second', {}));
    const worker = lab.in('dispatch', () => new Worker(name, process, { connection }));
    lab.cleanup(() => worker.close());
    await worker.waitUntilReady();
    for (const times of isSaturated ? [1] : [1, 2]) {
      if (!isSaturated) await lab.in('trigger', () => queue.add('job', {}));
      await lab.seen(times);
    }
  };
};

const bullmqCompleted: Situation = async (lab) => {
  const name = uniqueName();
  const queue = new Queue(name, { connection });
  lab.cleanup(() => queue.close());
  const worker = lab.in('construction', () => new Worker(name, async () => undefined, { connection }));
  lab.cleanup(() => worker.close());
  lab.in('dispatch', () => worker.on('completed', lab.see));
  for (const times of [1, 2]) {
    await lab.in('trigger', () => queue.add('job', {}));
    await lab.seen(times);
  }
};

const bullmqEvents: Situation = async (lab) => {
  const name = uniqueName();
  const queue = new Queue(name, { connection });
  lab.cleanup(() => queue.close());
  const events = lab.in('construction', () => new QueueEvents(name, { connection, lastEventId: '0' }));
  lab.cleanup(() => events.close());
  await events.waitUntilReady();
  lab.in('dispatch', () => events.on('waiting', lab.see));
  for (const times of [1, 2]) {
    await lab.in('trigger', () => queue.add('job', {}));
    await lab.seen(times);
  }
};

const bullProcess: Situation = async (lab) => {
  const queue = lab.in('construction', () => new Bull(uniqueName(), { redis: connection }));
  lab.cleanup(() => queue.close());
  lab.in('dispatch', () => void queue.process(async () => lab.see()));
  for (const times of [1, 2]) {
    await lab.in('trigger', () => queue.add({}));
    await lab.seen(times);
  }
};

const beeProcess: Situation = async (lab) => {
  const queue = lab.in('construction', () => new BeeQueue(uniqueName(), { redis: connection }));
  lab.cleanup(() => queue.close());
  lab.in('dispatch', () => queue.process(async () => lab.see()));
  for (const times of [1, 2]) {
    await lab.in('trigger', () => queue.createJob({}).save());
    await lab.seen(times);
  }
};

export const probes = async (): Promise<readonly Probe[]> => {
  await requireService('Redis', 6379);
  return [
    probe('ioredis', 'default#get', -1, driverSituations(ioredisCall)),
    probe('ioredis', 'default#pipeline()#exec', 0, driverSituations(ioredisPipeline)),
    probe('ioredis', 'default#on', 1, { free: ioredisMessages }, 'message'),
    probe('redis', 'createClient()#subscribe', 1, { free: redisMessages }),
    probe('redis-3', 'createClient()#get', -1, driverSituations(redis3Call)),
    probe('redis-3', 'createClient()#on', 1, { free: redis3Messages }, 'message'),
    probe('bullmq', 'Worker', 1, { free: bullmqWorker(false), saturated: bullmqWorker(true) }),
    probe('bullmq', 'Worker#on', 1, { free: bullmqCompleted }, 'completed'),
    probe('bullmq', 'QueueEvents#on', 1, { free: bullmqEvents }),
    probe('bull', 'default#process', -1, { free: bullProcess }),
    probe('bee-queue', 'default#process', -1, { free: beeProcess }),
  ];
};
