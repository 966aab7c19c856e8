/** The client of memcached against a stand-in that keeps nothing. */
import net, { type AddressInfo } from 'node:net';
import Memcached from 'memcached';
import type { Probe } from './harness/probe.js';
import { serverSideManagers as managers } from './harness/service.js';
import { driverSituations, type Driver } from './harness/situations.js';
import { versionOf } from './harness/versions.js';

function startServer(): Promise<string> {
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      // Nothing is found, and everything is stored; one chunk may hold several commands.
      for (const [, name] of chunk.toString().matchAll(/^(get|set) /gmu)) {
        socket.write(name === 'get' ? 'END\r\n' : 'STORED\r\n');
      }
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
}

export const probes = async (): Promise<readonly Probe[]> => {
  const server = await startServer();
  const driver = (call: (client: Memcached, done: () => void) => void): Probe['situations'] => {
    return driverSituations((): Driver => {
      const client = new Memcached(server, { poolSize: 1 });
      return { call: (done) => call(client, done), close: () => client.end() };
    });
  };
  const common = { module: 'memcached', callback: -1, version: versionOf('memcached'), managers };
  return [
    { ...common, call: 'default#get', situations: driver((client, done) => client.get('probe', done)) },
    { ...common, call: 'default#set', situations: driver((client, done) => client.set('probe', 1, 10, done)) },
  ];
};
