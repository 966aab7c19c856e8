/** The events of requests and responses, which handlers get as their parameters. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Lab, Probe, Situation } from './harness/probe.js';
import { nodeVersion as version } from './harness/versions.js';

/** Answers a request in two pieces, the second of which comes later, in `trigger`. */
function answer(lab: Lab, response: http.ServerResponse): void {
  response.write('first');
  setTimeout(() => lab.in('trigger', () => response.end('second')), 10);
}

/** A server that began to listen in `construction`, which is what its handlers see. */
async function serve(lab: Lab, handle: http.RequestListener): Promise<{ port: number; agent: http.Agent }> {
  const server = http.createServer(handle);
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  lab.cleanup(() => server.close());
  lab.cleanup(() => agent.destroy());
  await lab.in('construction', () => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  return { port: (server.address() as AddressInfo).port, agent };
}

type Client = Awaited<ReturnType<typeof serve>>;

/** Sends a request in two pieces, and reads the whole answer. */
function send({ port, agent }: Client, visit?: (response: http.IncomingMessage) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = http.request({ port, host: '127.0.0.1', agent, method: 'POST' }, (response) => {
      visit?.(response);
      response.resume().on('end', () => setImmediate(resolve));
    });
    request.on('error', reject);
    request.write('first');
    setTimeout(() => request.end('second'), 10);
  });
}

/** What a handler gets: on the side of the client a response alone. */
interface Messages {
  readonly request?: http.IncomingMessage;
  readonly response: http.ServerResponse | http.IncomingMessage;
}

/** Puts a listener on a request or a response. */
type Listen = (messages: Messages, listener: () => void) => unknown;

/** On the side of the server, in `dispatch`: for the first request of a connection, or for one behind it. */
const handled = (listen: Listen, isReused: boolean, piece = 1): Situation => {
  return async (lab) => {
    let isMeasured = !isReused;
    const client = await serve(lab, (request, response) => {
      if (isMeasured) lab.in('dispatch', () => listen({ request, response }, seePiece(lab, piece)));
      request.on('end', () => answer(lab, response)).resume();
    });
    if (isReused) await lab.in('first-caller', () => send(client));
    isMeasured = true;
    await lab.in('connection', () => send(client));
    await lab.seen();
  };
};

/** The same for a client that goes away before it has its answer. */
const abandoned = (listen: Listen): Situation => {
  return async (lab) => {
    let handle = (): void => undefined;
    const handling = new Promise<void>((resolve) => (handle = resolve));
    const { port } = await serve(lab, (request, response) => {
      lab.in('dispatch', () => listen({ request, response }, lab.see));
      handle();
    });
    const request = lab.in('connection', () => http.get({ port, host: '127.0.0.1', agent: false }));
    request.on('error', () => undefined);
    await handling;
    lab.in('connection', () => request.destroy());
    await lab.seen();
  };
};

/** On the side of the client, in `dispatch`, whose request was made in `construction`. */
const responded = (listen: Listen, isReused: boolean, piece = 1): Situation => {
  return async (lab) => {
    const client = await serve(lab, (request, response) => {
      request.on('end', () => answer(lab, response)).resume();
    });
    if (isReused) await lab.in('first-caller', () => send(client));
    await lab.in('construction', () => {
      return send(client, (response) => lab.in('dispatch', () => listen({ response }, seePiece(lab, piece))));
    });
    await lab.seen();
  };
};

/** Looks at the first or the second run. */
function seePiece(lab: Lab, piece: number): () => void {
  let runs = 0;
  return () => {
    runs += 1;
    if (runs === piece) lab.see();
    else lab.runOther();
  };
}

type Class = 'IncomingMessage' | 'ServerResponse';
type Method = 'on' | 'once';

function probe(call: `${Class}#${Method}`, event: string, situations: Probe['situations']): Probe {
  return { module: 'http', call, callback: 1, when: { 0: event }, version, situations };
}

const bothLoads = (situation: (isReused: boolean) => Situation): Probe['situations'] => ({
  free: situation(false),
  reused: situation(true),
});

/** A piece of a body that has arrived already is there for who listens first; the next has to be waited for. */
const pieces = (situation: (piece: number) => Situation): Probe['situations'] => ({
  free: situation(1),
  saturated: situation(2),
});

const endings = (method: Method): readonly Probe[] => {
  const onRequest = (event: string): Listen => {
    return ({ request, response }, listener) => (request ?? response)[method](event, listener);
  };
  const onResponse = (event: string): Listen => {
    return ({ response }, listener) => response[method](event, listener);
  };
  return [
    ...['end', 'close'].flatMap((event) => [
      probe(
        `IncomingMessage#${method}`,
        event,
        bothLoads((isReused) => handled(onRequest(event), isReused)),
      ),
      probe(
        `IncomingMessage#${method}`,
        event,
        bothLoads((isReused) => responded(onRequest(event), isReused)),
      ),
    ]),
    probe(`IncomingMessage#${method}`, 'error', { free: abandoned(onRequest('error')) }),
    ...['finish', 'close'].map((event) => {
      const situations = bothLoads((isReused) => handled(onResponse(event), isReused));
      const isEitherWay = event === 'close';
      return probe(`ServerResponse#${method}`, event, {
        ...situations,
        ...(isEitherWay && { rejected: abandoned(onResponse(event)) }),
      });
    }),
  ];
};

const onData: Listen = ({ request, response }, listener) => (request ?? response).on('data', listener);

export const probes: readonly Probe[] = [
  probe(
    'IncomingMessage#on',
    'data',
    pieces((piece) => handled(onData, false, piece)),
  ),
  probe(
    'IncomingMessage#on',
    'data',
    pieces((piece) => responded(onData, false, piece)),
  ),
  ...endings('on'),
  ...endings('once'),
];
