/**
 * A native add-on that takes a minute to build where there is no prebuilt binary, so it is no dependency: it is
 * measured where someone installed it with `npm install --no-save better-sqlite3`.
 */
import type { Probe } from './harness/probe.js';
import { loadAddOn, serverSideManagers as managers } from './harness/service.js';
import { wrapped } from './harness/situations.js';
import { versionOf } from './harness/versions.js';

interface Database {
  transaction(run: () => void): () => void;
  function(name: string, fn: () => number): void;
  prepare(sql: string): { get(): unknown };
  close(): void;
}

export const probes = async (): Promise<readonly Probe[]> => {
  const Constructor = await loadAddOn<Database>('better-sqlite3', 'default');
  const transaction = wrapped((see) => new Constructor(':memory:').transaction(see));
  const called = wrapped((see) => {
    const database = new Constructor(':memory:');
    database.function('probe', () => {
      see();
      return 1;
    });
    const statement = database.prepare('SELECT probe()');
    return () => statement.get();
  });
  const common = { module: 'better-sqlite3', version: versionOf('better-sqlite3'), managers };
  return [
    { ...common, call: 'default#transaction', callback: 0, situations: { free: transaction } },
    { ...common, call: 'default#function', callback: -1, situations: { free: called } },
  ];
};
