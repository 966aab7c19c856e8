import { areIntersecting, compareNewest, parseVersionRange, type VersionRange } from '../settings/version-range.js';
import type { Boundary } from './boundary.js';
import { DEPENDENCY_FIELDS, findDependency, getManifests, getProperty } from './manifests.js';

/** The name under which Node's own modules and the globals have their version: that of `engines.node`. */
const NODE = 'node';

/** Node's own modules that an import without `node:` reaches, and the catalogue's name for globals. */
const NODE_MODULES = new Set(
  (
    'global assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns domain ' +
    'events fs http http2 https inspector module net os path perf_hooks process punycode querystring readline repl stream ' +
    'string_decoder sys timers tls trace_events tty url util v8 vm wasi worker_threads zlib'
  ).split(' '),
);

/**
 * Answers which package a row's module belongs to: `p-queue` for `p-queue/dist`, `@acme/jobs` for
 * `@acme/jobs/queue`, and `node` for Node's own modules and globals.
 */
export function getPackageName(module: string): string {
  if (module.startsWith('node:')) return NODE;
  const [first = '', second] = module.split('/');
  if (NODE_MODULES.has(first)) return NODE;
  return first.startsWith('@') && second !== undefined ? `${first}/${second}` : first;
}

/**
 * Answers which versions of a package a file may run with: the semver range that the nearest
 * package.json naming the package declares, run-time fields before `devDependencies`. For `node` it is
 * `engines.node`. Null is unknown: no file names the package, or what it says is no range (an `npm:` alias,
 * `workspace:`, `catalog:`, a URL, a tag).
 */
export function getDeclaredRange(filename: string, packageName: string): string | null {
  for (const manifest of getManifests(filename)) {
    const declared =
      packageName === NODE
        ? getProperty(manifest['engines'], NODE)
        : findDependency(manifest, packageName, DEPENDENCY_FIELDS);
    if (typeof declared === 'string') return parseVersionRange(declared) ? declared : null;
  }
  return null;
}

/**
 * Answers whether the declared range may resolve to a version that a row holds for. An unknown range may be any.
 */
export function isVersionCovered(rowRange: string, declared: string | null): boolean {
  const wanted = declared === null ? null : parseVersionRange(declared);
  return wanted === null || areIntersecting(parseRowRange(rowRange), wanted);
}

/**
 * Answers which of the rows for one call hold under the declared range. A row without `versions` always does.
 * A range that spans several rows keeps them all: where they disagree, the caller cannot be sure. When the range
 * is unknown, the rows for the newest version hold, measured ones before unmeasured ones.
 */
export function selectRows<Row extends Pick<Boundary, 'versions' | 'unmeasured'>>(
  rows: readonly Row[],
  declared: string | null,
): readonly Row[] {
  const versioned = rows.filter(hasVersions);
  if (versioned.length === 0) return rows;
  const held =
    declared !== null && parseVersionRange(declared) !== null
      ? versioned.filter((row) => isVersionCovered(row.versions, declared))
      : getNewest(versioned);
  return rows.filter((row) => !hasVersions(row) || held.includes(row));
}

/**
 * Answers which of the rows hold on the Node.js that a file runs with, as its package.json files declare it, where the
 * same version of a package does not do the same on every Node.js.
 */
export function selectRowsOnNode<Row extends Pick<Boundary, 'node' | 'unmeasured'>>(
  rows: readonly Row[],
  filename: string,
): readonly Row[] {
  if (rows.every(({ node }) => node === undefined)) return rows;
  const byNode = rows.map((row) => {
    const { node, unmeasured } = row;
    return { row, ...(node !== undefined && { versions: node }), ...(unmeasured !== undefined && { unmeasured }) };
  });
  return selectRows(byNode, getDeclaredRange(filename, NODE)).map(({ row }) => row);
}

function getNewest<Row extends { readonly versions: string; readonly unmeasured?: string }>(
  rows: readonly Row[],
): readonly Row[] {
  const measured = rows.filter((row) => row.unmeasured === undefined);
  const candidates = measured.length > 0 ? measured : rows;
  const ranges = candidates.map((row) => parseRowRange(row.versions));
  return candidates.filter((row) => {
    const range = parseRowRange(row.versions);
    return ranges.every((other) => compareNewest(range, other) >= 0);
  });
}

function hasVersions<Row extends Pick<Boundary, 'versions'>>(row: Row): row is Row & { readonly versions: string } {
  return row.versions !== undefined;
}

/** A row's range; the settings and the tests of the catalogue let no other text through. */
function parseRowRange(text: string): VersionRange {
  return parseVersionRange(text) ?? [];
}
