import { isBuiltin } from 'node:module';
import semver from 'semver';
import { LOADS, MANAGERS, type Boundary, type ManagerName, type Sight } from '../../../src/boundaries/boundary.js';
import { describeSubject } from './describe.js';
import type { Measurement } from './probe.js';

/** One row of the catalogue, narrowed to one call and one callback. */
interface Claim {
  readonly subject: string;
  readonly row: Boundary;
}

/** Narrows rows to single callbacks of single calls, the grain at which probes measure. */
export function toClaims(rows: readonly Boundary[]): readonly Claim[] {
  return rows.flatMap((row) =>
    [row.call].flat().flatMap((call) =>
      [row.callback].flat().map((callback) => ({
        subject: describeSubject({ module: row.module, call, callback, ...(row.when && { when: row.when }) }),
        row,
      })),
    ),
  );
}

/** Whether the versions of this module are those of Node.js (or of the engine that runs). */
export function isRuntimeModule(module: string): boolean {
  return module === 'global' || isBuiltin(module);
}

/** What `row` says that its callback sees under `manager`: undefined when it says nothing of that manager. */
function sightsUnder(
  row: Boundary,
  manager: ManagerName,
): Sight | Readonly<Partial<Record<string, Sight>>> | undefined {
  if (typeof row.sees === 'string') return row.sees;
  if (Object.keys(row.sees).some((key) => (LOADS as readonly string[]).includes(key)))
    return row.sees as Partial<Record<string, Sight>>;
  return (row.sees as Partial<Record<ManagerName, Sight | Partial<Record<string, Sight>>>>)[manager];
}

function compareSight(claim: Claim, measurement: Measurement): readonly string[] {
  const { seen, runs, load, manager, version } = measurement;
  const where = `${claim.subject} (${version}) ${load} under ${manager}`;
  const sights = sightsUnder(claim.row, manager as ManagerName);
  const expected = typeof sights === 'object' ? sights[load] : sights;
  const observed = [...new Set(seen)].join(' and then ');
  const differences =
    observed === expected ? [] : [`${where}: the row says ${expected ?? 'nothing'}, measured ${observed}`];
  if (claim.row.runs === 'once' && runs > 1) {
    differences.push(`${where}: the row says that it runs once, it ran ${runs} times`);
  }
  return differences;
}

function compareMeasured(claim: Claim, measurements: readonly Measurement[]): readonly string[] {
  const { row, subject } = claim;
  const differences: string[] = [];
  const versions = [...new Set(measurements.map((measurement) => measurement.version))];
  const listed = row.measured ?? [];
  const unlisted = isRuntimeModule(row.module) ? [] : versions.filter((version) => !listed.includes(version));
  const absent = isRuntimeModule(row.module) ? [] : listed.filter((version) => !versions.includes(version));
  for (const version of unlisted) differences.push(`${subject}: measured on ${version}, which the row does not list`);
  for (const version of absent) differences.push(`${subject}: the row lists ${version}, which no probe measures`);
  if (isRuntimeModule(row.module) && listed.length === 0)
    differences.push(`${subject}: the row lists no measured version`);
  if (row.runs === 'many' && measurements.every((measurement) => measurement.runs < 2)) {
    differences.push(`${subject}: the row says that it runs many times, it ran once`);
  }
  for (const version of listed.filter((one) => !semver.satisfies(one, row.versions ?? '*'))) {
    differences.push(`${subject}: the row lists ${version}, which is not within ${row.versions}`);
  }
  const managers = typeof row.sees === 'string' ? [] : MANAGERS.filter((manager) => sightsUnder(row, manager));
  for (const manager of managers) {
    const sights = sightsUnder(row, manager);
    const under = measurements.filter((measurement) => measurement.manager === manager);
    if (under.length === 0)
      differences.push(`${subject}: the row speaks of ${manager}, under which nothing was measured`);
    const claimed = typeof sights === 'object' ? Object.keys(sights) : [];
    for (const load of claimed.filter((name) => !under.some((measurement) => measurement.load === name))) {
      differences.push(`${subject}: the row speaks of ${load} under ${manager}, which no probe measures`);
    }
  }
  return differences;
}

/**
 * Compares rows with what was measured, in both directions. Returns a sentence for every difference; none means that
 * every row is what was measured, and that everything measured has its row. What is not measured on this version of
 * Node.js is left to the others.
 */
export function compare(
  rows: readonly Boundary[],
  measurements: readonly Measurement[],
  node = process.versions.node,
): readonly string[] {
  const claims = toClaims(rows);
  const found = new Map<Claim, Measurement[]>();
  const differences: string[] = [];
  for (const measurement of measurements) {
    const subject = describeSubject(measurement);
    const holders = claims.filter(
      (claim) =>
        claim.subject === subject &&
        semver.satisfies(measurement.version, claim.row.versions ?? '*') &&
        semver.satisfies(node, claim.row.node ?? '*'),
    );
    const [claim] = holders;
    if (!claim || holders.length > 1) {
      differences.push(
        `${subject} (${measurement.version}): measured, and ${claim ? 'several rows hold' : 'has no row'}`,
      );
      continue;
    }
    differences.push(...compareSight(claim, measurement));
    found.set(claim, [...(found.get(claim) ?? []), measurement]);
  }
  for (const claim of claims) differences.push(...compareClaim(claim, found.get(claim) ?? [], node));
  return [...new Set(differences)];
}

function compareClaim(claim: Claim, measurements: readonly Measurement[], node: string): readonly string[] {
  const { row, subject } = claim;
  if (row.unmeasured !== undefined) {
    return measurements.length > 0 ? [`${subject}: the row says unmeasured, and a probe measures it`] : [];
  }
  if (measurements.length > 0) return compareMeasured(claim, measurements);
  const onNode = isRuntimeModule(row.module) ? row.versions : row.node;
  return !semver.satisfies(node, onNode ?? '*') ? [] : [`${subject}: the row has no probe`];
}
