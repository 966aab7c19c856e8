import mysql from 'mysql';
import mysql2 from 'mysql2';
import type { Probe } from './harness/probe.js';
import { requireService, serverSideManagers } from './harness/service.js';
import { driverSituations, type Driver } from './harness/situations.js';
import { versionOf } from './harness/versions.js';

const server = { host: '127.0.0.1', user: 'root', connectionLimit: 1 };

type Library = Pick<typeof mysql, 'createConnection' | 'createPool'>;

const connection = (library: Library): Driver => {
  const client = library.createConnection({ host: server.host, user: server.user });
  return { call: (done) => client.query('SELECT 1', done), close: () => client.destroy() };
};

const pool = (library: Library): Driver => {
  const clients = library.createPool(server);
  return { call: (done) => clients.query('SELECT 1', done), close: () => clients.end(() => undefined) };
};

/** The callback under measurement gets a connection, which it gives back. */
const checkout = (library: Library): Driver => {
  const clients = library.createPool(server);
  return {
    call: (done) =>
      clients.getConnection((_error, client) => {
        done();
        client.query('SELECT 1', () => client.release());
      }),
    close: () => clients.end(() => undefined),
  };
};

function probesOf(name: string, library: Library): readonly Probe[] {
  const common = { module: name, callback: -1, version: versionOf(name), managers: serverSideManagers };
  return [
    { ...common, call: 'createConnection()#query', situations: driverSituations(() => connection(library)) },
    { ...common, call: 'createPool()#query', situations: driverSituations(() => pool(library)) },
    { ...common, call: 'createPool()#getConnection', situations: driverSituations(() => checkout(library)) },
  ];
}

export const probes = async (): Promise<readonly Probe[]> => {
  await requireService('MariaDB', 3306);
  return [...probesOf('mysql', mysql), ...probesOf('mysql2', mysql2 as unknown as Library)];
};
