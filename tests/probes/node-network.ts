/** Servers and clients on the loopback interface, with the first call on a connection and a later one. */
import dgram from 'node:dgram';
import http from 'node:http';
import http2 from 'node:http2';
import net, { type AddressInfo } from 'node:net';
import type { CallbackPosition, Load } from '../../src/boundaries/boundary.js';
import { settle } from './harness/pool.js';
import type { Lab, Probe, Situation } from './harness/probe.js';
import { nodeVersion as version } from './harness/versions.js';

type Situations = Readonly<Partial<Record<Load, Situation>>>;

function probe(module: string, call: string, callback: CallbackPosition, situations: Situations, when?: string): Probe {
  return { module, call, callback, ...(when && { when: { 0: when } }), version, situations };
}

/** The port of a server that was made in one context and put to listening in another. */
async function listen(lab: Lab, server: net.Server): Promise<number> {
  lab.cleanup(() => server.close());
  await lab.in('registration', () => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  return (server.address() as AddressInfo).port;
}

const keepAlive = (lab: Lab): http.Agent => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  lab.cleanup(() => agent.destroy());
  return agent;
};

/** Makes a request and reads the whole answer. */
function get(port: number, agent: http.Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = http.get({ port, host: '127.0.0.1', agent }, (response) => {
      response.resume().on('end', () => setImmediate(resolve));
    });
    request.on('error', reject);
  });
}

/** What the handler of a server sees: the measured request comes first on its connection, or after another. */
const handled = (make: (handler: http.RequestListener) => http.Server, isReused: boolean): Situation => {
  return async (lab) => {
    const see = (): void => (skip ? lab.runOther() : lab.see());
    const server = lab.in('dispatch', () => make((_request, response) => (see(), response.end('answer'))));
    const port = await listen(lab, server);
    const agent = keepAlive(lab);
    let skip = isReused;
    if (isReused) await lab.in('first-caller', () => get(port, agent));
    skip = false;
    await lab.in('trigger', () => get(port, agent));
    await lab.seen();
  };
};

const upgraded: Situation = async (lab) => {
  const server = lab.in('construction', () => http.createServer());
  lab.in('dispatch', () =>
    server.on('upgrade', (_request, socket) => {
      lab.see();
      socket.destroy();
    }),
  );
  const port = await listen(lab, server);
  const headers = { connection: 'upgrade', upgrade: 'probe' };
  const ask = (): unknown => http.get({ port, host: '127.0.0.1', headers }).on('error', () => undefined);
  lab.in('trigger', ask);
  lab.in('trigger', ask);
  await lab.seen(2);
};

/** A server that answers, and an agent whose only connection another request may have opened. */
async function serve(lab: Lab, isReused: boolean): Promise<{ port: number; agent: http.Agent }> {
  const port = await listen(
    lab,
    http.createServer((_request, response) => response.end('answer')),
  );
  const agent = keepAlive(lab);
  if (isReused) await lab.in('connection', () => get(port, agent));
  return { port, agent };
}

type Method = 'get' | 'request';

const responded = (method: Method, isReused: boolean): Situation => {
  return async (lab) => {
    const { port, agent } = await serve(lab, isReused);
    lab.in('dispatch', () => {
      http[method]({ port, host: '127.0.0.1', agent }, (response) => (lab.see(), response.resume())).end();
    });
    await lab.seen();
  };
};

type Once = 'on' | 'once';

const requestEvent = (method: Once, event: string, isReused: boolean): Situation => {
  return async (lab) => {
    const { port, agent } = await serve(lab, isReused);
    const request = lab.in('construction', () => http.request({ port, host: '127.0.0.1', agent }));
    lab.in('dispatch', () => request[method](event, lab.see));
    const answered = new Promise((resolve) => {
      request.once('response', (response) => response.resume().once('end', resolve));
    });
    lab.in('trigger', () => request.end());
    await answered;
    await lab.seen();
  };
};

const requestFailed: Situation = async (lab) => {
  const request = lab.in('construction', () => http.request({ port: 1, host: '127.0.0.1' }));
  lab.in('dispatch', () => request.once('error', lab.see));
  lab.in('trigger', () => request.end());
  await lab.seen();
};

const listening: Situation = async (lab) => {
  const server = lab.in('construction', () => net.createServer());
  lab.cleanup(() => server.close());
  lab.in('dispatch', () => server.listen(0, '127.0.0.1', lab.see));
  await lab.seen();
};

const closed: Situation = async (lab) => {
  const server = net.createServer();
  await listen(lab, server);
  lab.in('dispatch', () => server.close(lab.see));
  await lab.seen();
};

const accepted = (make: (handler: () => void) => net.Server): Situation => {
  return async (lab) => {
    const port = await listen(
      lab,
      lab.in('dispatch', () => make(lab.see)),
    );
    const connect = (): net.Socket => lab.in('trigger', () => net.connect(port, '127.0.0.1'));
    for (const socket of [connect(), connect()]) lab.cleanup(() => socket.destroy());
    await lab.seen(2);
  };
};

async function echo(lab: Lab): Promise<number> {
  return listen(
    lab,
    net.createServer((socket) => socket.on('error', () => undefined).pipe(socket)),
  );
}

