import amqp, { type Channel } from 'amqplib';
import callbackApi, {
  type Channel as CallbackChannel,
  type Connection as CallbackConnection,
} from 'amqplib/callback_api';
import type { CallbackPosition } from '../../src/boundaries/boundary.js';
import type { Lab, Probe, Situation } from './harness/probe.js';
import { requireService, serverSideManagers as managers } from './harness/service.js';
import { versionOf } from './harness/versions.js';

const url = 'amqp://guest:guest@127.0.0.1';
const temporary = { exclusive: true, autoDelete: true };

function probe(module: string, call: string, callback: CallbackPosition, free: Situation): Probe {
  return { module, call, callback, version: versionOf('amqplib'), managers, situations: { free } };
}

async function openChannel(lab: Lab): Promise<Channel> {
  const connection = await lab.in('connection', () => amqp.connect(url));
  lab.cleanup(() => connection.close());
  return lab.in('construction', () => connection.createChannel());
}

/** A consumer is set up in `dispatch`; `trigger` publishes on a channel of another connection. */
const consumed: Situation = async (lab) => {
  const channel = await openChannel(lab);
  const { queue } = await lab.in('registration', () => channel.assertQueue('', temporary));
  await lab.in('dispatch', () => channel.consume(queue, lab.see, { noAck: true }));
  await publish(lab, queue);
};

async function publish(lab: Lab, queue: string): Promise<void> {
  const connection = await amqp.connect(url);
  lab.cleanup(() => connection.close());
  const channel = await connection.createChannel();
  for (const times of [1, 2]) {
    lab.in('trigger', () => channel.sendToQueue(queue, Buffer.from('message')));
    await lab.seen(times);
  }
}

function openConnection(lab: Lab): Promise<CallbackConnection> {
  return new Promise((resolve, reject) => {
    lab.in('connection', () => {
      callbackApi.connect(url, (error: unknown, connection) => {
        if (error instanceof Error) return reject(error);
        lab.cleanup(() => connection.close());
        resolve(connection);
      });
    });
  });
}

async function openCallbackChannel(lab: Lab): Promise<CallbackChannel> {
  const connection = await openConnection(lab);
  return new Promise((resolve) => {
    lab.in('construction', () => connection.createChannel((_error, channel) => resolve(channel)));
  });
}

const consumedWithCallbacks: Situation = async (lab) => {
  const channel = await openCallbackChannel(lab);
  const queue = await new Promise<string>((resolve) => {
    lab.in('registration', () => channel.assertQueue('', temporary, (_error, ok) => resolve(ok.queue)));
  });
  await new Promise<void>((resolve) => {
    lab.in('dispatch', () => channel.consume(queue, lab.see, { noAck: true }, () => resolve()));
  });
  await publish(lab, queue);
};

const asserted: Situation = async (lab) => {
  const channel = await openCallbackChannel(lab);
  lab.in('dispatch', () => channel.assertQueue('', temporary, lab.see));
  await lab.seen();
};

const connected: Situation = async (lab) => {
  lab.in('dispatch', () => {
    callbackApi.connect(url, (_error, connection) => {
      lab.see();
      lab.cleanup(() => connection.close());
    });
  });
  await lab.seen();
};

export const probes = async (): Promise<readonly Probe[]> => {
  await requireService('RabbitMQ', 5672);
  return [
    probe('amqplib', 'Channel#consume', 1, consumed),
    probe('amqplib/callback_api', 'Channel#consume', 1, consumedWithCallbacks),
    probe('amqplib/callback_api', 'Channel#assertQueue', -1, asserted),
    probe('amqplib/callback_api', 'connect', -1, connected),
  ];
};
