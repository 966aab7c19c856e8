/**
 * Agenda as it was up to version 5, against a stand-in for MongoDB that keeps its jobs. It brings a driver of MongoDB and
 * Moment.js along, so it is no dependency: it is measured where someone installed it with
 * `npm install --no-save agenda-5@npm:agenda@5.0.0`.
 */
import { startMongoServer, type Answer, type Message } from './harness/mongo-server.js';
import { createGate, settle } from './harness/pool.js';
import type { Lab, Probe, Situation } from './harness/probe.js';
import { loadOptional, serverSideManagers as managers } from './harness/service.js';
import { versionOf } from './harness/versions.js';

const NAME = 'agenda-5';

interface Agenda {
  readonly _ready: Promise<unknown>;
  define(name: string, handle: () => Promise<void>): void;
  start(): Promise<void>;
  now(name: string): Promise<unknown>;
  stop(): Promise<void>;
  close(options: { readonly force: boolean }): Promise<void>;
}

type AgendaClass = new (options: object) => Agenda;

const isNothing = (value: unknown): boolean => value === null || value === undefined;

/** Keeps jobs: gives one to whoever asks for it by its identity, and one that nobody has to whoever looks for any. */
function keepJobs(): Answer {
  const jobs: Message[] = [];
  const find = ({ _id: id }: Message): Message | undefined => jobs.find((job) => String(job['_id']) === String(id));
  return (body) => {
    if ('insert' in body) {
      jobs.push(...(body['documents'] as Message[]));
      return { n: 1 };
    }
    if ('find' in body) {
      return { cursor: { id: 0, ns: 'probe.agendaJobs', firstBatch: [find(body['filter'] as Message)] } };
    }
    if (!('findAndModify' in body)) return undefined;
    const query = body['query'] as Message;
    const wanted =
      '_id' in query ? find(query) : jobs.find((job) => isNothing(job['lockedAt']) && !isNothing(job['nextRunAt']));
    const isTaken = 'lockedAt' in query && !isNothing(wanted?.['lockedAt']);
    if (!wanted || isTaken) return { value: null };
    Object.assign(wanted, (body['update'] as Record<'$set', Message>).$set);
    return { value: wanted };
  };
}

/** An agenda with one slot, made in `construction`. It looks for jobs when it starts, and not again for a minute. */
async function openAgenda(lab: Lab, Constructor: AgendaClass): Promise<Agenda> {
  const { url, close } = await startMongoServer(keepJobs());
  const options = { db: { address: url }, processEvery: 60_000, maxConcurrency: 1 };
  const agenda = lab.in('construction', () => new Constructor(options));
  lab.cleanup(async () => {
    await agenda.stop();
    await agenda.close({ force: true });
    close();
  });
  await agenda._ready;
  return agenda;
}

/** A job that is there when an agenda is started in `registration`. */
const found = (Constructor: AgendaClass): Situation => {
  return async (lab) => {
    const agenda = await openAgenda(lab, Constructor);
    lab.in('dispatch', () => agenda.define('job', async () => lab.see()));
    await lab.in('trigger', () => agenda.now('job'));
    await lab.in('registration', () => agenda.start());
    await lab.seen();
  };
};

/** A job that `trigger` adds while the agenda runs. */
const added = (Constructor: AgendaClass): Situation => {
  return async (lab) => {
    const agenda = await openAgenda(lab, Constructor);
    lab.in('dispatch', () => agenda.define('job', async () => lab.see()));
    await lab.in('registration', () => agenda.start());
    await settle();
    for (const times of [1, 2]) {
      await lab.in('trigger', () => agenda.now('job'));
      await lab.seen(times);
    }
  };
};

/** The same for a job of somebody else, who is called `connection` here, that waits until the job of `trigger` frees the slot. */
const addedBehind = (Constructor: AgendaClass, release: 'open' | 'fail'): Situation => {
  return async (lab) => {
    const agenda = await openAgenda(lab, Constructor);
    const gate = createGate();
    let isFirst = true;
    const handle = async (): Promise<void> => {
      if (!isFirst) return lab.see();
      isFirst = false;
      lab.runOther();
      await gate.passed;
    };
    lab.in('dispatch', () => agenda.define('job', handle));
    await lab.in('registration', () => agenda.start());
    await settle();
    await lab.in('trigger', () => agenda.now('job'));
    while (isFirst) await settle();
    await lab.in('connection', () => agenda.now('job'));
    lab.in('trigger', gate[release]);
    await lab.seen();
  };
};

export const probes = async (): Promise<readonly Probe[]> => {
  const { default: Constructor } = await loadOptional<{ default: AgendaClass }>(NAME);
  const common = { module: 'agenda', callback: -1, version: versionOf(NAME), managers };
  const situations = {
    free: found(Constructor),
    reused: added(Constructor),
    saturated: addedBehind(Constructor, 'open'),
    rejected: addedBehind(Constructor, 'fail'),
  };
  return ['Agenda#define', 'default#define'].map((call) => ({ ...common, call, situations }));
};
