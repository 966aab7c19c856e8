/** A stand-in for a Kafka cluster of one broker: it speaks enough of the wire protocol for the real client to work. */
import net, { type AddressInfo } from 'node:net';
import Decoder from 'kafkajs/src/protocol/decoder.js';
import Encoder from 'kafkajs/src/protocol/encoder.js';

/** Answers one kind of request, in the one version that the stand-in speaks: https://kafka.apache.org/protocol.html. */
interface Api {
  readonly key: number;
  readonly version: number;
  answer(request: Decoder, version: number): Encoder | Promise<Encoder>;
}

const NODE_ID = 1;
const PARTITION = 0;
const OK = 0;
const UNSUPPORTED_VERSION = 35;
/** The milliseconds by which answers are held back, which every newer version states. */
const NO_THROTTLE = 0;

/** What a broker does with records is to keep them as they came, and to number them. */
class Log {
  private readonly batches: Buffer[] = [];
  private waiting: (() => void)[] = [];

  get end(): number {
    return this.batches.length;
  }

  append(batch: Buffer): void {
    batch.writeBigInt64BE(BigInt(this.end));
    this.batches.push(batch);
    for (const wake of this.waiting.splice(0)) wake();
  }

  /** The batch of one record at `offset`; waits for it no longer than `patience` milliseconds. */
  async read(offset: number, patience: number): Promise<Buffer> {
    if (offset >= this.end) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, patience);
        this.waiting.push(() => (clearTimeout(timer), resolve()));
      });
    }
    return this.batches[offset] ?? Buffer.alloc(0);
  }
}

/** Answers for each partition of each topic that a request names; `answer` reads what it says of one. */
function answerTopics(request: Decoder, answer: (topic: string) => Encoder): Encoder {
  const topics = request.readArray(() => {
    const topic = request.readString();
    return new Encoder().writeString(topic).writeArray(request.readArray(() => answer(topic)));
  });
  return new Encoder().writeArray(topics);
}

