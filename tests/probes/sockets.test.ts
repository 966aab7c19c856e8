/** What no row says, since one class stands for both ends of a connection. */
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { expect, it } from 'vitest';
import WebSocket, { WebSocketServer } from 'ws';

const manager = new AsyncLocalStorageContextManager().enable();
const key = createContextKey('place');

function at<T>(place: string, run: () => T): T {
  return manager.with(ROOT_CONTEXT.setValue(key, place), run);
}

it('a socket that a server of ws accepted hears its messages in the root context', async () => {
  const seen: unknown[] = [];
  const carrier = http.createServer();
  const server = at('construction', () => new WebSocketServer({ server: carrier }));
  at('registration', () => carrier.listen(0, '127.0.0.1'));
  await once(carrier, 'listening');
  const heard = new Promise<void>((resolve) => {
    server.on('connection', (socket) => {
      at('dispatch', () => socket.on('message', () => (seen.push(manager.active().getValue(key)), resolve())));
      socket.send('ready');
    });
  });
  const { port } = carrier.address() as AddressInfo;
  const client = at('connection', () => new WebSocket(`ws://127.0.0.1:${port}`));
  await once(client, 'message');
  at('trigger', () => client.send('message'));
  await heard;
  expect(seen).toEqual([undefined]);
  client.close();
  carrier.close();
});

it('the events of a request see where its server began to listen, those of a response where it was ended', async () => {
  const seen: unknown[] = [];
  const note = (event: string): void => void seen.push([event, manager.active().getValue(key)]);
  const server = http.createServer((request, response) => {
    at('dispatch', () => {
      request.on('end', () => {
        note('end');
        at('trigger', () => response.end());
      });
      response.on('finish', () => note('finish'));
      request.resume();
    });
  });
  at('registration', () => server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const asked = at('client', () => http.request({ port, host: '127.0.0.1', method: 'POST', agent: false }));
  asked.write('first');
  await new Promise((resolve) => setTimeout(resolve, 20));
  asked.end('second');
  const [response] = (await once(asked, 'response')) as [http.IncomingMessage];
  response.resume();
  await once(response, 'end');
  expect(seen).toEqual([
    ['end', 'registration'],
    ['finish', 'trigger'],
  ]);
  server.close();
});
