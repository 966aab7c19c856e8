import { type OtelSettings, toPackageSpecifier } from '../settings.js';
import type { ManagerName } from './boundary.js';
import { DISTRIBUTIONS } from './distributions.js';
import { DOM_FRAMEWORKS, FULL_STACK_FRAMEWORKS } from './frameworks.js';
import {
  DEPENDENCY_FIELDS,
  findDependency,
  getManifests,
  getProperty,
  type DependencyField,
  type Manifest,
} from './manifests.js';

/** The context manager that code runs under, as far as the plugin can know. */
export type ContextManagerName = ManagerName | 'unknown';

/** An SDK installs a manager only where it is part of the running program. */
const RUN_TIME_FIELDS: readonly DependencyField[] = ['dependencies', 'optionalDependencies', 'peerDependencies'];

/**
 * Sources that only Deno imports. Its own context manager keeps what AsyncLocalStorage keeps, and loses the same: timers,
 * promises, microtasks, bound callbacks; emitters, event targets, generators. Source: a program on Deno 2.9 with `OTEL_DENO`.
 */
const OF_DENO = /^(?:npm|jsr):/u;

const detected = new WeakMap<readonly Manifest[], ContextManagerName>();

/**
 * Answers which context manager a file runs under. The setting `contextManager` decides unless it is `detect`, then a
 * manager that the file imports. Otherwise detection reads the package.json files from the file's folder up to the
 * repository's root. It never throws.
 *
 * @param imports - the modules that the file imports or requires
 */
export function getContextManager(
  filename: string,
  settings: OtelSettings,
  imports: readonly string[],
): ContextManagerName {
  if (settings.contextManager !== 'detect') return settings.contextManager;
  const names = imports.map(toPackageSpecifier);
  const imported = new Set(
    DISTRIBUTIONS.filter(({ name, isManager }) => isManager && names.includes(name)).map(({ manager }) => manager),
  );
  const manager = getOnly(imported) ?? getManagerOfPackage(filename);
  return manager === 'unknown' && imports.some((source) => OF_DENO.test(source)) ? 'async-local-storage' : manager;
}

/** The manager of the packages that a file stands in. */
function getManagerOfPackage(filename: string): ContextManagerName {
  const manifests = getManifests(filename);
  const known = detected.get(manifests);
  if (known !== undefined) return known;
  const manager = detect(manifests);
  detected.set(manifests, manager);
  return manager;
}

/** The nearest package.json with any evidence decides, even when what it says is contradictory. */
function detect(manifests: readonly Manifest[]): ContextManagerName {
  for (const manifest of manifests) {
    const manager = findManager(manifest);
    if (manager !== null) return manager;
  }
  return 'unknown';
}

/** The one of several managers; `unknown` for more than one, null for none. */
function getOnly(managers: ReadonlySet<ContextManagerName>): ContextManagerName | null {
  const [only] = managers;
  return only === undefined || managers.size === 1 ? (only ?? null) : 'unknown';
}

/** What one package.json says: null when it has no evidence at all. A distribution's own code runs under its manager. */
function findManager(manifest: Manifest): ContextManagerName | null {
  const own = DISTRIBUTIONS.find(({ name }) => name === manifest['name']);
  if (own) return own.manager;
  const installed = new Set(
    DISTRIBUTIONS.filter(({ name }) => names(manifest, name, RUN_TIME_FIELDS)).map(({ manager }) => manager),
  );
  // ZoneContextManager is handed to a web SDK, whose own default is the stack.
  if (installed.has('zone')) installed.delete('stack');
  const only = getOnly(installed);
  if (only !== null) return only;
  if (isForBrowser(manifest)) return 'unknown';
  return isForNode(manifest) ? 'async-local-storage' : null;
}

function isForNode(manifest: Manifest): boolean {
  return getProperty(manifest['engines'], 'node') !== undefined || names(manifest, '@types/node', DEPENDENCY_FIELDS);
}

function isForBrowser(manifest: Manifest): boolean {
  return (
    getProperty(manifest, 'browser') !== undefined ||
    getProperty(manifest, 'browserslist') !== undefined ||
    [...DOM_FRAMEWORKS, ...FULL_STACK_FRAMEWORKS].some((name) => names(manifest, name, DEPENDENCY_FIELDS))
  );
}

function names(manifest: Manifest, name: string, fields: readonly DependencyField[]): boolean {
  return findDependency(manifest, name, fields) !== null;
}
