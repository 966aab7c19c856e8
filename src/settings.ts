import { MANAGERS, type Boundary, type ManagerName } from './boundaries/boundary.js';
import { listOf, objectOf, oneOf, optional, parsed, text } from './settings/readers.js';
import { boundaryReader, channelReader, type Channel } from './settings/rows.js';
import { findSpecifier, isModuleName, SPECIFIER_FORMS, type Specifier } from './settings/specifier.js';

export type { Channel } from './settings/rows.js';
export { getLastName, isSameModule, parseSpecifier, type Specifier, toPackageSpecifier } from './settings/specifier.js';

/** The key of ESLint's shared settings that this plugin reads. */
export const SETTINGS_NAMESPACE = 'otel-context';

/** The accepted values of `contextManager`. */
const CONTEXT_MANAGER_SETTINGS = ['detect', ...MANAGERS, 'unknown'] as const;

/** The accepted values of `handOff`. */
export const HAND_OFFS = ['bind', 'with', 'attach'] as const;

/** `settings['otel-context']` as read: every key is present, specifiers are parsed. */
export interface OtelSettings {
  /** The context manager that the linted code runs under, or `detect` to read it off the package.json files. */
  readonly contextManager: 'detect' | ManagerName | 'unknown';
  /** The shape of the hand-off that fixes write. */
  readonly handOff: (typeof HAND_OFFS)[number];
  /** Modules that re-export the OpenTelemetry API; compare with `isSameModule`. */
  readonly apiModules: readonly string[];
  /** Bindings and members that hold a Tracer. */
  readonly tracers: readonly Specifier[];
  /** The project's functions that start a span and return it. */
  readonly spanStarters: readonly Specifier[];
  /** The project's functions that end the span they are given. */
  readonly spanEnders: readonly Specifier[];
  /** The project's functions that run a callback in a context of their own. */
  readonly contextRunners: readonly Specifier[];
  /** The project's functions that attach a context and return the token that restores the previous one. */
  readonly contextAttachers: readonly Specifier[];
  /** The project's own dispatchers, in the shape of a catalogue row. */
  readonly boundaries: readonly Boundary[];
  /** The project's own send and receive wrappers. */
  readonly channels: readonly Channel[];
  /** The key under which a message without headers carries the context. */
  readonly carrierKey: string;
}

/** What holds for the keys that a configuration leaves out. */
export const DEFAULT_SETTINGS: OtelSettings = {
  contextManager: 'detect',
  handOff: 'bind',
  apiModules: [],
  tracers: [],
  spanStarters: [],
  spanEnders: [],
  contextRunners: [],
  contextAttachers: [],
  boundaries: [],
  channels: [],
  carrierKey: 'otel',
};

/** A configuration error: its message lists every problem of one settings object. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(problems: readonly string[]) {
    super(`Invalid settings of eslint-plugin-otel-context:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
  }
}

const specifiers = listOf(
  parsed(SPECIFIER_FORMS, (value) => (typeof value === 'string' ? (findSpecifier(value) ?? undefined) : undefined)),
);

const reader = objectOf<Partial<OtelSettings>>({
  contextManager: optional(oneOf(CONTEXT_MANAGER_SETTINGS)),
  handOff: optional(oneOf(HAND_OFFS)),
  apiModules: optional(listOf(text('a module name such as "@acme/otel" or "./telemetry"', isModuleName))),
  tracers: optional(specifiers),
  spanStarters: optional(specifiers),
  spanEnders: optional(specifiers),
  contextRunners: optional(specifiers),
  contextAttachers: optional(specifiers),
  boundaries: optional(listOf(boundaryReader)),
  channels: optional(listOf(channelReader)),
  carrierKey: optional(text('a property name')),
});

const cache = new WeakMap<object, OtelSettings>();

/**
 * Answers what the configuration says. Takes ESLint's `context.settings`, frozen or not, and returns the
 * settings with the defaults filled in: the same object for the same settings object. Throws one SettingsError
 * that names each wrong key with its place, its value and what is accepted.
 */
export function readSettings(shared: Readonly<Record<string, unknown>>): OtelSettings {
  const cached = cache.get(shared);
  if (cached !== undefined) return cached;
  const value = shared[SETTINGS_NAMESPACE];
  const settings = value === undefined ? DEFAULT_SETTINGS : readNamespace(value);
  cache.set(shared, settings);
  return settings;
}

function readNamespace(value: unknown): OtelSettings {
  const problems: string[] = [];
  const given = reader.read(value, `settings['${SETTINGS_NAMESPACE}']`, problems);
  if (problems.length > 0) throw new SettingsError(problems);
  return { ...DEFAULT_SETTINGS, ...given };
}
