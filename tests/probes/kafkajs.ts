/** The real client of Kafka against a stand-in for a broker. */
import { Kafka, logLevel, type Consumer, type Producer } from 'kafkajs';
import { startKafkaBroker } from './harness/kafka-broker.js';
import { handled, message, openConsumer, openProducer, sent, type Clients } from './harness/kafka-situations.js';
import type { Probe, Situation } from './harness/probe.js';
import { uniqueName } from './harness/service.js';
import { versionOf } from './harness/versions.js';

const connect = (broker: string): Clients<Consumer, Producer> => {
  const client = (): Kafka => {
    return new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING, retry: { initialRetryTime: 5 } });
  };
  return {
    createConsumer: (groupId) => client().consumer({ groupId, maxWaitTimeInMs: 50 }),
    createProducer: () => client().producer({ maxInFlightRequests: 1 }),
  };
};

type ConsumerEvent = Parameters<Consumer['on']>[0];

/** An event of a consumer that is run in `registration` and receives what is sent in `trigger`. */
const heard = (clients: Clients<Consumer, Producer>, event: `${ConsumerEvent}`): Situation => {
  return async (lab) => {
    const topic = uniqueName();
    const consumer = await openConsumer(lab, clients, topic);
    const producer = await openProducer(lab, clients);
    lab.in('dispatch', () => consumer.on(event as ConsumerEvent, lab.see));
    await lab.in('registration', () => consumer.run({ eachMessage: async () => undefined }));
    for (const times of [1, 2]) {
      await lab.in('trigger', () => producer.send(message(topic)));
      await lab.seen(times);
    }
  };
};

export const probes = async (): Promise<readonly Probe[]> => {
  const clients = connect(await startKafkaBroker());
  const common = { module: 'kafkajs', version: versionOf('kafkajs') };
  return [
    ...(['eachMessage', 'eachBatch'] as const).map((kind): Probe => {
      return { ...common, call: 'Consumer#run', callback: `0.${kind}`, situations: handled(clients, kind) };
    }),
    ...(['consumer.fetch', 'consumer.end_batch_process'] as const).map((event): Probe => {
      const situations = { free: heard(clients, event) };
      return { ...common, call: 'Consumer#on', callback: 1, when: { 0: event }, situations };
    }),
    {
      ...common,
      call: 'Producer#send',
      callback: 'await',
      situations: sent(clients, (producer, topic) => producer.send(message(topic))),
    },
    {
      ...common,
      call: 'Producer#sendBatch',
      callback: 'await',
      situations: sent(clients, (producer, topic) => producer.sendBatch({ topicMessages: [message(topic)] })),
    },
  ];
};
