/** The real clients of Amazon SQS against a stand-in for its endpoint. */
import { createHash } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { ReceiveMessageCommand, SendMessageCommand, SQS, SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs';
import { Consumer } from 'sqs-consumer';
import type { Lab, Probe, Situation } from './harness/probe.js';
import { serverSideManagers as managers } from './harness/service.js';
import { driverSituations, type Driver } from './harness/situations.js';
import { versionOf } from './harness/versions.js';

type Answer = Readonly<Record<string, unknown>>;

const hash = (text: string): string => createHash('md5').update(text).digest('hex');

/** A queue that keeps what is sent until it is received, and answers at once when it has nothing. */
class Endpoint {
  private messages: string[] = [];
  private readonly server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
      const input = JSON.parse(Buffer.concat(chunks).toString()) as { MessageBody?: string };
      response.setHeader('content-type', 'application/x-amz-json-1.0');
      response.end(JSON.stringify(this.answer(operation, input.MessageBody ?? '')));
    });
  });

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  private answer(operation: string, body: string): Answer {
    if (operation === 'SendMessage') {
      this.messages.push(body);
      return { MessageId: '1', MD5OfMessageBody: hash(body) };
    }
    if (operation !== 'ReceiveMessage') return {};
    return {
      Messages: this.messages.splice(0, 1).map((Body) => {
        return { MessageId: '1', ReceiptHandle: '1', Body, MD5OfBody: hash(Body) };
      }),
    };
  }
}

/** One connection, so that a second call waits for the first. */
function configure(endpoint: string): SQSClientConfig {
  return {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'probe', secretAccessKey: 'probe' },
    requestHandler: { httpAgent: new http.Agent({ keepAlive: true, maxSockets: 1 }) },
  };
}

type Call = (client: SQS, queue: string, done: () => void) => unknown;

const called = (endpoint: string, call: Call): Probe['situations'] => {
  return driverSituations((): Driver => {
    const client = new SQS(configure(endpoint));
    return { call: (done) => call(client, `${endpoint}/1/calls`, done), close: () => client.destroy() };
  });
};

const receive = (QueueUrl: string): ReceiveMessageCommand => new ReceiveMessageCommand({ QueueUrl });

type Handlers = Pick<Parameters<typeof Consumer.create>[0], 'handleMessage' | 'handleMessageBatch'>;

/** A consumer that is made in `dispatch`, started in `registration`, and receives what is sent in `trigger`. */
const consumed = (endpoint: string, handlers: (lab: Lab) => Handlers): Situation => {
  return async (lab) => {
    const queueUrl = `${endpoint}/1/messages`;
    const sqs = lab.in('construction', () => new SQSClient(configure(endpoint)));
    const sender = new SQSClient(configure(endpoint));
    const consumer = lab.in('dispatch', () =>
      Consumer.create({ queueUrl, sqs, ...handlers(lab), waitTimeSeconds: 0, pollingWaitTimeMs: 5 }),
    );
    lab.in('registration', () => consumer.start());
    for (const times of [1, 2]) {
      await lab.in('trigger', () => sender.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: 'a' })));
      await lab.seen(times);
    }
    const stopped = new Promise((resolve) => consumer.once('stopped', resolve));
    consumer.stop();
    await stopped;
    sqs.destroy();
    sender.destroy();
  };
};

export const probes = async (): Promise<readonly Probe[]> => {
  const endpoint = await new Endpoint().listen();
  const client = { module: '@aws-sdk/client-sqs', version: versionOf('@aws-sdk/client-sqs'), managers };
  const consumer = { module: 'sqs-consumer', call: 'Consumer.create', version: versionOf('sqs-consumer'), managers };
  return [
    {
      ...client,
      call: 'SQSClient#send',
      callback: -1,
      situations: called(endpoint, (sqs, queue, done) => sqs.send(receive(queue), done)),
    },
    {
      ...client,
      call: 'SQSClient#send',
      callback: 'await',
      situations: called(endpoint, async (sqs, queue, done) => {
        await sqs.send(receive(queue));
        done();
      }),
    },
    {
      ...client,
      call: 'SQS#receiveMessage',
      callback: -1,
      situations: called(endpoint, (sqs, QueueUrl, done) => sqs.receiveMessage({ QueueUrl }, done)),
    },
    {
      ...client,
      call: 'SQS#sendMessage',
      callback: -1,
      situations: called(endpoint, (sqs, QueueUrl, done) => sqs.sendMessage({ QueueUrl, MessageBody: 'a' }, done)),
    },
    {
      ...consumer,
      callback: '0.handleMessage',
      situations: {
        free: consumed(endpoint, (lab) => ({
          handleMessage: async () => {
            lab.see();
            return undefined;
          },
        })),
      },
    },
    {
      ...consumer,
      callback: '0.handleMessageBatch',
      situations: {
        free: consumed(endpoint, (lab) => ({
          handleMessageBatch: async () => {
            lab.see();
            return undefined;
          },
        })),
      },
    },
  ];
};
