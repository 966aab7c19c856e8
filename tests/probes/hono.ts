/** What handlers of hono see behind `@hono/node-server`, where nothing instruments them. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import type { ManagerName } from '../../src/boundaries/boundary.js';
import type { Probe, Situation } from './harness/probe.js';
import { versionOf } from './harness/versions.js';

const managers: readonly ManagerName[] = ['async-local-storage', 'stack'];

/** A handler is added in `dispatch`, the server is started in `registration`, and two requests come from `trigger`. */
const requested = (add: (app: Hono, see: () => void) => unknown, method: string): Situation => {
  return async (lab) => {
    const app = new Hono();
    lab.in('dispatch', () => add(app, lab.see));
    const server = await lab.in('registration', () => {
      return new Promise<Server>((resolve) => {
        const options = { fetch: app.fetch, port: 0, hostname: '127.0.0.1' };
        const started = serve(options, () => resolve(started as Server));
      });
    });
    lab.cleanup(() => server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    for (const times of [1, 2]) {
      const response = await lab.in('trigger', () => fetch(url, { method, headers: { connection: 'close' } }));
      await response.text();
      await lab.seen(times);
    }
  };
};

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'all'] as const;

function probe(call: string, callback: number, free: Situation): Probe {
  return { module: 'hono', call, callback, version: versionOf('hono'), managers, situations: { free } };
}

export const probes: readonly Probe[] = [
  ...METHODS.map((method) => {
    const add = (app: Hono, see: () => void): unknown => app[method]('/', (state) => (see(), state.text('answer')));
    return probe(`Hono#${method}`, -1, requested(add, method === 'all' ? 'GET' : method.toUpperCase()));
  }),
  probe(
    'Hono#use',
    -1,
    requested((app, see) => app.use(async (_state, next) => (see(), next())), 'GET'),
  ),
  probe(
    'Hono#notFound',
    0,
    requested((app, see) => app.notFound((state) => (see(), state.text('none'))), 'GET'),
  ),
];
