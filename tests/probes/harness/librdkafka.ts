/** What is measured of every client of Kafka that has the interface of node-rdkafka. */
import type { Lab, Probe, Situation } from './probe.js';
import { serverSideManagers as managers, uniqueName } from './service.js';
import { driverSituations, type Driver } from './situations.js';
import { versionOf } from './versions.js';

interface Client {
  connect(options: object, done: (error: Error | null) => void): void;
  disconnect(done: () => void): void;
  on(event: string, listener: () => void): void;
}

interface Consumer extends Client {
  subscribe(topics: readonly string[]): void;
  consume(done?: () => void): void;
  consume(count: number, done: () => void): void;
}

type Message = readonly [topic: string, partition: number, value: Buffer];

interface Producer extends Client {
  produce(...message: Message): void;
  setPollInterval(interval: number): void;
}

interface HighLevelProducer extends Client {
  produce(...message: readonly [...Message, key: null, timestamp: number, done: () => void]): void;
}

/** What such a client exports. */
export interface Librdkafka {
  readonly KafkaConsumer: new (options: object, defaults: object) => Consumer;
  readonly Producer: new (options: object) => Producer;
  readonly HighLevelProducer: new (options: object) => HighLevelProducer;
}

const connect = (client: Client): Promise<void> => {
  return new Promise((resolve, reject) => client.connect({}, (error) => (error ? reject(error) : resolve())));
};

const disconnect = (client: Client): Promise<void> => new Promise((resolve) => client.disconnect(resolve));

const messageFor = (topic: string): Message => [topic, 0, Buffer.from('message')];

/** Made in `construction` and connected in `connection`. */
async function open<T extends Client>(lab: Lab, make: () => T): Promise<T> {
  const client = lab.in('construction', make);
  lab.cleanup(() => disconnect(client));
  await lab.in('connection', () => connect(client));
  return client;
}

/** How messages come: whoever is to have them is set up in `dispatch`, and what is set going later is in `registration`. */
type Receive = (consumer: Consumer, lab: Lab) => unknown;

const received = ({ KafkaConsumer, Producer }: Librdkafka, broker: string, receive: Receive, times = 2): Situation => {
  return async (lab) => {
    const topic = uniqueName();
    const options = { 'group.id': topic, 'metadata.broker.list': broker, 'fetch.wait.max.ms': 50 };
    const consumer = await open(lab, () => new KafkaConsumer(options, {}));
    const producer = await open(lab, () => new Producer({ 'metadata.broker.list': broker }));
    consumer.subscribe([topic]);
    receive(consumer, lab);
    for (let time = 1; time <= times; time += 1) {
      lab.in('trigger', () => producer.produce(...messageFor(topic)));
      await lab.seen(time);
    }
  };
};

const hear: Receive = (consumer, lab) => {
  lab.in('dispatch', () => consumer.on('data', lab.see));
  lab.in('registration', () => consumer.consume());
};

const consumeAll: Receive = (consumer, lab) => lab.in('dispatch', () => consumer.consume(lab.see));

/** Nothing that comes within a second is answered with nothing. */
const consumeOne: Receive = (consumer, lab) => lab.in('dispatch', () => consumer.consume(1, lab.see));

const delivered = ({ Producer }: Librdkafka, broker: string): Situation => {
  return async (lab) => {
    const topic = uniqueName();
    const producer = await open(lab, () => new Producer({ 'metadata.broker.list': broker, dr_cb: true }));
    lab.in('dispatch', () => producer.on('delivery-report', lab.see));
    lab.in('registration', () => producer.setPollInterval(10));
    for (const times of [1, 2]) {
      lab.in('trigger', () => producer.produce(...messageFor(topic)));
      await lab.seen(times);
    }
  };
};

const produced = ({ HighLevelProducer }: Librdkafka, broker: string): Probe['situations'] => {
  const topic = uniqueName();
  return driverSituations((): Driver => {
    const producer = new HighLevelProducer({ 'metadata.broker.list': broker });
    const connected = connect(producer);
    const call = async (done: () => void): Promise<void> => {
      await connected;
      producer.produce(...messageFor(topic), null, Date.now(), done);
    };
    return { call, close: () => disconnect(producer) };
  });
};

const connecting = (make: () => Client): Situation => {
  return async (lab) => {
    const client = lab.in('construction', make);
    lab.in('dispatch', () => client.connect({}, lab.see));
    await lab.seen();
    await disconnect(client);
  };
};

/** Probes of the classes that `library` exports, the package `module`, with clients of `broker`. */
export function librdkafkaProbes(module: string, library: Librdkafka, broker: string): readonly Probe[] {
  const common = { module, version: versionOf(module), managers };
  const one = (call: string, callback: number, free: Situation): Probe => {
    return { ...common, call, callback, situations: { free } };
  };
  const options = { 'metadata.broker.list': broker };
  return [
    { ...one('KafkaConsumer#on', 1, received(library, broker, hear)), when: { 0: 'data' } },
    one('KafkaConsumer#consume', 0, received(library, broker, consumeAll)),
    one('KafkaConsumer#consume', 1, received(library, broker, consumeOne, 1)),
    { ...one('Producer#on', 1, delivered(library, broker)), when: { 0: 'delivery-report' } },
    { ...common, call: 'HighLevelProducer#produce', callback: -1, situations: produced(library, broker) },
    one(
      'KafkaConsumer#connect',
      1,
      connecting(() => new library.KafkaConsumer({ ...options, 'group.id': uniqueName() }, {})),
    ),
    one(
      'Producer#connect',
      1,
      connecting(() => new library.Producer(options)),
    ),
    one(
      'HighLevelProducer#connect',
      1,
      connecting(() => new library.HighLevelProducer(options)),
    ),
  ];
}
