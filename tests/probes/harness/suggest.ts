import semver from 'semver';
import {
  MANAGERS,
  type Boundary,
  type Load,
  type ManagerName,
  type Sight,
  type Sights,
} from '../../../src/boundaries/boundary.js';
import { isRuntimeModule } from './compare.js';
import { describeSubject } from './describe.js';
import type { Measurement } from './probe.js';

type ByManager = Partial<Record<ManagerName, Sights>>;

function groupBy<T>(items: readonly T[], key: (item: T) => string): readonly T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return [...groups.values()];
}

function toSights(measurements: readonly Measurement[]): Sights {
  const byLoad: Partial<Record<Load, Sight>> = {};
  for (const { load, seen } of measurements) byLoad[load] = [...new Set(seen)].join('|') as Sight;
  const answers = new Set(Object.values(byLoad));
  const [answer] = answers;
  return answers.size === 1 && answer ? answer : byLoad;
}

function toSees(measurements: readonly Measurement[]): Boundary['sees'] {
  const byManager: ByManager = {};
  for (const manager of MANAGERS) {
    const under = measurements.filter((measurement) => measurement.manager === manager);
    if (under.length > 0) byManager[manager] = toSights(under);
  }
  const [first, ...rest] = Object.values(byManager).map((sights) => JSON.stringify(sights));
  const isSame = first !== undefined && rest.length === 2 && rest.every((sights) => sights === first);
  return isSame ? (byManager[MANAGERS[0]] ?? byManager) : byManager;
}

/** A range for neighbouring versions that behave alike: it ends where the next measured version differs. */
function toRange(all: readonly string[], same: readonly string[]): string | undefined {
  const first = same[0] ?? '';
  const next = all[all.indexOf(same.at(-1) ?? '') + 1];
  const parts = [all[0] === first ? '' : `>=${semver.major(first)}`, next ? `<${semver.major(next)}` : ''];
  return parts.filter(Boolean).join(' ') || undefined;
}

function toRows(measurements: readonly Measurement[]): readonly Boundary[] {
  const [sample] = measurements;
  if (!sample) return [];
  const { module, call, callback, when } = sample;
  const versions = semver.sort([...new Set(measurements.map((measurement) => measurement.version))]);
  const runsOf: { same: string[]; sees: Boundary['sees'] }[] = [];
  for (const version of versions) {
    const sees = toSees(measurements.filter((measurement) => measurement.version === version));
    const last = runsOf.at(-1);
    if (last && JSON.stringify(last.sees) === JSON.stringify(sees)) last.same.push(version);
    else runsOf.push({ same: [version], sees });
  }
  return runsOf.map(({ same, sees }) => {
    const range = isRuntimeModule(module) ? undefined : toRange(versions, same);
    const runs = measurements.some((measurement) => measurement.runs > 1) ? 'many' : 'once';
    return {
      module,
      call,
      callback,
      ...(when && { when }),
      runs,
      ...(range && { versions: range }),
      sees,
      measured: same,
    };
  });
}

function mergeBy(rows: readonly Boundary[], field: 'call' | 'callback'): readonly Boundary[] {
  return groupBy(rows, (row) => JSON.stringify({ ...row, [field]: undefined })).flatMap((group) => {
    const [row] = group;
    return row
      ? [group.length === 1 ? row : ({ ...row, [field]: group.map((member) => member[field]).flat() } as Boundary)]
      : [];
  });
}

/**
 * The rows that the measurements call for. Ranges are cut between the measured majors; where a library changed
 * in a minor version the range has to be set by hand.
 */
export function suggestRows(measurements: readonly Measurement[]): readonly Boundary[] {
  const rows = groupBy(measurements, describeSubject).flatMap(toRows);
  return mergeBy(mergeBy(rows, 'call'), 'callback');
}
