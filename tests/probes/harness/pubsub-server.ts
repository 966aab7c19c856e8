/** A stand-in for Google Cloud Pub/Sub that speaks the gRPC of the real client, with the messages that come with it. */
import { loadOptional } from './service.js';

type Message = Readonly<Record<string, unknown>>;

interface Codec {
  encode(message: Message): { finish(): Uint8Array };
  decode(bytes: Uint8Array): Message;
}

interface Call {
  readonly request: Message;
  on(event: 'data' | 'end' | 'close' | 'error', listener: () => void): void;
  write(message: Message): void;
  end(): void;
  emit(event: 'error', error: Error): void;
}

type Done = (error: null, answer: Message) => void;

interface Server {
  addService(definition: object, implementation: object): void;
  bindAsync(address: string, credentials: unknown, done: (error: Error | null, port: number) => void): void;
}

interface Grpc {
  readonly Server: new () => Server;
  readonly ServerCredentials: { createInsecure(): unknown };
}

interface Protocol {
  readonly google: {
    readonly protobuf: Readonly<Record<'Empty', Codec>>;
    readonly pubsub: { readonly v1: Readonly<Record<string, Codec>> };
  };
}

/** The status of gRPC on which a client tries again. */
const UNAVAILABLE = 14;

/** The streams of those who pull. */
const pulls = new Set<Call>();

const implementation = {
  streamingPull: (call: Call): void => {
    pulls.add(call);
    const forget = (): void => void pulls.delete(call);
    // A stream that nobody reads does not come to its end.
    call.on('data', () => undefined);
    call.on('error', forget);
    call.on('close', forget);
    call.on('end', () => call.end());
  },
  publish: ({ request }: Call, done: Done): void => {
    const messages = request['messages'] as readonly Message[];
    const messageIds = messages.map((_, index) => String(index));
    const receivedMessages = messages.map((message) => {
      return { ackId: '1', message: { ...message, messageId: '1', publishTime: { seconds: 1, nanos: 0 } } };
    });
    for (const call of pulls) call.write({ receivedMessages });
    done(null, { messageIds });
  },
  acknowledge: (_call: Call, done: Done): void => done(null, {}),
  modifyAckDeadline: (_call: Call, done: Done): void => done(null, {}),
};

function defineService({ google }: Protocol): object {
  const { protobuf, pubsub } = google;
  const define = (path: string, request: Codec | undefined, response: Codec | undefined, isStream = false): object => ({
    path: `/google.pubsub.v1.${path}`,
    requestStream: isStream,
    responseStream: isStream,
    requestDeserialize: (bytes: Uint8Array) => request?.decode(bytes),
    responseSerialize: (message: Message) => Buffer.from(response?.encode(message).finish() ?? []),
  });
  const { v1 } = pubsub;
  return {
    streamingPull: define('Subscriber/StreamingPull', v1['StreamingPullRequest'], v1['StreamingPullResponse'], true),
    publish: define('Publisher/Publish', v1['PublishRequest'], v1['PublishResponse']),
    acknowledge: define('Subscriber/Acknowledge', v1['AcknowledgeRequest'], protobuf.Empty),
    modifyAckDeadline: define('Subscriber/ModifyAckDeadline', v1['ModifyAckDeadlineRequest'], protobuf.Empty),
  };
}

/** Starts the stand-in and returns where it listens. Throws `ServiceUnavailable` where the client is not installed. */
export async function startPubSub(): Promise<string> {
  const grpc = await loadOptional<Grpc>('@grpc/grpc-js');
  const { default: protocol } = await loadOptional<{ default: Protocol }>(
    '@google-cloud/pubsub/build/protos/protos.js',
  );
  const server = new grpc.Server();
  server.addService(defineService(protocol), implementation);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error) reject(error);
      else resolve(bound);
    });
  });
  return `127.0.0.1:${port}`;
}

/** Ends the streams of those who pull, as the real server does now and then: the client opens others. */
export function endPulls(): void {
  for (const call of pulls) call.emit('error', Object.assign(new Error('unavailable'), { code: UNAVAILABLE }));
  pulls.clear();
}

/** Resolves when someone pulls. */
export async function untilPulled(): Promise<void> {
  while (pulls.size === 0) await new Promise((resolve) => setTimeout(resolve, 5));
}
