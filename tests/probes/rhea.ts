/** The client of AMQP 1.0 against a container of the same library that listens and sends. */
import type { AddressInfo } from 'node:net';
import rhea, { type Container, type Receiver, type Sender } from 'rhea';
import { settle } from './harness/pool.js';
import type { Lab, Probe, Situation } from './harness/probe.js';
import { serverSideManagers as managers } from './harness/service.js';
import { versionOf } from './harness/versions.js';

/** Where a container listens, and what sends to the first that asks it for messages. */
async function openBroker(lab: Lab): Promise<{ port: number; sender: Promise<Sender> }> {
  const broker = rhea.create_container();
  const sender = new Promise<Sender>((resolve) => {
    broker.once('sendable', ({ sender: asked }) => asked && resolve(asked));
  });
  const server = broker.listen({ port: 0, host: '127.0.0.1' });
  await new Promise((resolve) => server.once('listening', resolve));
  lab.cleanup(() => server.close());
  return { port: (server.address() as AddressInfo).port, sender };
}

type Listen = (receiver: Receiver, container: Container, see: () => void) => unknown;

/** Connected in `connection`, subscribed in `registration`; the listener is added in `dispatch`, and `trigger` sends. */
const received = (container: Container, listen: Listen): Situation => {
  return async (lab) => {
    const { port, sender } = await openBroker(lab);
    const connection = lab.in('connection', () => container.connect({ port, host: '127.0.0.1', reconnect: false }));
    const receiver = lab.in('registration', () => connection.open_receiver('messages'));
    lab.in('dispatch', () => listen(receiver, container, lab.see));
    const asked = await sender;
    for (const times of [1, 2]) {
      lab.in('trigger', () => asked.send({ body: 'message' }));
      await lab.seen(times);
    }
    container.removeAllListeners('message');
    connection.close();
    await settle();
  };
};

const onContainer: Listen = (_receiver, container, see) => container.on('message', see);
const onReceiver: Listen = (receiver, _container, see) => receiver.on('message', see);

const probe = (call: string, free: Situation): Probe => {
  const when = { 0: 'message' };
  return { module: 'rhea', call, callback: 1, when, version: versionOf('rhea'), managers, situations: { free } };
};

export const probes: readonly Probe[] = [
  probe('default.on', received(rhea as unknown as Container, onContainer)),
  probe('create_container()#on', received(rhea.create_container(), onContainer)),
  probe('Receiver#on', received(rhea.create_container(), onReceiver)),
];
