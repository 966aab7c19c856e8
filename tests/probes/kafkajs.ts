/** The real client of Kafka against a stand-in for a broker. */
import { Kafka, logLevel, type Consumer, type EachBatchHandler, type Producer } from 'kafkajs';
import { startKafkaBroker } from './harness/kafka-broker.js';
import { createGate, settle } from './harness/pool.js';
import type { Lab, Probe, Situation } from './harness/probe.js';
import { uniqueName } from './harness/service.js';
import { driverSituations, type Driver } from './harness/situations.js';
import { versionOf } from './harness/versions.js';

function createClient(broker: string): Kafka {
  return new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING, retry: { initialRetryTime: 5 } });
}

/** A consumer that was made in `construction`, and connected and subscribed in `connection`. */
async function openConsumer(lab: Lab, broker: string, topic: string): Promise<Consumer> {
  const consumer = lab.in('construction', () => createClient(broker).consumer({ groupId: topic, maxWaitTimeInMs: 50 }));
  lab.cleanup(() => consumer.disconnect());
  await lab.in('connection', async () => {
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
  });
  return consumer;
}

async function openProducer(lab: Lab, broker: string): Promise<Producer> {
  const producer = createClient(broker).producer({ maxInFlightRequests: 1 });
  lab.cleanup(() => producer.disconnect());
  await producer.connect();
  return producer;
}

const message = (topic: string): Parameters<Producer['send']>[0] => ({ topic, messages: [{ value: 'message' }] });

type Handlers = Parameters<Consumer['run']>[0];
type Handle = () => Promise<void>;

/** A consumer that is run in `dispatch` and receives what is sent in `trigger`. */
const consumed = (broker: string, handlers: (handle: Handle) => Handlers): Situation => {
  return async (lab) => {
    const topic = uniqueName();
    const consumer = await openConsumer(lab, broker, topic);
    const producer = await openProducer(lab, broker);
    await lab.in('dispatch', () => consumer.run(handlers(async () => lab.see())));
    for (const times of [1, 2]) {
      await lab.in('trigger', () => producer.send(message(topic)));
      await lab.seen(times);
    }
  };
};

/** The same for a message that waits until the handler is through with another, or that comes again after it failed. */
const consumedAfter = (broker: string, handlers: (handle: Handle) => Handlers, release: 'open' | 'fail'): Situation => {
  return async (lab) => {
    const topic = uniqueName();
    const gate = createGate();
    let isFirst = true;
    const handle = async (): Promise<void> => {
      if (!isFirst) return lab.see();
      isFirst = false;
      lab.runOther();
      await gate.passed;
    };
    const consumer = await openConsumer(lab, broker, topic);
    const producer = await openProducer(lab, broker);
    await lab.in('dispatch', () => consumer.run(handlers(handle)));
    if (release === 'open') await lab.in('first-caller', () => producer.send(message(topic)));
    await lab.in('trigger', () => producer.send(message(topic)));
    while (isFirst) await settle();
    lab.in('first-caller', gate[release]);
    await lab.seen();
  };
};

const handled = (broker: string, handlers: (handle: Handle) => Handlers): Probe['situations'] => ({
  free: consumed(broker, handlers),
  saturated: consumedAfter(broker, handlers, 'open'),
  rejected: consumedAfter(broker, handlers, 'fail'),
});

type ConsumerEvent = Parameters<Consumer['on']>[0];

/** An event of a consumer that is run in `registration` and receives what is sent in `trigger`. */
const heard = (broker: string, event: `${ConsumerEvent}`): Situation => {
  return async (lab) => {
    const topic = uniqueName();
    const consumer = await openConsumer(lab, broker, topic);
    const producer = await openProducer(lab, broker);
    lab.in('dispatch', () => consumer.on(event as ConsumerEvent, lab.see));
    await lab.in('registration', () => consumer.run({ eachMessage: async () => undefined }));
    for (const times of [1, 2]) {
      await lab.in('trigger', () => producer.send(message(topic)));
      await lab.seen(times);
    }
  };
};

type Send = (producer: Producer, topic: string) => Promise<unknown>;

/** A producer with one request at a time. It is connected by whoever makes it, so that a first call is one. */
const sent = (broker: string, send: Send): Probe['situations'] => {
  const topic = uniqueName();
  return driverSituations((): Driver => {
    const producer = createClient(broker).producer({ maxInFlightRequests: 1 });
    const connected = producer.connect();
    const call = async (done: () => void): Promise<void> => {
      await connected;
      await send(producer, topic);
      done();
    };
    return { call, close: () => producer.disconnect() };
  });
};

export const probes = async (): Promise<readonly Probe[]> => {
  const broker = await startKafkaBroker();
  const common = { module: 'kafkajs', version: versionOf('kafkajs') };
  const eachBatch = (handle: Handle): { eachBatch: EachBatchHandler } => ({ eachBatch: handle });
  return [
    {
      ...common,
      call: 'Consumer#run',
      callback: '0.eachMessage',
      situations: handled(broker, (eachMessage) => ({ eachMessage })),
    },
    { ...common, call: 'Consumer#run', callback: '0.eachBatch', situations: handled(broker, eachBatch) },
    ...(['consumer.fetch', 'consumer.end_batch_process'] as const).map((event): Probe => {
      return {
        ...common,
        call: 'Consumer#on',
        callback: 1,
        when: { 0: event },
        situations: { free: heard(broker, event) },
      };
    }),
    {
      ...common,
      call: 'Producer#send',
      callback: 'await',
      situations: sent(broker, (producer, topic) => producer.send(message(topic))),
    },
    {
      ...common,
      call: 'Producer#sendBatch',
      callback: 'await',
      situations: sent(broker, (producer, topic) => producer.sendBatch({ topicMessages: [message(topic)] })),
    },
  ];
};
