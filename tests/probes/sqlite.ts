/**
 * The SQLite drivers are native add-ons that take minutes to build where there is no prebuilt binary, so they are no
 * dependency: they are measured where someone installed them with `npm install --no-save sqlite3 better-sqlite3`.
 */
import { settle } from './harness/pool.js';
import type { Probe, Situation } from './harness/probe.js';
import { ServiceUnavailable, serverSideManagers as managers } from './harness/service.js';
import { driverSituations, wrapped, type Driver } from './harness/situations.js';
import { versionOf } from './harness/versions.js';

interface Database {
  get(sql: string, done: () => void): void;
  all(sql: string, done: () => void): void;
  run(sql: string, done: () => void): void;
  each(sql: string, row: () => void, done: () => void): void;
  close(): void;
}

interface SynchronousDatabase {
  transaction(run: () => void): () => void;
  function(name: string, fn: () => number): void;
  prepare(sql: string): { get(): unknown };
  close(): void;
}

type Constructor<T> = new (path: string) => T;

async function load<T>(name: string, select: (module: { default: unknown }) => unknown): Promise<Constructor<T>> {
  try {
    return select((await import(name)) as { default: unknown }) as Constructor<T>;
  } catch (error) {
    throw new ServiceUnavailable(`${name} is not installed (${String(error).slice(0, 80)})`);
  }
}

const methods = ['get', 'all', 'run'] as const;

export const probes = async (): Promise<readonly Probe[]> => {
  const sqlite3 = await load<Database>('sqlite3', (module) =>
    Reflect.get(Object(module.default) as object, 'Database'),
  );
  const betterSqlite3 = await load<SynchronousDatabase>('better-sqlite3', (module) => module.default);
  const driver = (method: (typeof methods)[number]): Driver => {
    const database = new sqlite3(':memory:');
    return { call: (done) => database[method]('SELECT 1', done), close: () => database.close() };
  };
  const rows: Situation = async (lab) => {
    const database = lab.in('construction', () => new sqlite3(':memory:'));
    lab.cleanup(() => database.close());
    lab.in('dispatch', () => database.each('SELECT 1 UNION SELECT 2', lab.see, () => undefined));
    await lab.seen(2);
    await settle();
  };
  const common = { module: 'sqlite3', version: versionOf('sqlite3'), managers };
  const synchronous = { module: 'better-sqlite3', version: versionOf('better-sqlite3'), managers };
  return [
    ...methods.map((method): Probe => {
      const situations = driverSituations(() => driver(method));
      return { ...common, call: `Database#${method}`, callback: -1, situations };
    }),
    { ...common, call: 'Database#each', callback: -2, situations: { free: rows } },
    {
      ...synchronous,
      call: 'default#transaction',
      callback: 0,
      situations: { free: wrapped((see) => new betterSqlite3(':memory:').transaction(see)) },
    },
    { ...synchronous, call: 'default#function', callback: -1, situations: { free: wrapped(called) } },
  ];

  function called(see: () => void): () => unknown {
    const database = new betterSqlite3(':memory:');
    database.function('probe', () => {
      see();
      return 1;
    });
    const statement = database.prepare('SELECT probe()');
    return () => statement.get();
  }
};
