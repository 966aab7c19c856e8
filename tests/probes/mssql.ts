/**
 * The client of SQL Server against a stand-in for the server. It brings 76 MB along, so it is no dependency: it is
 * measured where someone installed it with `npm install --no-save mssql mssql-7@npm:mssql@7.3.5`.
 */
import type { Probe, Situation } from './harness/probe.js';
import { loadOptional, serverSideManagers as managers } from './harness/service.js';
import { driverSituations, type Driver } from './harness/situations.js';
import { startSqlServer } from './harness/sql-server.js';
import { versionOf } from './harness/versions.js';

const METHODS = ['query', 'execute', 'batch'] as const;

type Ask = (text: string, done?: () => void) => Promise<unknown>;
type Request = Readonly<Record<(typeof METHODS)[number], Ask>>;

interface Pool {
  connect(done?: () => void): Promise<unknown>;
  request(): Request;
  close(): Promise<void>;
}

interface Library {
  readonly ConnectionPool: new (options: object, done?: () => void) => Pool;
  connect(options: object, done: () => void): void;
  close(): Promise<void>;
}

/** A pool of one connection, which the first call opens. */
const asked = (make: () => Pool, ask: (pool: Pool, done: () => void) => unknown): Probe['situations'] => {
  return driverSituations((): Driver => {
    const pool = make();
    const connected = pool.connect();
    const call = async (done: () => void): Promise<void> => {
      await connected;
      await ask(pool, done);
    };
    return { call, close: () => pool.close() };
  });
};

const connected = (make: () => Pool): Situation => {
  return async (lab) => {
    const pool = lab.in('construction', make);
    lab.cleanup(() => pool.close());
    lab.in('dispatch', () => pool.connect(lab.see));
    await lab.seen();
  };
};

/** One pool serves the whole program, until it is closed. */
const connectedForAll = (library: Library, options: object): Situation => {
  return async (lab) => {
    lab.cleanup(() => library.close());
    lab.in('dispatch', () => library.connect(options, lab.see));
    await lab.seen();
  };
};

const constructed = ({ ConnectionPool }: Library, options: object): Situation => {
  return async (lab) => {
    const pool = lab.in('dispatch', () => new ConnectionPool(options, lab.see));
    lab.cleanup(() => pool.close());
    await lab.seen();
  };
};

function probesOf(name: string, library: Library, port: number): readonly Probe[] {
  const options = { server: '127.0.0.1', port, options: { encrypt: false }, pool: { max: 1 } };
  const make = (): Pool => new library.ConnectionPool(options);
  const common = { module: 'mssql', version: versionOf(name), managers };
  return [
    ...METHODS.flatMap((method): readonly Probe[] => {
      const call = `Request#${method}`;
      const calledBack = asked(make, (pool, done) => void pool.request()[method]('probe', done));
      const awaited = asked(make, async (pool, done) => {
        await pool.request()[method]('probe');
        done();
      });
      return [
        { ...common, call, callback: -1, situations: calledBack },
        { ...common, call, callback: 'await', situations: awaited },
      ];
    }),
    { ...common, call: 'ConnectionPool#connect', callback: 0, situations: { free: connected(make) } },
    { ...common, call: 'ConnectionPool', callback: 1, situations: { free: constructed(library, options) } },
    { ...common, call: 'connect', callback: 1, situations: { free: connectedForAll(library, options) } },
  ];
}

export const probes = async (): Promise<readonly Probe[]> => {
  const port = await startSqlServer();
  const names = ['mssql', 'mssql-7'];
  const libraries = names.map(async (name) => {
    const { default: library } = await loadOptional<{ default: Library }>(name);
    return probesOf(name, library, port);
  });
  return (await Promise.all(libraries)).flat();
};