class KafkaBroker {
  private readonly sockets = new Set<net.Socket>();
  private readonly server = net.createServer((socket) => this.accept(socket));
  private readonly logs = new Map<string, Log>();
  private readonly apis: readonly Api[] = [
    { key: 0, version: 3, answer: (request) => this.produce(request) },
    { key: 1, version: 4, answer: (request) => this.fetch(request) },
    { key: 3, version: 0, answer: (request) => this.describe(request.readArray(() => request.readString())) },
    { key: 8, version: 2, answer: (request) => this.commit(request) },
    { key: 9, version: 1, answer: (request) => this.committed(request) },
    { key: 10, version: 0, answer: () => this.writeNode(new Encoder().writeInt16(OK)) },
    { key: 11, version: 0, answer: (request) => this.join(request) },
    { key: 12, version: 0, answer: () => new Encoder().writeInt16(OK) },
    { key: 13, version: 0, answer: () => new Encoder().writeInt16(OK) },
    { key: 14, version: 0, answer: (request) => this.sync(request) },
    { key: 18, version: 2, answer: (_request, version) => this.listApis(version) },
  ];

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `127.0.0.1:${this.port}`;
  }

  private get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  private logOf(topic: string): Log {
    const log = this.logs.get(topic) ?? new Log();
    this.logs.set(topic, log);
    return log;
  }

  private accept(socket: net.Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.sockets.delete(socket));
    let rest = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk]);
      while (rest.length >= 4 && rest.length >= 4 + rest.readInt32BE()) {
        const end = 4 + rest.readInt32BE();
        void this.answer(socket, new Decoder(rest.subarray(4, end)));
        rest = rest.subarray(end);
      }
    });
  }

  private async answer(socket: net.Socket, request: Decoder): Promise<void> {
    const key = request.readInt16();
    const version = request.readInt16();
    const correlation = request.readInt32();
    request.readString();
    const body = await this.apis.find((api) => api.key === key)?.answer(request, version);
    if (!body || socket.destroyed) return;
    const answer = new Encoder().writeInt32(correlation).writeEncoder(body);
    socket.write(new Encoder().writeInt32(answer.size()).writeEncoder(answer).buffer);
  }

  /** Asked in a version that it does not speak, a broker says so in the oldest, and is asked again in that. */
  private listApis(asked: number): Encoder {
    if (asked > 2) return new Encoder().writeInt16(UNSUPPORTED_VERSION).writeArray([]);
    const apis = this.apis.map(({ key, version }) => {
      return new Encoder().writeInt16(key).writeInt16(version).writeInt16(version);
    });
    const answer = new Encoder().writeInt16(OK).writeArray(apis);
    return asked > 0 ? answer.writeInt32(NO_THROTTLE) : answer;
  }

  private writeNode(encoder: Encoder): Encoder {
    return encoder.writeInt32(NODE_ID).writeString('127.0.0.1').writeInt32(this.port);
  }

  private describe(topics: readonly string[]): Encoder {
    const partition = new Encoder()
      .writeInt16(OK)
      .writeInt32(PARTITION)
      .writeInt32(NODE_ID)
      .writeArray([NODE_ID], 'int32')
      .writeArray([NODE_ID], 'int32');
    const described = topics.map((topic) => new Encoder().writeInt16(OK).writeString(topic).writeArray([partition]));
    return new Encoder().writeArray([this.writeNode(new Encoder())]).writeArray(described);
  }

  private produce(request: Decoder): Encoder {
    request.readString();
    request.forward(2 + 4);
    const answer = answerTopics(request, (topic) => {
      const log = this.logOf(topic);
      const offset = log.end;
      request.forward(4);
      log.append(request.readBytes());
      return new Encoder().writeInt32(PARTITION).writeInt16(OK).writeInt64(offset).writeInt64(-1);
    });
    return answer.writeInt32(NO_THROTTLE);
  }

  private async fetch(request: Decoder): Promise<Encoder> {
    request.forward(4);
    const patience = request.readInt32();
    request.forward(4 + 4 + 1);
    const [wanted] = request.readArray(() => {
      const topic = request.readString();
      const [offset] = request.readArray(() => (request.forward(4), Number(request.readInt64())));
      return { topic, offset: offset ?? 0 };
    });
    if (!wanted) throw new Error('Nothing was asked for.');
    const log = this.logOf(wanted.topic);
    const batch = await log.read(wanted.offset, patience);
    const partition = new Encoder().writeInt32(PARTITION).writeInt16(OK).writeInt64(log.end).writeInt64(log.end);
    const topic = new Encoder().writeString(wanted.topic).writeArray([partition.writeArray([]).writeBytes(batch)]);
    return new Encoder().writeInt32(NO_THROTTLE).writeArray([topic]);
  }

  /** A group has one member, which leads it: it assigns the partitions to itself. */
  private join(request: Decoder): Encoder {
    request.readString();
    request.forward(4);
    request.readString();
    request.readString();
    const [protocol] = request.readArray(() => ({ name: request.readString(), metadata: request.readBytes() }));
    if (!protocol) throw new Error('A member without a protocol joined.');
    const member = new Encoder().writeString('member').writeBytes(protocol.metadata);
    return new Encoder()
      .writeInt16(OK)
      .writeInt32(1)
      .writeString(protocol.name)
      .writeString('member')
      .writeString('member')
      .writeArray([member]);
  }

  private sync(request: Decoder): Encoder {
    request.readString();
    request.forward(4);
    request.readString();
    const [assignment] = request.readArray(() => (request.readString(), request.readBytes()));
    return new Encoder().writeInt16(OK).writeBytes(assignment ?? Buffer.alloc(0));
  }

  private commit(request: Decoder): Encoder {
    request.readString();
    request.forward(4);
    request.readString();
    request.forward(8);
    return answerTopics(request, () => {
      request.forward(4 + 8);
      request.readString();
      return new Encoder().writeInt32(PARTITION).writeInt16(OK);
    });
  }

  /** Every group begins at the first record. */
  private committed(request: Decoder): Encoder {
    request.readString();
    return answerTopics(request, () => {
      request.forward(4);
      return new Encoder().writeInt32(PARTITION).writeInt64(0).writeString('').writeInt16(OK);
    });
  }
}

/** Starts the stand-in and returns where it listens. It keeps one record a batch, in the one partition of any topic. */
export function startKafkaBroker(): Promise<string> {
  return new KafkaBroker().listen();
}
