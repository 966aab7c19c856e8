import cron4 from 'node-cron';
import cron3 from 'node-cron-3';
import { nextSeconds } from './harness/clock.js';
import type { Probe } from './harness/probe.js';
import { versionOf } from './harness/versions.js';

interface Job {
  start(): unknown;
  stop(): unknown;
}

interface Cron {
  schedule(expression: string, task: () => void): Job;
}

function probeOf(name: string, cron: Cron): Probe {
  return {
    module: 'node-cron',
    call: 'schedule',
    callback: 1,
    version: versionOf(name),
    waits: true,
    situations: {
      free: async (lab) => {
        const expression = await nextSeconds();
        const job = lab.in('dispatch', () => cron.schedule(expression, lab.see));
        lab.cleanup(() => job.stop());
        await lab.seen(2);
      },
    },
  };
}

export const probes: readonly Probe[] = [probeOf('node-cron-3', cron3), probeOf('node-cron', cron4)];
