/** What handlers see in web frameworks that nothing instruments, and in what runs over a socket of its own. */
import http from 'node:http';
import type net from 'node:net';
import { type AddressInfo } from 'node:net';
import { server as createHapi } from '@hapi/hapi';
import express from 'express';
import fastify from 'fastify';
import { graphql, GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import { PubSub } from 'graphql-subscriptions';
import Koa from 'koa';
import { Server as SocketServer } from 'socket.io';
import { io as connectSocket, type Socket } from 'socket.io-client';
import WebSocket, { WebSocketServer } from 'ws';
import type { CallbackPosition, ManagerName } from '../../src/boundaries/boundary.js';
import { settle } from './harness/pool.js';
import type { Lab, Probe, Situation } from './harness/probe.js';
import { listened, wrapped } from './harness/situations.js';
import { versionOf } from './harness/versions.js';

/** These run in Node.js alone, where no zone manager is in use. */
const managers: readonly ManagerName[] = ['async-local-storage', 'stack'];

function probe(module: string, call: string, callback: CallbackPosition, free: Situation, when?: string): Probe {
  const version = versionOf(module);
  return { module, call, callback, ...(when && { when: { 0: when } }), version, managers, situations: { free } };
}

/** Starts a server in `registration` and returns its port. */
type Start = (see: () => void) => { listen: () => Promise<number>; close: () => unknown };

async function portOf(server: net.Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

function serving(server: http.Server): ReturnType<Start> {
  return { listen: () => portOf(server), close: () => server.close() };
}

/** A handler is added in `dispatch`, the server listens in `registration`, and two requests come from `trigger`. */
const requested = (start: Start): Situation => {
  return async (lab) => {
    const server = lab.in('dispatch', () => start(lab.see));
    const port = await lab.in('registration', server.listen);
    lab.cleanup(() => server.close());
    const request = (): Promise<Response> => fetch(`http://127.0.0.1:${port}/`, { headers: { connection: 'close' } });
    for (const times of [1, 2]) {
      const response = await lab.in('trigger', request);
      await response.text();
      await lab.seen(times);
    }
  };
};

const expressRoute: Start = (see) => {
  const app = express();
  app.get('/', (_request, response) => {
    see();
    response.send('answer');
  });
  return serving(http.createServer(app));
};

const expressMiddleware: Start = (see) => {
  const app = express();
  app.use((_request, response) => {
    see();
    response.send('answer');
  });
  return serving(http.createServer(app));
};

const koaMiddleware: Start = (see) => {
  const app = new Koa();
  app.use((state) => {
    see();
    state.body = 'answer';
  });
  return serving(http.createServer(app.callback()));
};

function listening(app: ReturnType<typeof fastify>): ReturnType<Start> {
  const listen = async (): Promise<number> => Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port);
  return { listen, close: () => app.close() };
}

const fastifyRoute: Start = (see) => {
  const app = fastify();
  app.get('/', async () => {
    see();
    return 'answer';
  });
  return listening(app);
};

const fastifyHook: Start = (see) => {
  const app = fastify();
  app.addHook('onRequest', async () => see());
  app.get('/', async () => 'answer');
  return listening(app);
};

const hapiRoute: Start = (see) => {
  const app = createHapi({ port: 0, host: '127.0.0.1' });
  app.route({
    method: 'GET',
    path: '/',
    handler: () => {
      see();
      return 'answer';
    },
  });
  const listen = async (): Promise<number> => {
    await app.start();
    return Number(app.info.port);
  };
  return { listen, close: () => app.stop() };
};

const hapiExtension: Start = (see) => {
  const app = createHapi({ port: 0, host: '127.0.0.1' });
  app.ext('onRequest', (_request, toolkit) => {
    see();
    return toolkit.continue;
  });
  app.route({ method: 'GET', path: '/', handler: () => 'answer' });
  const listen = async (): Promise<number> => {
    await app.start();
    return Number(app.info.port);
  };
  return { listen, close: () => app.stop() };
};

const resolved = wrapped((see) => {
  const resolve = (): string => {
    see();
    return 'answer';
  };
  const query = new GraphQLObjectType({ name: 'Query', fields: { field: { type: GraphQLString, resolve } } });
  const schema = new GraphQLSchema({ query });
  return () => graphql({ schema, source: '{ field }' });
});

const subscribed = listened(
  () => new PubSub(),
  (hub, see) => hub.subscribe('event', see),
  (hub) => hub.publish('event', {}),
);

interface Sockets {
  readonly io: SocketServer;
  connect(): Socket;
}

/** A server that listens in `registration`, and clients that connect from whatever context asks. */
async function openSockets(lab: Lab): Promise<Sockets> {
  const server = lab.in('construction', () => http.createServer());
  const io = lab.in('construction', () => new SocketServer(server));
  const port = await lab.in('registration', () => portOf(server));
  lab.cleanup(() => io.close());
  const connect = (): Socket => {
    const socket = connectSocket(`http://127.0.0.1:${port}`, { transports: ['websocket'], forceNew: true });
    lab.cleanup(() => socket.close());
    return socket;
  };
  return { io, connect };
}

const joined: Situation = async (lab) => {
  const { io, connect } = await openSockets(lab);
  lab.in('dispatch', () => io.on('connection', lab.see));
  lab.in('trigger', connect);
  lab.in('trigger', connect);
  await lab.seen(2);
};

const heardByServer: Situation = async (lab) => {
  const { io, connect } = await openSockets(lab);
  io.on('connection', (socket) => lab.in('dispatch', () => socket.on('event', lab.see)));
  const socket = lab.in('connection', connect);
  await new Promise<void>((resolve) => socket.on('connect', resolve));
  lab.in('trigger', () => socket.emit('event'));
  lab.in('trigger', () => socket.emit('event'));
  await lab.seen(2);
};

const heardByClient: Situation = async (lab) => {
  const { io, connect } = await openSockets(lab);
  const socket = lab.in('connection', connect);
  await new Promise<void>((resolve) => socket.on('connect', resolve));
  lab.in('dispatch', () => socket.on('event', lab.see));
  lab.in('trigger', () => io.emit('event'));
  lab.in('trigger', () => io.emit('event'));
  await lab.seen(2);
};

const acknowledged: Situation = async (lab) => {
  const { io, connect } = await openSockets(lab);
  io.on('connection', (socket) => socket.on('event', (answer: () => void) => answer()));
  const socket = lab.in('connection', connect);
  await new Promise<void>((resolve) => socket.on('connect', resolve));
  lab.in('dispatch', () => socket.emit('event', lab.see));
  await lab.seen();
};

/** A server that is made in `construction` and listens in `registration`. */
async function openWebSockets(lab: Lab): Promise<{ server: WebSocketServer; connect: () => WebSocket }> {
  const carrier = lab.in('construction', () => http.createServer());
  const server = lab.in('construction', () => new WebSocketServer({ server: carrier }));
  const port = await lab.in('registration', () => portOf(carrier));
  lab.cleanup(() => carrier.close());
  const connect = (): WebSocket => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}`);
    // A socket that is closed before it opened says so.
    socket.on('error', () => undefined);
    lab.cleanup(() => socket.close());
    return socket;
  };
  return { server, connect };
}

const webSocketHeard: Situation = async (lab) => {
  const { server, connect } = await openWebSockets(lab);
  const accepted = new Promise<WebSocket>((resolve) => server.once('connection', resolve));
  const socket = lab.in('construction', connect);
  await new Promise((resolve) => socket.once('open', resolve));
  lab.in('dispatch', () => socket.on('message', lab.see));
  const other = await accepted;
  lab.in('trigger', () => other.send('first'));
  await lab.seen();
  lab.in('trigger', () => other.send('second'));
  await lab.seen(2);
  await settle();
};

const webSocketJoined: Situation = async (lab) => {
  const { server, connect } = await openWebSockets(lab);
  lab.in('dispatch', () => server.on('connection', lab.see));
  for (const times of [1, 2]) {
    const socket = lab.in('trigger', connect);
    await new Promise((resolve) => socket.once('open', resolve));
    await lab.seen(times);
  }
};

export const probes: readonly Probe[] = [
  probe('express', 'default()#get', -1, requested(expressRoute)),
  probe('express', 'default()#use', -1, requested(expressMiddleware)),
  probe('koa', 'default#use', 0, requested(koaMiddleware)),
  probe('fastify', 'default()#get', -1, requested(fastifyRoute)),
  probe('fastify', 'default()#addHook', 1, requested(fastifyHook)),
  probe('@hapi/hapi', 'server()#route', '0.handler', requested(hapiRoute)),
  probe('@hapi/hapi', 'server()#ext', 1, requested(hapiExtension)),
  probe('graphql', 'GraphQLObjectType', '0.fields.*.resolve', resolved),
  probe('graphql-subscriptions', 'PubSub#subscribe', 1, subscribed),
  probe('socket.io', 'Server#on', 1, joined, 'connection'),
  probe('socket.io', 'Socket#on', 1, heardByServer),
  probe('socket.io-client', 'Socket#on', 1, heardByClient),
  probe('socket.io-client', 'Socket#emit', -1, acknowledged),
  probe('ws', 'default#on', 1, webSocketHeard, 'message'),
  probe('ws', 'WebSocketServer#on', 1, webSocketJoined, 'connection'),
];
