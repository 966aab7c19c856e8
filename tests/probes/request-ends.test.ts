import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { expect, it } from 'vitest';

const manager = new AsyncLocalStorageContextManager().enable();
const key = createContextKey('place');
const at = <T>(place: string, run: () => T): T => manager.with(ROOT_CONTEXT.setValue(key, place), run);

/** Where the listeners on the end and on the close of a request run. */
async function listen(method: string, isRead: boolean): Promise<readonly unknown[]> {
  const seen: unknown[] = [];
  const server = http.createServer((request, response) => {
    at('dispatch', () => {
      for (const event of ['end', 'close']) request.on(event, () => seen.push(manager.active().getValue(key)));
    });
    if (isRead) request.on('data', () => undefined);
    setTimeout(() => at('trigger', () => response.end('answer')), 10);
  });
  await at('opening', () => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  const options = { port: (server.address() as AddressInfo).port, host: '127.0.0.1', agent: false, method };
  await new Promise((resolve) => {
    at('client', () => http.request(options, (answer) => answer.resume().on('end', resolve))).end(
      method === 'POST' ? 'body' : undefined,
    );
  });
  await expect.poll(() => seen.length).toBe(2);
  server.close();
  return seen;
}

it.each(['GET', 'POST'])('a %s request that is read ends in what its handler saw', async (method) => {
  await expect(listen(method, true)).resolves.toEqual(['opening', 'opening']);
});

it.each(['GET', 'POST'])('a %s request that nobody reads ends when it is answered', async (method) => {
  await expect(listen(method, false)).resolves.toEqual(['trigger', 'trigger']);
});
