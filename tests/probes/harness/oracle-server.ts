/** A stand-in for Oracle Database: it lets anybody in, and says of whatever it is told to do that it is done. */
import net, { type AddressInfo } from 'node:net';

/** What packets hold; their lengths have two bytes until a connection is accepted, and four from then on. */
const CONNECT = 1;
const ACCEPT = 2;
const DATA = 6;
const PACKET_HEADER_BYTES = 8;
const DATA_HEADER_BYTES = 10;

/** What the first byte of a message says, and that of an answer. */
const PROTOCOL = 1;
const DATA_TYPES = 2;
const RESULT = 4;

function zeros(length: number, at: Readonly<Record<number, number>> = {}): Buffer {
  const bytes = Buffer.alloc(length);
  for (const [index, byte] of Object.entries(at)) bytes[Number(index)] = byte;
  return bytes;
}

/** Version 317 of the protocol, without encryption, and packets of no more than 8192 bytes. */
const acceptance = zeros(37, { 0: 1, 1: 61, 15: 8, 26: 32, 30: 32 });
/** Text is UTF-8, national text UTF-16; the fields are those of version 12.2. */
const capabilities = Buffer.concat([
  Buffer.from([PROTOCOL, 6, 0, 0, 0x69, 0x03, 0, 0, 0, 0, 11]),
  zeros(11, { 9: 0x07, 10: 0xd0 }),
  Buffer.from([8]),
  zeros(8, { 7: 8 }),
  Buffer.from([0]),
]);
/** The time zone of the database is UTC, and it has no types of its own. */
const types = zeros(14, { 0: DATA_TYPES, 5: 60, 6: 60 });
/** No error, and nothing else to say. */
const done = zeros(31, { 0: RESULT });

function answer(message: Buffer): Buffer {
  if (message[0] === PROTOCOL) return capabilities;
  return message[0] === DATA_TYPES ? types : done;
}

function frame(type: number, body: Buffer): Buffer {
  const header = zeros(PACKET_HEADER_BYTES, { 4: type });
  if (type === ACCEPT) header.writeUInt16BE(header.length + body.length);
  else header.writeUInt32BE(header.length + body.length);
  return Buffer.concat([header, body]);
}

/** Whether what a packet says of its sender comes in the next one, for want of room. */
function isToBeContinued(packet: Buffer): boolean {
  return packet[4] === CONNECT && packet.length === packet.readUInt16BE(26);
}

function serve(socket: net.Socket): void {
  let rest = Buffer.alloc(0);
  let isAccepted = false;
  const receive = (packet: Buffer): void => {
    if (!isAccepted) {
      if (isToBeContinued(packet)) return;
      isAccepted = true;
      socket.write(frame(ACCEPT, acceptance));
    } else if (packet[4] === DATA && packet.length > DATA_HEADER_BYTES) {
      const body = Buffer.concat([
        zeros(DATA_HEADER_BYTES - PACKET_HEADER_BYTES),
        answer(packet.subarray(DATA_HEADER_BYTES)),
      ]);
      socket.write(frame(DATA, body));
    }
  };
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= PACKET_HEADER_BYTES) {
      const length = isAccepted ? rest.readUInt32BE() : rest.readUInt16BE();
      if (rest.length < length) return;
      const packet = rest.subarray(0, length);
      rest = rest.subarray(length);
      receive(packet);
    }
  });
}

/** Starts the stand-in and returns what clients connect to. */
export async function startOracle(): Promise<string> {
  const server = net.createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}/probe`;
}
