/** Jobs that are kept in PostgreSQL: an agenda is notified of new ones, and looks for any again and again. */
import { setTimeout as sleep } from 'node:timers/promises';
import { PostgresBackend } from '@agendajs/postgres-backend';
import { Agenda } from 'agenda';
import pg from 'pg';
import { createGate, settle } from './harness/pool.js';
import type { Lab, Probe, Situation } from './harness/probe.js';
import { requireService, serverSideManagers as managers, uniqueName } from './harness/service.js';
import { versionOf } from './harness/versions.js';

/**
 * An agenda with one slot, made in `construction`, that either hears of new jobs or looks for them. They are in a table
 * of their own, where none is left of another run.
 */
async function openAgenda(lab: Lab, finds: 'by notification' | 'by looking'): Promise<Agenda> {
  const disableNotifications = finds === 'by looking';
  const name = uniqueName();
  const logs = `${name}_logs`;
  const names = { tableName: name, channelName: name, logTableName: logs };
  const agenda = lab.in('construction', () => {
    const pool = new pg.Pool({ connectionString: 'postgres://postgres@127.0.0.1/test' });
    lab.cleanup(async () => {
      await agenda.stop();
      await pool.query(`DROP TABLE ${name}, ${logs}`);
      await pool.end();
    });
    const backend = new PostgresBackend({ pool, ...names, disableNotifications });
    return new Agenda({ backend, processEvery: disableNotifications ? 100 : 60_000, maxConcurrency: 1 });
  });
  await agenda.ready;
  return agenda;
}

/** Starts it in `registration`; the look with which it begins is over when this settles, and finds no job. */
async function start(lab: Lab, agenda: Agenda): Promise<void> {
  await lab.in('registration', () => agenda.start());
  await sleep(300);
}

/** A job is defined in `dispatch` of an agenda that is started in `registration`; `trigger` adds it. */
const ran = (finds: 'by notification' | 'by looking'): Situation => {
  return async (lab) => {
    const agenda = await openAgenda(lab, finds);
    lab.in('dispatch', () => agenda.define('job', async () => lab.see()));
    await start(lab, agenda);
    for (const times of [1, 2]) {
      await lab.in('trigger', () => agenda.now('job'));
      await lab.seen(times);
    }
  };
};

/** The same for a job that waits until the only slot is free, which another job has and leaves in `first-caller`. */
const ranAfter = (release: 'open' | 'fail'): Situation => {
  return async (lab) => {
    const agenda = await openAgenda(lab, 'by notification');
    const gate = createGate();
    let isFirst = true;
    const handle = async (): Promise<void> => {
      if (!isFirst) return lab.see();
      isFirst = false;
      lab.runOther();
      await gate.passed;
    };
    lab.in('dispatch', () => agenda.define('job', handle));
    await start(lab, agenda);
    await lab.in('first-caller', () => agenda.now('job'));
    while (isFirst) await settle();
    await lab.in('trigger', () => agenda.now('job'));
    await settle();
    lab.in('first-caller', gate[release]);
    await lab.seen();
  };
};

export const probes = async (): Promise<readonly Probe[]> => {
  await requireService('PostgreSQL', 5432);
  return [
    {
      module: 'agenda',
      call: 'Agenda#define',
      callback: 1,
      version: versionOf('agenda'),
      managers,
      situations: {
        free: ran('by looking'),
        reused: ran('by notification'),
        saturated: ranAfter('open'),
        rejected: ranAfter('fail'),
      },
    },
  ];
};
