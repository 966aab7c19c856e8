/**
 * Runs in a browser: measures one manager, which the address names, and posts the outcome to the server that the page
 * came from. The types are those of Node.js, so what only a browser has is described in `dom.ts`.
 */
import { context, type ContextManager } from '@opentelemetry/api';
import { StackContextManager } from '@opentelemetry/sdk-trace-web';
import { ZoneContextManager } from '@opentelemetry/context-zone-peer-dep';
import type { Load, ManagerName } from '../../../src/boundaries/boundary.js';
import { calibrate } from '../harness/calibration.js';
import { describeProbe } from '../harness/describe.js';
import { runSituation } from '../harness/lab.js';
import type { Failure, Measurement, Outcome, Situation } from '../harness/probe.js';
import { createProbes } from './probes.js';

const parameters = new URL(Reflect.get(globalThis, 'location') as string).searchParams;
const manager = parameters.get('manager') as ManagerName;
const version = parameters.get('version') ?? '0.0.0';

async function createManager(): Promise<ContextManager> {
  if (manager === 'stack') return new StackContextManager();
  await import('zone.js');
  return new ZoneContextManager();
}

async function measure(): Promise<Outcome> {
  context.setGlobalContextManager((await createManager()).enable());
  const failures: Failure[] = (await calibrate(manager)).map((reason) => ({ probe: 'calibration', reason }));
  const measurements: Measurement[] = [];
  for (const probe of createProbes(version)) {
    const { module, call, callback, when } = probe;
    for (const [load, situation] of Object.entries(probe.situations) as [Load, Situation][]) {
      try {
        const { seen, runs } = await runSituation(situation);
        measurements.push({ module, call, callback, ...(when && { when }), version, manager, load, seen, runs });
      } catch (error) {
        failures.push({ probe: `${describeProbe(probe)} ${load} under ${manager}`, reason: String(error) });
      }
    }
  }
  return { measurements, failures, skipped: [] };
}

const outcome = await measure().catch((error: unknown): Outcome => {
  return { measurements: [], failures: [{ probe: `browser under ${manager}`, reason: String(error) }], skipped: [] };
});
await fetch('/outcome', { method: 'POST', body: JSON.stringify(outcome) });
