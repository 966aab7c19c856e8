/** The client of Oracle Database, without Oracle's libraries, against a stand-in for the server. */
import oracledb, { type Connection, type Pool, type PoolAttributes } from 'oracledb';
import { startOracle } from './harness/oracle-server.js';
import type { Lab, Probe, Situation } from './harness/probe.js';
import { serverSideManagers as managers } from './harness/service.js';
import { driverSituations, type Driver } from './harness/situations.js';
import { versionOf } from './harness/versions.js';

type Ask = (connection: Connection, done: () => void) => unknown;

const STATEMENT = 'BEGIN NULL; END;';

/** A connection, which does one thing at a time. */
const asked = (options: PoolAttributes, ask: Ask): Probe['situations'] => {
  return driverSituations((): Driver => {
    const connection = oracledb.getConnection(options);
    return {
      call: async (done) => ask(await connection, done),
      close: async () => (await connection).close(),
    };
  });
};

/** A pool of one connection, which is given back at once. */
const checkedOut = (
  options: PoolAttributes,
  checkOut: (pool: Pool, take: (connection: Connection) => unknown) => unknown,
): Probe['situations'] => {
  return driverSituations((): Driver => {
    const pool = oracledb.createPool({ ...options, poolMin: 0, poolMax: 1 });
    const call = async (done: () => void): Promise<void> => {
      await checkOut(await pool, (connection) => {
        done();
        return connection.close();
      });
    };
    return { call, close: async () => (await pool).close(0) };
  });
};

/** What is called back, or goes on after `await`, in `dispatch` with something that has to be closed. */
const opened = (open: (lab: Lab, take: (closing: () => unknown) => void) => unknown): Situation => {
  return async (lab) => {
    await lab.in('dispatch', () =>
      open(lab, (close) => {
        lab.see();
        lab.cleanup(close);
      }),
    );
    await lab.seen();
  };
};

function calledBack(options: PoolAttributes): readonly Probe[] {
  const common = { module: 'oracledb', callback: -1, version: versionOf('oracledb'), managers };
  const connected = opened((_lab, take) => {
    oracledb.getConnection(options, (_error, connection) => take(() => connection.close()));
  });
  const pooled = opened((_lab, take) => oracledb.createPool(options, (_error, pool) => take(() => pool.close(0))));
  return [
    {
      ...common,
      call: 'Connection#execute',
      situations: asked(options, (connection, done) => connection.execute(STATEMENT, done)),
    },
    { ...common, call: 'Connection#commit', situations: asked(options, (connection, done) => connection.commit(done)) },
    {
      ...common,
      call: 'Pool#getConnection',
      situations: checkedOut(options, (pool, take) => pool.getConnection((_error, connection) => take(connection))),
    },
    { ...common, call: 'getConnection', situations: { free: connected } },
    { ...common, call: 'createPool', situations: { free: pooled } },
  ];
}

function awaited(options: PoolAttributes): readonly Probe[] {
  const common = { module: 'oracledb', callback: 'await', version: versionOf('oracledb'), managers };
  const executed = asked(options, async (connection, done) => {
    await connection.execute(STATEMENT);
    done();
  });
  const connected = opened(async (_lab, take) => {
    const connection = await oracledb.getConnection(options);
    take(() => connection.close());
  });
  return [
    { ...common, call: 'Connection#execute', situations: executed },
    {
      ...common,
      call: 'Pool#getConnection',
      situations: checkedOut(options, async (pool, take) => take(await pool.getConnection())),
    },
    { ...common, call: 'getConnection', situations: { free: connected } },
  ];
}

export const probes = async (): Promise<readonly Probe[]> => {
  const options: PoolAttributes = { connectString: await startOracle(), externalAuth: true, poolMin: 0 };
  return [...calledBack(options), ...awaited(options)];
};
