/** What is measured of every client of Kafka that has the interface of kafkajs. */
import { createGate, settle } from './pool.js';
import type { Lab, Probe, Situation } from './probe.js';
import { uniqueName } from './service.js';
import { driverSituations, type Driver } from './situations.js';

type Handle = () => Promise<void>;

interface Handlers {
  readonly eachMessage?: Handle;
  readonly eachBatch?: Handle;
}

interface Connection {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
}

export interface Consumer extends Connection {
  subscribe(options: { readonly topic: string }): Promise<void>;
  run(handlers: Handlers): Promise<void>;
}

export interface Producer extends Connection {
  send(record: { readonly topic: string; readonly messages: { readonly value: string }[] }): Promise<unknown>;
}

/** Makes clients of one broker: a consumer that starts with the first message, and a producer that sends one request at a time. */
export interface Clients<C extends Consumer = Consumer, P extends Producer = Producer> {
  createConsumer(group: string): C;
  createProducer(): P;
}

/** A consumer that was made in `construction`, and connected and subscribed in `connection`. */
export async function openConsumer<C extends Consumer>(lab: Lab, clients: Clients<C>, topic: string): Promise<C> {
  const consumer = lab.in('construction', () => clients.createConsumer(topic));
  lab.cleanup(() => consumer.disconnect());
  await lab.in('connection', async () => {
    await consumer.connect();
    await consumer.subscribe({ topic });
  });
  return consumer;
}

export async function openProducer(lab: Lab, clients: Clients): Promise<Producer> {
  const producer = clients.createProducer();
  lab.cleanup(() => producer.disconnect());
  await producer.connect();
  return producer;
}

export const message = (topic: string): Parameters<Producer['send']>[0] => {
  return { topic, messages: [{ value: 'message' }] };
};

type Kind = keyof Handlers;

/** A consumer that is run in `dispatch` and receives what is sent in `trigger`. */
const consumed = (clients: Clients, kind: Kind): Situation => {
  return async (lab) => {
    const topic = uniqueName();
    const consumer = await openConsumer(lab, clients, topic);
    const producer = await openProducer(lab, clients);
    await lab.in('dispatch', () => consumer.run({ [kind]: async () => lab.see() }));
    for (const times of [1, 2]) {
      await lab.in('trigger', () => producer.send(message(topic)));
      await lab.seen(times);
    }
  };
};

/** The same for a message that waits until the handler is through with another, or that comes again after it failed. */
const consumedAfter = (clients: Clients, kind: Kind, release: 'open' | 'fail'): Situation => {
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
    const consumer = await openConsumer(lab, clients, topic);
    const producer = await openProducer(lab, clients);
    await lab.in('dispatch', () => consumer.run({ [kind]: handle }));
    if (release === 'open') await lab.in('first-caller', () => producer.send(message(topic)));
    await lab.in('trigger', () => producer.send(message(topic)));
    while (isFirst) await settle();
    lab.in('first-caller', gate[release]);
    await lab.seen();
  };
};

/** A handler of `Consumer#run`. */
export const handled = (clients: Clients, kind: Kind): Probe['situations'] => ({
  free: consumed(clients, kind),
  saturated: consumedAfter(clients, kind, 'open'),
  rejected: consumedAfter(clients, kind, 'fail'),
});

/** The code after `await` of what a producer sends. It is connected by whoever makes it, so that a first call is one. */
export const sent = <P extends Producer>(
  clients: Clients<Consumer, P>,
  send: (producer: P, topic: string) => Promise<unknown>,
): Probe['situations'] => {
  const topic = uniqueName();
  return driverSituations((): Driver => {
    const producer = clients.createProducer();
    const connected = producer.connect();
    const call = async (done: () => void): Promise<void> => {
      await connected;
      await send(producer, topic);
      done();
    };
    return { call, close: () => producer.disconnect() };
  });
};
