/**
 * Confluent's client of Kafka against a stand-in for a broker. It carries librdkafka along, which takes minutes to build
 * where there is no prebuilt binary, so it is no dependency: it is measured where someone installed it with
 * `npm install --no-save @confluentinc/kafka-javascript`.
 */
import { startKafkaBroker } from './harness/kafka-broker.js';
import { handled, message, sent, type Clients, type Consumer, type Producer } from './harness/kafka-situations.js';
import type { Probe } from './harness/probe.js';
import { librdkafkaProbes, type Librdkafka } from './harness/librdkafka.js';
import { loadOptional, serverSideManagers as managers } from './harness/service.js';
import { versionOf } from './harness/versions.js';

const NAME = '@confluentinc/kafka-javascript';

interface BatchProducer extends Producer {
  sendBatch(batch: { readonly topicMessages: readonly Parameters<Producer['send']>[0][] }): Promise<unknown>;
}

interface Kafka {
  consumer(options: object): Consumer;
  producer(options: object): BatchProducer;
}

interface Library extends Librdkafka {
  readonly KafkaJS: { readonly Kafka: new (options: object) => Kafka; readonly logLevel: { readonly NOTHING: number } };
}

const connect = ({ KafkaJS }: Library, broker: string): Clients<Consumer, BatchProducer> => {
  const client = (): Kafka => {
    return new KafkaJS.Kafka({ kafkaJS: { brokers: [broker], logLevel: KafkaJS.logLevel.NOTHING } });
  };
  return {
    createConsumer: (groupId) => client().consumer({ kafkaJS: { groupId, fromBeginning: true, maxWaitTimeInMs: 50 } }),
    createProducer: () => client().producer({ 'max.in.flight': 1, 'linger.ms': 0 }),
  };
};

export const probes = async (): Promise<readonly Probe[]> => {
  const { default: library } = await loadOptional<{ default: Library }>(NAME);
  const broker = await startKafkaBroker();
  const clients = connect(library, broker);
  const common = { module: NAME, version: versionOf(NAME), managers };
  return [
    ...(['eachMessage', 'eachBatch'] as const).map((kind): Probe => {
      return { ...common, call: 'Consumer#run', callback: `0.${kind}`, situations: handled(clients, kind) };
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
    ...librdkafkaProbes(NAME, library, broker),
  ];
};
