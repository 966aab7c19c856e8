/**
 * The client of Google Cloud Pub/Sub against a stand-in for the service. It brings 60 MB along, so it is no dependency:
 * it is measured where someone installed it with `npm install --no-save @google-cloud/pubsub`.
 */
import { settle } from './harness/pool.js';
import type { Lab, Probe, Situation } from './harness/probe.js';
import { endPulls, startPubSub, untilPulled } from './harness/pubsub-server.js';
import { loadOptional, serverSideManagers as managers } from './harness/service.js';
import { versionOf } from './harness/versions.js';

const NAME = '@google-cloud/pubsub';

interface Received {
  ack(): void;
}

interface Subscription {
  on(event: 'message', listener: (message: Received) => void): void;
  close(): Promise<void>;
}

type Publish = (message: { readonly data: Buffer }, done?: () => void) => Promise<unknown>;

interface PubSub {
  subscription(name: string, options: object): Subscription;
  topic(name: string, options: object): { readonly publishMessage: Publish };
  close(): Promise<void>;
}

interface Client {
  readonly PubSub: new (options: object) => PubSub;
}

/** Makes a client; its publishers send what came within 5 milliseconds together. */
type Connect = (lab: Lab) => PubSub;

const publisher = (client: PubSub): Publish => {
  const topic = client.topic('topic', { batching: { maxMilliseconds: 5 } });
  return topic.publishMessage.bind(topic);
};

const message = { data: Buffer.from('message') };

/** A listener is added in `dispatch`: the first, or behind one that was added in `registration`. */
const listened = (connect: Connect, isFirst: boolean): Situation => {
  return async (lab) => {
    const client = lab.in('construction', () => connect(lab));
    const publish = publisher(connect(lab));
    const subscription = lab.in('construction', () => {
      return client.subscription('subscription', { streamingOptions: { maxStreams: 1 } });
    });
    lab.cleanup(() => subscription.close());
    if (!isFirst) lab.in('registration', () => subscription.on('message', () => undefined));
    lab.in('dispatch', () => {
      subscription.on('message', (received) => {
        lab.see();
        received.ack();
      });
    });
    for (const times of [1, 2]) {
      await untilPulled();
      await lab.in('trigger', () => publish(message));
      await lab.seen(times);
      if (times === 1) endPulls();
      await settle();
    }
  };
};

/** A message that is published alone, or in one batch with that of `first-caller`. */
const published = (connect: Connect, publish: (send: Publish, see: () => void) => unknown): Probe['situations'] => {
  const open = (lab: Lab): Publish => publisher(lab.in('construction', () => connect(lab)));
  return {
    free: async (lab) => {
      const send = open(lab);
      lab.in('dispatch', () => publish(send, lab.see));
      await lab.seen();
    },
    burst: async (lab) => {
      const send = open(lab);
      const first = lab.in('first-caller', () => send(message));
      lab.in('dispatch', () => publish(send, lab.see));
      await first;
      await lab.seen();
    },
  };
};

export const probes = async (): Promise<readonly Probe[]> => {
  // Nobody is asked whether this is a machine of Google's.
  process.env['METADATA_SERVER_DETECTION'] = 'none';
  const { PubSub } = await loadOptional<Client>(NAME);
  const apiEndpoint = await startPubSub();
  const connect: Connect = (lab) => {
    const client = new PubSub({ projectId: 'probe', apiEndpoint, emulatorMode: true });
    lab.cleanup(() => client.close());
    return client;
  };
  const common = { module: NAME, version: versionOf(NAME), managers };
  const called = published(connect, (send, see) => send(message, see));
  const awaited = published(connect, async (send, see) => {
    await send(message);
    see();
  });
  return [
    {
      ...common,
      call: 'Subscription#on',
      callback: 1,
      when: { 0: 'message' },
      situations: { free: listened(connect, true), reused: listened(connect, false) },
    },
    { ...common, call: 'Topic#publishMessage', callback: 1, situations: called },
    { ...common, call: 'Topic#publishMessage', callback: 'await', situations: awaited },
  ];
};
