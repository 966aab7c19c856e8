/**
 * The client of Azure Service Bus against a stand-in for the service. It brings 29 MB along, so it is no dependency: it is
 * measured where someone installed it with `npm install --no-save @azure/service-bus`.
 */
import { createGate, readAll, settle } from './harness/pool.js';
import type { Lab, Probe, Situation } from './harness/probe.js';
import { loadOptional, serverSideManagers as managers, uniqueName } from './harness/service.js';
import { startServiceBus } from './harness/service-bus.js';
import { driverSituations, type Driver } from './harness/situations.js';
import { versionOf } from './harness/versions.js';

const NAME = '@azure/service-bus';

interface Handlers {
  processMessage(): Promise<void>;
  processError(): Promise<void>;
}

interface Receiver {
  subscribe(handlers: Handlers): unknown;
  receiveMessages(count: number): Promise<readonly unknown[]>;
  getMessageIterator(): AsyncIterableIterator<unknown>;
  close(): Promise<void>;
}

interface Sender {
  sendMessages(message: { readonly body: string }): Promise<void>;
}

interface Client {
  createReceiver(queue: string, options: object): Receiver;
  createSender(queue: string): Sender;
  close(): Promise<void>;
}

interface Library {
  readonly ServiceBusClient: new (connection: string) => Client;
}

type Connect = (lab: Lab) => Client;

const message = { body: 'message' };
/** One message at a time; its lock does not have to be renewed. */
const options = { maxConcurrentCalls: 1, maxAutoLockRenewalDurationInMs: 0 };

/** What is under measurement, and who sends to it from a connection of their own. */
interface Queue {
  readonly receiver: Receiver;
  send(): Promise<void>;
}

/** A receiver of a client that is made in `construction`; an earlier call may have opened its `connection`. */
async function openQueue(lab: Lab, connect: Connect, isConnected: boolean): Promise<Queue> {
  const name = uniqueName();
  const client = lab.in('construction', () => connect(lab));
  if (isConnected) await lab.in('connection', () => client.createSender('other').sendMessages(message));
  const receiver = lab.in('construction', () => client.createReceiver(name, options));
  lab.cleanup(() => receiver.close());
  const sender = connect(lab).createSender(name);
  return { receiver, send: () => sender.sendMessages(message) };
}

const processError = async (): Promise<void> => undefined;

/** A handler that is handed over in `dispatch` gets what is sent in `trigger`. */
const subscribed = (connect: Connect, isConnected: boolean): Situation => {
  return async (lab) => {
    const { receiver, send } = await openQueue(lab, connect, isConnected);
    lab.in('dispatch', () => receiver.subscribe({ processMessage: async () => lab.see(), processError }));
    for (const times of [1, 2]) {
      await lab.in('trigger', send);
      await lab.seen(times);
    }
  };
};

/** The same for a message that waits until the handler is through with another. */
const subscribedAfter = (connect: Connect, release: 'open' | 'fail'): Situation => {
  return async (lab) => {
    const { receiver, send } = await openQueue(lab, connect, false);
    const gate = createGate();
    let isFirst = true;
    const processMessage = async (): Promise<void> => {
      if (!isFirst) return lab.see();
      isFirst = false;
      lab.runOther();
      await gate.passed;
    };
    lab.in('dispatch', () => receiver.subscribe({ processMessage, processError }));
    await lab.in('first-caller', send);
    while (isFirst) await settle();
    const sending = lab.in('trigger', send);
    await settle();
    lab.in('first-caller', gate[release]);
    await lab.seen();
    await sending;
  };
};

/** The code after `await`, or in `for await`, which stands in `dispatch`; the connection is there, and two messages come. */
const awaited = (connect: Connect, receive: (receiver: Receiver, see: () => void) => Promise<unknown>): Situation => {
  return async (lab) => {
    const { receiver, send } = await openQueue(lab, connect, true);
    const received = lab.in('dispatch', () => receive(receiver, lab.see));
    await lab.in('trigger', send);
    await lab.in('trigger', send);
    await received;
  };
};

const receiveOne = async (receiver: Receiver, see: () => void): Promise<void> => {
  await receiver.receiveMessages(1);
  see();
};

const receiveTwo = (receiver: Receiver, see: () => void): Promise<void> => {
  let left = 2;
  return readAll(receiver.getMessageIterator(), () => {
    see();
    left -= 1;
    return left > 0 ? undefined : 'stop';
  });
};

const sent = (make: () => Client): Probe['situations'] => {
  return driverSituations((): Driver => {
    const client = make();
    const sender = client.createSender(uniqueName());
    const call = async (done: () => void): Promise<void> => {
      await sender.sendMessages(message);
      done();
    };
    return { call, close: () => client.close() };
  });
};

export const probes = async (): Promise<readonly Probe[]> => {
  const { ServiceBusClient } = await loadOptional<Library>(NAME);
  const connection = await startServiceBus();
  const connect: Connect = (lab) => {
    const client = new ServiceBusClient(connection);
    lab.cleanup(() => client.close());
    return client;
  };
  const common = { module: NAME, version: versionOf(NAME), managers };
  return [
    {
      ...common,
      call: 'ServiceBusReceiver#subscribe',
      callback: '0.processMessage',
      situations: {
        free: subscribed(connect, false),
        reused: subscribed(connect, true),
        saturated: subscribedAfter(connect, 'open'),
        rejected: subscribedAfter(connect, 'fail'),
      },
    },
    {
      ...common,
      call: 'ServiceBusReceiver#receiveMessages',
      callback: 'await',
      situations: { reused: awaited(connect, receiveOne) },
    },
    {
      ...common,
      call: 'ServiceBusReceiver#getMessageIterator',
      callback: 'await',
      situations: { reused: awaited(connect, receiveTwo) },
    },
    {
      ...common,
      call: 'ServiceBusSender#sendMessages',
      callback: 'await',
      situations: sent(() => new ServiceBusClient(connection)),
    },
  ];
};
