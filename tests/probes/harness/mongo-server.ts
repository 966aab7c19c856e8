/** A stand-in for a MongoDB replica set of one: it speaks enough of the wire protocol for the real driver to work. */
import net, { type AddressInfo } from 'node:net';
import { BSON } from 'mongodb';

/** What one message on the wire holds. */
export type Message = Readonly<Record<string, unknown>>;

/** What a server that keeps something answers; undefined to leave the answer to the stand-in. */
export type Answer = (body: Message) => Message | undefined;

interface Request {
  readonly id: number;
  readonly body: Message;
  /** Drivers greet in the older form, before they know what the server speaks. */
  readonly isQuery: boolean;
}

/** The operation codes of the wire protocol: https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/. */
const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const HEADER_BYTES = 16;

const documents: readonly Message[] = [{ _id: 1 }, { _id: 2 }];
const WATCHING = BSON.Long.fromNumber(2);
const READING = BSON.Long.fromNumber(1);
const DONE = BSON.Long.fromNumber(0);

function parseRequest(frame: Buffer): Request {
  const isQuery = frame.readInt32LE(12) === OP_QUERY;
  // A query has flags, the name of a collection that ends with a zero, and two numbers before its document.
  const start = isQuery ? frame.indexOf(0, HEADER_BYTES + 4) + 9 : HEADER_BYTES + 5;
  const document = frame.subarray(start, start + frame.readInt32LE(start));
  return { id: frame.readInt32LE(4), body: BSON.deserialize(document, { promoteLongs: true }), isQuery };
}

function frameAnswer({ id, isQuery }: Request, answer: Message): Buffer {
  const document = BSON.serialize(answer);
  const preface = Buffer.alloc(isQuery ? 20 : 5);
  if (isQuery) preface.writeInt32LE(1, 16);
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeInt32LE(HEADER_BYTES + preface.length + document.length, 0);
  header.writeInt32LE(id, 8);
  header.writeInt32LE(isQuery ? OP_REPLY : OP_MSG, 12);
  return Buffer.concat([header, preface, document]);
}

/** Cuts what comes from a socket into whole messages. */
function readFrames(socket: net.Socket, visit: (frame: Buffer) => void): void {
  let rest = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 4 && rest.length >= rest.readInt32LE(0)) {
      const length = rest.readInt32LE(0);
      visit(rest.subarray(0, length));
      rest = rest.subarray(length);
    }
  });
}

class MongoServer {
  private readonly sockets = new Set<net.Socket>();
  private readonly server = net.createServer((socket) => this.accept(socket));
  /** Answers that wait for something to be inserted: those of change streams. */
  private watchers: (() => void)[] = [];
  private inserted = 0;

  constructor(private readonly answerFirst: Answer) {}

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `mongodb://${this.host}/?replicaSet=probe`;
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }

  private get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  private accept(socket: net.Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.sockets.delete(socket));
    readFrames(socket, (frame) => {
      const request = parseRequest(frame);
      const reply = (answer: Message): void => void socket.write(frameAnswer(request, { ok: 1, ...answer }));
      const answer = this.answerFirst(request.body);
      if (answer) reply(answer);
      else this.answer(request.body, reply);
    });
  }

  private answer(body: Message, reply: (answer: Message) => void): void {
    const [command] = Object.keys(body);
    switch (command) {
      case 'hello':
      case 'ismaster':
      case 'isMaster':
        return reply(this.greet());
      case 'find':
        return reply({ cursor: this.firstBatch(body['singleBatch'] === true) });
      case 'aggregate':
        return reply({
          cursor: { id: WATCHING, ns: 'probe.items', firstBatch: [], postBatchResumeToken: { _data: '0' } },
        });
      case 'getMore':
        return Number(body['getMore']) === 2 ? this.watch(reply) : reply({ cursor: this.lastBatch() });
      case 'insert':
        this.insert();
        return reply({ n: 1 });
      default:
        return reply({});
    }
  }

  private greet(): Message {
    const { host } = this;
    return {
      helloOk: true,
      ismaster: true,
      isWritablePrimary: true,
      setName: 'probe',
      hosts: [host],
      me: host,
      primary: host,
      maxWireVersion: 25,
      minWireVersion: 0,
      logicalSessionTimeoutMinutes: 30,
    };
  }

  private firstBatch(isAll: boolean): Message {
    return { id: isAll ? DONE : READING, ns: 'probe.items', firstBatch: documents.slice(0, 1) };
  }

  private lastBatch(): Message {
    return { id: DONE, ns: 'probe.items', nextBatch: documents.slice(1) };
  }

  private insert(): void {
    this.inserted += 1;
    for (const wake of this.watchers.splice(0)) wake();
  }

  /** Answers when something is inserted, or after a while with nothing, as a server does. */
  private watch(reply: (answer: Message) => void): void {
    const answer = (changes: readonly Message[]): void => {
      clearTimeout(timer);
      this.watchers = this.watchers.filter((watcher) => watcher !== wake);
      reply({ cursor: { id: WATCHING, ns: 'probe.items', nextBatch: changes } });
    };
    const wake = (): void => {
      const _id = { _data: String(this.inserted) };
      const ns = { db: 'probe', coll: 'items' };
      answer([{ _id, operationType: 'insert', ns, documentKey: { _id: 1 }, fullDocument: { _id: 1 } }]);
    };
    const timer = setTimeout(() => answer([]), 100);
    this.watchers.push(wake);
  }
}

/** Starts the stand-in and returns where it listens, and how to end it. What `answer` does not know it answers itself. */
export async function startMongoServer(answer: Answer = () => undefined): Promise<{ url: string; close: () => void }> {
  const server = new MongoServer(answer);
  const url = await server.listen();
  return { url, close: () => server.close() };
}
