import { CronJob } from 'cron';
import { Cron as Croner } from 'croner';
import schedule from 'node-schedule';
import { AsyncTask, SimpleIntervalJob, Task, ToadScheduler } from 'toad-scheduler';
import { nextSeconds } from './harness/clock.js';
import type { Probe, Situation } from './harness/probe.js';
import { versionOf } from './harness/versions.js';

/** The job is defined in `dispatch`, started in `registration` where that is a step of its own, and runs twice. */
const cronJob = (define: (expression: string, see: () => void) => CronJob): Situation => {
  return async (lab) => {
    const expression = await nextSeconds();
    const job = lab.in('dispatch', () => define(expression, lab.see));
    lab.cleanup(() => job.stop());
    lab.in('registration', () => job.start());
    await lab.seen(2);
  };
};

const croner = (define: (expression: string, see: () => void) => Croner): Situation => {
  return async (lab) => {
    const expression = await nextSeconds();
    const job = lab.in('dispatch', () => define(expression, lab.see));
    lab.cleanup(() => job.stop());
    await lab.seen(2);
  };
};

const recurring: Situation = async (lab) => {
  const expression = await nextSeconds();
  const job = lab.in('dispatch', () => schedule.scheduleJob(expression, lab.see));
  lab.cleanup(() => job.cancel());
  await lab.seen(2);
};

/** One timer serves all jobs: the job that is due first sets it for the next. */
const behindAnother: Situation = async (lab) => {
  const now = Date.now();
  lab.in('trigger', () => schedule.scheduleJob(new Date(now + 200), () => undefined));
  lab.in('dispatch', () => schedule.scheduleJob(new Date(now + 300), lab.see));
  await lab.seen();
};

const toad = (define: (see: () => void) => Task | AsyncTask): Situation => {
  return async (lab) => {
    const scheduler = lab.in('construction', () => new ToadScheduler());
    lab.cleanup(() => scheduler.stop());
    const task = lab.in('dispatch', () => define(lab.see));
    const job = new SimpleIntervalJob({ milliseconds: 2 }, task);
    lab.in('registration', () => scheduler.addSimpleIntervalJob(job));
    await lab.seen(2);
  };
};

const at = (module: string, call: string, callback: number | string): Omit<Probe, 'situations'> => ({
  module,
  call,
  callback,
  version: versionOf(module),
});

const cronFrom = (cronTime: string, onTick: () => void): CronJob => CronJob.from({ cronTime, onTick });

export const probes: readonly Probe[] = [
  {
    ...at('node-schedule', 'scheduleJob', 1),
    situations: { saturated: behindAnother, free: recurring },
  },
  {
    ...at('cron', 'CronJob', 1),
    waits: true,
    situations: { free: cronJob((expression, see) => new CronJob(expression, see)) },
  },
  { ...at('cron', 'CronJob.from', '0.onTick'), waits: true, situations: { free: cronJob(cronFrom) } },
  {
    ...at('croner', 'Cron', 1),
    waits: true,
    situations: { free: croner((expression, see) => new Croner(expression, see)) },
  },
  {
    ...at('croner', 'Cron', 2),
    waits: true,
    situations: { free: croner((expression, see) => new Croner(expression, { name: 'job' }, see)) },
  },
  { ...at('toad-scheduler', 'Task', 1), situations: { free: toad((see) => new Task('task', see)) } },
  {
    ...at('toad-scheduler', 'AsyncTask', 1),
    situations: { free: toad((see) => new AsyncTask('task', async () => see())) },
  },
];
