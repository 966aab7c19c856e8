/** Measures one group of probes under one manager and sends the outcome to the parent process. */
import { MANAGERS, type Load, type ManagerName } from '../../../src/boundaries/boundary.js';
import { calibrate } from './calibration.js';
import { describeProbe } from './describe.js';
import { runSituation } from './lab.js';
import { installManager, ZONE_BUILDS } from './managers.js';
import { ServiceUnavailable } from './service.js';
import type { Failure, Measurement, Outcome, Probe, ProbeFile, Situation, Skip } from './probe.js';

const measurements: Measurement[] = [];
const failures: Failure[] = [];
const skipped: Skip[] = [];

async function measure(manager: ManagerName, probe: Probe): Promise<void> {
  const { module, call, callback, when, version } = probe;
  for (const [load, situation] of Object.entries(probe.situations) as [Load, Situation][]) {
    try {
      const { seen, runs } = await runSituation(situation);
      measurements.push({ module, call, callback, ...(when && { when }), version, manager, load, seen, runs });
    } catch (error) {
      failures.push({ probe: `${describeProbe(probe)} ${load} under ${manager}`, reason: String(error) });
    }
  }
}

async function load(path: string): Promise<readonly Probe[]> {
  try {
    const { probes } = (await import(path)) as ProbeFile;
    return typeof probes === 'function' ? await probes() : probes;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (error instanceof ServiceUnavailable) skipped.push({ probe: path, reason, isOptional: error.isOptional });
    else failures.push({ probe: path, reason });
    return [];
  }
}

function oneOf<T extends string>(known: readonly T[], name: string | undefined): T {
  const found = known.find((candidate) => candidate === name);
  if (found === undefined) throw new Error(`There is no ${name}; there are ${known.join(', ')}.`);
  return found;
}

async function main([name, build, ...paths]: readonly string[]): Promise<Outcome> {
  const manager = oneOf(MANAGERS, name);
  await installManager(manager, oneOf(ZONE_BUILDS, build));
  const faults = await calibrate(manager);
  if (faults.length > 0) throw new Error(`The harness is out of true: ${faults.join('; ')}.`);
  const waiting: Promise<void>[] = [];
  for (const path of paths) {
    for (const probe of await load(path)) {
      if (probe.managers && !probe.managers.includes(manager)) continue;
      const done = measure(manager, probe);
      if (probe.waits) waiting.push(done);
      else await done;
    }
  }
  await Promise.all(waiting);
  return { measurements, failures, skipped };
}

/**
 * On a cold cache the TypeScript loader talks to its thread over a port of Node.js, whose events the browser build of
 * zone.js cannot handle. No library under that build uses a port.
 */
function isOfLoader(error: Error): boolean {
  return /globalZoneAwareCallback[^]*MessagePort/u.test(error.stack ?? '');
}

// A library may throw where nobody waits for it: that fails the group, with what was thrown.
process.on('uncaughtException', (error) => {
  if (!isOfLoader(error)) failures.push({ probe: 'uncaught exception', reason: String(error.stack) });
});
process.on('unhandledRejection', (reason) => failures.push({ probe: 'unhandled rejection', reason: String(reason) }));

const outcome = await main(process.argv.slice(2)).catch((error: unknown): Outcome => {
  const probe = `group under ${process.argv[2]}`;
  return { measurements, failures: [...failures, { probe, reason: String(error) }], skipped };
});
process.send?.(outcome, () => process.exit(0));
