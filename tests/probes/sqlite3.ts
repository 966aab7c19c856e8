/**
 * A native add-on that takes a minute to build where there is no prebuilt binary, so it is no dependency: it is
 * measured where someone installed it with `npm install --no-save sqlite3`.
 */
import type { Probe, Situation } from './harness/probe.js';
import { loadAddOn, serverSideManagers as managers } from './harness/service.js';
import { driverSituations, type Driver } from './harness/situations.js';
import { versionOf } from './harness/versions.js';

interface Database {
  get(sql: string, done: () => void): void;
  all(sql: string, done: () => void): void;
  run(sql: string, done: () => void): void;
  each(sql: string, row: () => void, done: () => void): void;
  close(): void;
}

const methods = ['get', 'all', 'run'] as const;

export const probes = async (): Promise<readonly Probe[]> => {
  const Constructor = await loadAddOn<Database>('sqlite3', 'Database');
  const driver = (method: (typeof methods)[number]): Driver => {
    const database = new Constructor(':memory:');
    return { call: (done) => database[method]('SELECT 1', done), close: () => database.close() };
  };
  // On Node.js 26 the add-on sometimes keeps the rows of a query to itself: then another is asked for them.
  const rows: Situation = async (lab) => {
    const seen = lab.seen(2);
    let isOver = false;
    void seen.then(() => (isOver = true));
    while (!isOver) {
      const database = lab.in('construction', () => new Constructor(':memory:'));
      lab.cleanup(() => database.close());
      lab.in('dispatch', () => database.each('SELECT 1 UNION SELECT 2', lab.see, () => undefined));
      await Promise.race([seen, new Promise((resolve) => setTimeout(resolve, 500))]);
    }
  };
  const common = { module: 'sqlite3', version: versionOf('sqlite3'), managers };
  return [
    ...methods.map((method): Probe => {
      const situations = driverSituations(() => driver(method));
      return { ...common, call: `Database#${method}`, callback: -1, situations };
    }),
    { ...common, call: 'Database#each', callback: -2, situations: { free: rows } },
  ];
};