const connected: Situation = async (lab) => {
  const port = await echo(lab);
  const socket = lab.in('dispatch', () => net.connect(port, '127.0.0.1', lab.see));
  lab.cleanup(() => socket.destroy());
  await lab.seen();
};

const socketData: Situation = async (lab) => {
  const port = await echo(lab);
  const socket = lab.in('construction', () => net.connect(port, '127.0.0.1'));
  lab.cleanup(() => socket.destroy());
  await new Promise((resolve) => socket.once('connect', resolve));
  lab.in('dispatch', () => socket.on('data', lab.see));
  lab.in('trigger', () => socket.write('first'));
  await lab.seen();
  lab.in('trigger', () => socket.write('second'));
  await lab.seen(2);
};

const written: Situation = async (lab) => {
  const port = await echo(lab);
  const socket = lab.in('construction', () => net.connect(port, '127.0.0.1'));
  lab.cleanup(() => socket.destroy());
  lab.in('dispatch', () => socket.write('text', lab.see));
  await lab.seen();
};

const datagrams: Situation = async (lab) => {
  const socket = lab.in('construction', () => dgram.createSocket('udp4'));
  lab.cleanup(() => socket.close());
  await lab.in('registration', () => new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve)));
  lab.in('dispatch', () => socket.on('message', lab.see));
  const send = (): void => socket.send('text', socket.address().port, '127.0.0.1');
  lab.in('trigger', send);
  await lab.seen();
  lab.in('trigger', send);
  await lab.seen(2);
};

const sent: Situation = async (lab) => {
  const socket = lab.in('construction', () => dgram.createSocket('udp4'));
  lab.cleanup(() => socket.close());
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  lab.in('dispatch', () => socket.send('text', socket.address().port, '127.0.0.1', lab.see));
  await lab.seen();
};

async function http2Session(lab: Lab, server: http2.Http2Server): Promise<http2.ClientHttp2Session> {
  const port = await listen(lab, server);
  const session = lab.in('connection', () => http2.connect(`http://127.0.0.1:${port}`));
  lab.cleanup(() => session.destroy());
  await new Promise((resolve) => session.once('connect', resolve));
  return session;
}

const http2Handled: Situation = async (lab) => {
  const server = lab.in('dispatch', () => http2.createServer((_request, response) => (lab.see(), response.end())));
  const session = await http2Session(lab, server);
  lab.in('trigger', () => session.request().resume());
  await lab.seen();
  lab.in('trigger', () => session.request().resume());
  await lab.seen(2);
  await settle();
};

const http2Responded: Situation = async (lab) => {
  const session = await http2Session(
    lab,
    http2.createServer((_request, response) => response.end()),
  );
  const stream = lab.in('construction', () => session.request());
  lab.in('dispatch', () => stream.once('response', lab.see));
  const ended = new Promise((resolve) => stream.resume().once('close', resolve));
  await lab.seen();
  await ended;
};

const bothLoads = (situation: (isReused: boolean) => Situation): Situations => ({
  free: situation(false),
  reused: situation(true),
});

export const probes: readonly Probe[] = [
  probe(
    'http',
    'createServer',
    -1,
    bothLoads((isReused) => handled((handler) => http.createServer(handler), isReused)),
  ),
  probe(
    'http',
    'Server#on',
    1,
    bothLoads((isReused) => handled((handler) => http.createServer().on('request', handler), isReused)),
    'request',
  ),
  probe('http', 'Server#on', 1, { free: upgraded }, 'upgrade'),
  probe(
    'http',
    'request',
    -1,
    bothLoads((isReused) => responded('request', isReused)),
  ),
  probe(
    'http',
    'get',
    -1,
    bothLoads((isReused) => responded('get', isReused)),
  ),
  ...(['on', 'once'] as const).flatMap((method) => [
    probe(
      'http',
      `ClientRequest#${method}`,
      1,
      bothLoads((isReused) => requestEvent(method, 'response', isReused)),
    ),
    probe(
      'http',
      `ClientRequest#${method}`,
      1,
      bothLoads((isReused) => requestEvent(method, 'finish', isReused)),
    ),
    probe(
      'http',
      `ClientRequest#${method}`,
      1,
      bothLoads((isReused) => requestEvent(method, 'close', isReused)),
    ),
  ]),
  probe('http', 'ClientRequest#once', 1, { free: requestFailed }),
  probe('net', 'Server#listen', -1, { free: listening }),
  probe('net', 'Server#close', 0, { free: closed }),
  probe('net', 'createServer', -1, { free: accepted((handler) => net.createServer(handler)) }),
  probe(
    'net',
    'Server#on',
    1,
    { free: accepted((handler) => net.createServer().on('connection', handler)) },
    'connection',
  ),
  probe('net', 'connect', -1, { free: connected }),
  probe('net', 'Socket#on', 1, { free: socketData }, 'data'),
  probe('net', 'Socket#write', -1, { free: written }),
  probe('dgram', 'Socket#on', 1, { free: datagrams }, 'message'),
  probe('dgram', 'Socket#send', -1, { free: sent }),
  probe('http2', 'createServer', -1, { free: http2Handled }),
  probe('http2', 'ClientHttp2Stream#once', 1, { free: http2Responded }, 'response'),
];
