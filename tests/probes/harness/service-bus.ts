/** A stand-in for Azure Service Bus: a container of AMQP 1.0 that hands on what it is sent, and lets anybody in. */
import type { AddressInfo } from 'node:net';
import rhea, { type EventContext, type Message, type Sender } from 'rhea';

/** Where clients say who they are: https://learn.microsoft.com/azure/service-bus-messaging/service-bus-amqp-protocol-guide. */
const CLAIMS = '$cbs';

/** Keeps what is sent to an address until somebody receives from there. */
class Queues {
  private readonly senders = new Map<string, Sender>();
  private readonly waiting = new Map<string, Message[]>();

  open(sender: Sender): void {
    const { address } = sender.source;
    sender.set_source({ address });
    this.senders.set(address, sender);
    for (const message of this.waiting.get(address) ?? []) sender.send(message);
    this.waiting.delete(address);
  }

  send(address: string, message: Message): void {
    const sender = this.senders.get(address);
    if (sender) sender.send(message);
    else this.waiting.set(address, [...(this.waiting.get(address) ?? []), message]);
  }
}

/** Everybody is who they say, which each connection is told on a link of its own. */
function admit({ connection, message }: EventContext): void {
  const sender = connection.find_sender(({ source }: Sender) => source.address === CLAIMS);
  const id = message?.message_id;
  const application_properties = { 'status-code': 202 };
  sender?.send({ ...(id !== undefined && { correlation_id: id }), application_properties, body: '' });
}

/** Starts the stand-in and returns the connection string of its clients. */
export async function startServiceBus(): Promise<string> {
  const broker = rhea.create_container();
  const queues = new Queues();
  broker.on('message', (event: EventContext) => {
    const address = event.receiver?.target.address ?? '';
    if (address === CLAIMS) admit(event);
    else queues.send(address, { body: event.message?.body as unknown });
  });
  broker.on('sender_open', ({ sender }: EventContext) => sender && queues.open(sender));
  broker.on('receiver_open', ({ receiver }: EventContext) => {
    receiver?.set_target({ address: receiver.target.address });
  });
  // A receiver waits until what it says of a message is confirmed. What it gives up is gone, for it is not sent again.
  const confirm = ({ delivery }: EventContext): void => delivery?.update(true, delivery.remote_state);
  for (const outcome of ['accepted', 'modified']) broker.on(outcome, confirm);
  const server = broker.listen({ port: 0, host: '127.0.0.1' });
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  return `Endpoint=sb://127.0.0.1:${port};SharedAccessKeyName=probe;SharedAccessKey=probe;UseDevelopmentEmulator=true`;
}
