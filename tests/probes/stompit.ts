/** The client of STOMP against a stand-in for a broker: it greets, and passes on what is sent to who subscribed. */
import net, { type AddressInfo } from 'node:net';
import stompit, { type Client } from 'stompit';
import { settle } from './harness/pool.js';
import type { Lab, Probe, Situation } from './harness/probe.js';
import { serverSideManagers as managers } from './harness/service.js';
import { versionOf } from './harness/versions.js';

const frame = (...lines: readonly string[]): string => `${lines.join('\n')}\n\nmessage\0`;

function startBroker(): net.Server {
  const subscribers = new Map<net.Socket, string>();
  return net.createServer((socket) => {
    const answer = (text: string): void => {
      const [command] = text.trimStart().split('\n');
      if (command === 'CONNECT' || command === 'STOMP') socket.write('CONNECTED\nversion:1.2\n\n\0');
      if (command === 'SUBSCRIBE') subscribers.set(socket, /^id:(.*)$/mu.exec(text)?.[1] ?? '');
      if (command !== 'SEND') return;
      for (const [subscriber, id] of subscribers) {
        subscriber.write(frame('MESSAGE', `subscription:${id}`, 'message-id:1', 'destination:messages'));
      }
    };
    let rest = '';
    socket.on('error', () => undefined);
    socket.on('close', () => subscribers.delete(socket));
    socket.on('data', (chunk) => {
      const frames = (rest + chunk.toString()).split('\0');
      rest = frames.pop() ?? '';
      frames.forEach(answer);
    });
  });
}

function connect(port: number): Promise<Client> {
  return new Promise((resolve, reject) => {
    stompit.connect({ port, host: '127.0.0.1' }, (error, client) => (error ? reject(error) : resolve(client)));
  });
}

/** Connected in `connection`; subscribed in `dispatch`, and `trigger` sends on another connection. */
const subscribed: Situation = async (lab: Lab) => {
  const broker = startBroker();
  await new Promise<void>((resolve) => broker.listen(0, '127.0.0.1', resolve));
  lab.cleanup(() => broker.close());
  const { port } = broker.address() as AddressInfo;
  const client = await lab.in('connection', () => connect(port));
  const sender = await connect(port);
  lab.in('dispatch', () => {
    client.subscribe('messages', (_error, message) => {
      lab.see();
      // The next message waits until this one was read.
      message.resume();
    });
  });
  await settle();
  for (const times of [1, 2]) {
    lab.in('trigger', () => sender.send({ destination: 'messages' }).end('message'));
    await lab.seen(times);
  }
  client.destroy();
  sender.destroy();
};

const connected: Situation = async (lab: Lab) => {
  const broker = startBroker();
  await new Promise<void>((resolve) => broker.listen(0, '127.0.0.1', resolve));
  lab.cleanup(() => broker.close());
  const { port } = broker.address() as AddressInfo;
  lab.in('dispatch', () => {
    stompit.connect({ port, host: '127.0.0.1' }, (_error, client) => {
      lab.see();
      client.destroy();
    });
  });
  await lab.seen();
};

const probe = (call: string, callback: number, free: Situation): Probe => {
  return { module: 'stompit', call, callback, version: versionOf('stompit'), managers, situations: { free } };
};

export const probes: readonly Probe[] = [probe('Client#subscribe', 1, subscribed), probe('connect', -1, connected)];
