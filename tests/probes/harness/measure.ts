import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { MANAGERS, type ManagerName } from '../../../src/boundaries/boundary.js';
import type { ProbeGroup } from './files.js';
import type { Outcome } from './probe.js';

const child = fileURLToPath(new URL('child.ts', import.meta.url));

/** One process for each manager and group, so that what zone.js patches and what libraries keep stays apart. */
export function measureGroup(manager: ManagerName, group: ProbeGroup): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const args = [manager, group.zoneBuild, ...group.files.map((file) => file.url)];
    const process = fork(child, args, { execArgv: ['--import', 'tsx', '--expose-gc'], silent: true });
    let noise = '';
    let outcome: Outcome | undefined;
    process.stdout?.on('data', (chunk: Buffer) => (noise += chunk.toString()));
    process.stderr?.on('data', (chunk: Buffer) => (noise += chunk.toString()));
    process.on('message', (message) => (outcome = message as Outcome));
    process.on('error', reject);
    process.on('close', (code) => {
      if (outcome) resolve(outcome);
      else reject(new Error(`The probes under ${manager} ended with ${code} and no outcome:\n${noise}`));
    });
  });
}

/**
 * Measures groups of probe files under every manager, at most two processes at a time.
 * Returns everything that was measured, that failed and that was skipped; throws when a process dies.
 */
export async function measureAll(groups: readonly ProbeGroup[]): Promise<Outcome> {
  const jobs = groups.flatMap((group) => MANAGERS.map((manager) => ({ manager, group })));
  const outcomes: Outcome[] = [];
  const takeJobs = async (): Promise<void> => {
    for (let job = jobs.shift(); job; job = jobs.shift()) outcomes.push(await measureGroup(job.manager, job.group));
  };
  await Promise.all([takeJobs(), takeJobs()]);
  return mergeOutcomes(...outcomes);
}

/** Everything that several runs measured, failed at and skipped. */
export function mergeOutcomes(...outcomes: readonly Outcome[]): Outcome {
  return {
    measurements: outcomes.flatMap((outcome) => outcome.measurements),
    failures: outcomes.flatMap((outcome) => outcome.failures),
    skipped: outcomes.flatMap((outcome) => outcome.skipped),
  };
}
