import { Logger, run } from 'graphile-worker';
import createKnex from 'knex';
import pg from 'pg';
import PgBoss from 'pg-boss';
import type { Lab, Probe, Situation } from './harness/probe.js';
import { requireService, serverSideManagers as managers, uniqueName } from './harness/service.js';
import { consumed, driverSituations, type Driver } from './harness/situations.js';
import { versionOf } from './harness/versions.js';

const server = { host: '127.0.0.1', user: 'postgres', database: 'test', max: 1 };
const connectionString = 'postgres://postgres@127.0.0.1/test';
const silent = new Logger(() => () => undefined);

const client = (): Driver => {
  const connection = new pg.Client(server);
  const connected = connection.connect();
  connected.catch(() => undefined);
  return { call: (done) => connection.query('SELECT 1', done), close: () => connection.end() };
};

const pool = (): Driver => {
  const clients = new pg.Pool(server);
  return { call: (done) => clients.query('SELECT 1', done), close: () => clients.end() };
};

/** The callback under measurement gets a client, which it gives back. */
const checkout = (): Driver => {
  const clients = new pg.Pool(server);
  return {
    call: (done) =>
      clients.connect((_error, connection, release) => {
        done();
        connection?.query('SELECT 1', () => release());
      }),
    close: () => clients.end(),
  };
};

async function openClient(lab: Lab, sight: 'connection' | 'registration'): Promise<pg.Client> {
  const connection = lab.in('construction', () => new pg.Client(server));
  await lab.in(sight, () => connection.connect());
  lab.cleanup(() => connection.end());
  return connection;
}

const notified: Situation = async (lab) => {
  const channel = uniqueName();
  const listener = await openClient(lab, 'connection');
  await lab.in('registration', () => listener.query(`LISTEN ${channel}`));
  const sender = await openClient(lab, 'registration');
  lab.in('dispatch', () => listener.on('notification', lab.see));
  for (const times of [1, 2]) {
    await lab.in('trigger', () => sender.query(`NOTIFY ${channel}`));
    await lab.seen(times);
  }
};

async function openBoss(lab: Lab, queue: string): Promise<PgBoss> {
  const boss = lab.in('construction', () => new PgBoss({ connectionString, schema: 'probe_boss', supervise: false }));
  boss.on('error', () => undefined);
  await lab.in('connection', () => boss.start());
  lab.cleanup(() => boss.stop({ graceful: false }));
  await boss.createQueue(queue);
  return boss;
}

const worked: Situation = async (lab) => {
  const queue = uniqueName();
  const boss = await openBoss(lab, queue);
  const work = (see: () => void): unknown => boss.work(queue, { pollingIntervalSeconds: 0.5 }, async () => see());
  await consumed(work, () => boss.send(queue, {}))(lab);
};

const ranTasks: Situation = async (lab) => {
  const task = uniqueName();
  const runner = await lab.in('dispatch', () =>
    run({
      connectionString,
      schema: 'probe_graphile',
      pollInterval: 100,
      noHandleSignals: true,
      taskList: { [task]: () => lab.see() },
      logger: silent,
    }),
  );
  lab.cleanup(() => runner.stop());
  for (const times of [1, 2]) {
    await lab.in('trigger', () => runner.addJob(task, {}));
    await lab.seen(times);
  }
};

const HOLD = 'SELECT pg_sleep(0.05)';

const isOfHold = (query: unknown): boolean => {
  return typeof query === 'object' && query !== null && 'sql' in query && query.sql === HOLD;
};

/** An event of a query builder, for a query that finds the only connection free, or waits behind another. */
const queried = (event: 'query' | 'query-response', isFree: boolean): Situation => {
  return async (lab) => {
    const pool = { min: 0, max: 1 };
    const knex = lab.in('construction', () => createKnex({ client: 'pg', connection: connectionString, pool }));
    lab.cleanup(() => knex.destroy());
    await lab.in('connection', () => knex.raw('SELECT 0'));
    lab.in('dispatch', () => {
      knex.on(event, (...queries: unknown[]) => (queries.some(isOfHold) ? lab.runOther() : lab.see()));
    });
    for (const times of [1, 2]) {
      const holding = isFree ? undefined : lab.in('first-caller', () => knex.raw(HOLD).then());
      await lab.in('trigger', () => knex.raw('SELECT 1').then());
      await holding;
      await lab.seen(times);
    }
  };
};

export const probes = async (): Promise<readonly Probe[]> => {
  await requireService('PostgreSQL', 5432);
  const common = { module: 'pg', callback: -1, version: versionOf('pg'), managers };
  return [
    { ...common, call: 'Client#query', situations: driverSituations(client) },
    { ...common, call: 'Pool#query', situations: driverSituations(pool) },
    { ...common, call: 'Pool#connect', situations: driverSituations(checkout) },
    { ...common, call: 'Client#on', callback: 1, when: { 0: 'notification' }, situations: { free: notified } },
    ...(['query', 'query-response'] as const).map((event): Probe => {
      const situations = { free: queried(event, true), saturated: queried(event, false) };
      const when = { 0: event };
      return {
        module: 'knex',
        call: 'default()#on',
        callback: 1,
        when,
        version: versionOf('knex'),
        managers,
        situations,
      };
    }),
    {
      module: 'pg-boss',
      call: 'default#work',
      callback: -1,
      version: versionOf('pg-boss'),
      managers,
      situations: { free: worked },
    },
    {
      module: 'graphile-worker',
      call: 'run',
      callback: '0.taskList.*',
      version: versionOf('graphile-worker'),
      managers,
      situations: { free: ranTasks },
    },
  ];
};
