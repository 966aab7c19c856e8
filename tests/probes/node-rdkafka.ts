/**
 * A client of Kafka against a stand-in for a broker. It carries librdkafka along, which takes minutes to build, so it is
 * no dependency: it is measured where someone installed it with `npm install --no-save node-rdkafka`.
 */
import { startKafkaBroker } from './harness/kafka-broker.js';
import { librdkafkaProbes, type Librdkafka } from './harness/librdkafka.js';
import type { Probe } from './harness/probe.js';
import { loadOptional } from './harness/service.js';

const NAME = 'node-rdkafka';

export const probes = async (): Promise<readonly Probe[]> => {
  const { default: library } = await loadOptional<{ default: Librdkafka }>(NAME);
  return librdkafkaProbes(NAME, library, await startKafkaBroker());
};
