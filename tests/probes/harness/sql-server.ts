/** A stand-in for SQL Server: it lets anybody in, and answers whatever it is asked with no rows. */
import net, { type AddressInfo } from 'node:net';

/** What packets of the protocol hold: https://learn.microsoft.com/openspecs/windows_protocols/ms-tds. */
const PRELOGIN = 0x12;
const LOGIN = 0x10;
const REPLY = 0x04;
const HEADER_BYTES = 8;
const END_OF_MESSAGE = 1;

/** The version of the server, and that it does not encrypt. */
const greeting = Buffer.from([0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff, 16, 0, 0, 0, 0, 0, 2]);
const VERSION_7_4 = [0x74, 0, 0, 4];
const admission = Buffer.from([0xad, 10, 0, 1, ...VERSION_7_4, 0, 16, 0, 0, 0]);
/** A token that ends an answer, with its status, command and number of rows. */
const end = Buffer.from([0xfd, ...Array<number>(12).fill(0)]);

function answer(type: number): Buffer {
  if (type === PRELOGIN) return greeting;
  return type === LOGIN ? Buffer.concat([admission, end]) : end;
}

function frame(body: Buffer): Buffer {
  const header = Buffer.from([REPLY, END_OF_MESSAGE, 0, 0, 0, 0, 1, 0]);
  header.writeUInt16BE(HEADER_BYTES + body.length, 2);
  return Buffer.concat([header, body]);
}

/** Answers each message that comes from a socket when its last packet is there. */
function serve(socket: net.Socket): void {
  let rest = Buffer.alloc(0);
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= HEADER_BYTES && rest.length >= rest.readUInt16BE(2)) {
      const [type = 0, status = 0] = rest;
      rest = rest.subarray(rest.readUInt16BE(2));
      if (status & END_OF_MESSAGE) socket.write(frame(answer(type)));
    }
  });
}

/** Starts the stand-in and returns the port that it listens on. */
export async function startSqlServer(): Promise<number> {
  const server = net.createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
