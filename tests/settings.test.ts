import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../src/boundaries/catalogue/index.js';
import {
  DEFAULT_SETTINGS,
  isSameModule,
  parseSpecifier,
  readSettings,
  SETTINGS_NAMESPACE,
  SettingsError,
} from '../src/settings.js';

const ROW = { module: 'acme-queue', call: 'push', callback: 0, runs: 'once', sees: 'trigger' };

function read(value: unknown) {
  return readSettings({ [SETTINGS_NAMESPACE]: value });
}

/** The message of the error that a value causes; empty when it causes none. */
function getMessage(value: unknown): string {
  try {
    read(value);
    return '';
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError);
    return (error as SettingsError).message;
  }
}

/** The problems that are listed for a value, without the heading. */
function getProblems(value: unknown): readonly string[] {
  const [, ...problems] = getMessage(value).split('\n- ');
  return problems.map((problem) => problem.replace("settings['otel-context']", 'settings'));
}

function freezeDeeply<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(freezeDeeply);
  return Object.freeze(value);
}

describe('readSettings', () => {
  it('gives every default when nothing is configured', () => {
    expect(readSettings({})).toEqual(DEFAULT_SETTINGS);
    expect(read(undefined)).toEqual(DEFAULT_SETTINGS);
    expect(read({})).toEqual(DEFAULT_SETTINGS);
    expect(readSettings({ react: { version: 'detect' } })).toEqual(DEFAULT_SETTINGS);
    expect(read({ handOff: undefined })).toEqual(DEFAULT_SETTINGS);
  });

  it('keeps what is given and fills in the rest', () => {
    const settings = read({ contextManager: 'zone', handOff: 'with', apiModules: ['./telemetry'], carrierKey: 'meta' });
    expect(settings).toEqual({
      ...DEFAULT_SETTINGS,
      contextManager: 'zone',
      handOff: 'with',
      apiModules: ['./telemetry'],
      carrierKey: 'meta',
    });
  });

  it('parses the specifiers of every key that takes them', () => {
    const given = ['withSpan', './telemetry#withSpan'];
    const parsed = [
      { module: null, path: ['withSpan'] },
      { module: './telemetry', path: ['withSpan'] },
    ];
    const settings = read({
      tracers: given,
      spanStarters: given,
      spanEnders: given,
      contextRunners: given,
      contextAttachers: given,
    });
    expect(settings).toMatchObject({
      tracers: parsed,
      spanStarters: parsed,
      spanEnders: parsed,
      contextRunners: parsed,
      contextAttachers: parsed,
    });
  });

  it('accepts frozen settings, reads them once and leaves them as they are', () => {
    const shared = freezeDeeply({ 'otel-context': { tracers: ['this.tracer'], boundaries: [ROW] } });
    expect(readSettings(shared)).toBe(readSettings(shared));
    expect(readSettings(shared).boundaries).toEqual([ROW]);
  });

  it('accepts every form of a boundary row', () => {
    const boundaries = [
      {
        ...ROW,
        call: ['EventEmitter#on', 'queue()#push', 'default()'],
        callback: [-1, '0.eachMessage', 'await', 'worker'],
      },
      { ...ROW, when: { 0: 'upgrade' }, versions: '>=2 <5 || 7.x', measured: ['2.3.0'], note: 'Hands over late.' },
      { ...ROW, unmeasured: 'read in the source', sees: { free: 'dispatch', saturated: 'trigger' } },
      { ...ROW, sees: { 'async-local-storage': 'dispatch', zone: { burst: 'first-caller' }, stack: 'root' } },
    ];
    expect(read({ boundaries }).boundaries).toEqual(boundaries);
  });

  it('accepts every row of the catalogue that speaks of a call as a row of the settings', () => {
    const rows = catalogue.filter(({ callback }) => callback !== 'decorated' && callback !== 'body');
    expect(rows.length).toBeGreaterThan(catalogue.length - 10);
    expect(read({ boundaries: rows }).boundaries).toEqual(rows);
  });

  it('accepts channels in both directions', () => {
    const channels = [
      { module: './bus', call: 'publish', direction: 'send', message: 1, headers: 'properties.headers' },
      { module: './bus', call: 'Bus#on', direction: 'receive', callback: -1, message: '0.message' },
    ];
    expect(read({ channels }).channels).toEqual(channels);
  });
});

describe('the configuration error', () => {
  it('lists every problem of one settings object', () => {
    expect(getProblems({ handOff: 'wrap', contextManager: 1, carrierKey: '' })).toEqual([
      'settings.contextManager must be "detect", "async-local-storage", "zone", "stack" or "unknown", but is 1.',
      'settings.handOff must be "bind", "with" or "attach", but is "wrap".',
      'settings.carrierKey must be a property name, but is "".',
    ]);
  });

  it('is thrown again for the same settings object', () => {
    const shared = { 'otel-context': { handOff: 'wrap' } };
    expect(() => readSettings(shared)).toThrow(SettingsError);
    expect(() => readSettings(shared)).toThrow(SettingsError);
  });

  it('names an unknown key, the keys there are and the one that was probably meant', () => {
    const keys =
      'The keys are contextManager, handOff, apiModules, tracers, spanStarters, spanEnders, contextRunners, contextAttachers, boundaries, channels, carrierKey.';
    expect(getProblems({ handoff: 'bind' })).toEqual([
      `settings.handoff is not a known key. Did you mean handOff? ${keys}`,
    ]);
    expect(getProblems({ 'no-such': 1 })).toEqual([`settings["no-such"] is not a known key. ${keys}`]);
  });

  it.each(['constructor', '__proto__', 'hasOwnProperty', 'toString'])('treats %s as any other unknown key', (key) => {
    const value: unknown = JSON.parse(`{ "${key}": [] }`);
    expect(getProblems(value)).toHaveLength(1);
    expect(getProblems(value)[0]).toContain(`settings.${key} is not a known key.`);
  });

  it.each([
    [null, 'null'],
    [[], 'an empty array'],
    ['zone', '"zone"'],
    [1n, '1n'],
    [() => 0, 'a function'],
  ])('says what stands in place of the settings object: %s', (value, shown) => {
    expect(getProblems(value)).toHaveLength(1);
    expect(getProblems(value)[0]?.startsWith('settings must be an object with the keys ')).toBe(true);
    expect(getProblems(value)[0]?.endsWith(`, but is ${shown}.`)).toBe(true);
  });

  it('names the element of a list', () => {
    expect(getProblems({ tracers: ['tracer', 'a.b()', 7] })).toEqual([
      'settings.tracers[1] must be a specifier such as "name", "this.otel.tracer" or "./module#name", but is "a.b()".',
      'settings.tracers[2] must be a specifier such as "name", "this.otel.tracer" or "./module#name", but is 7.',
    ]);
    expect(getProblems({ apiModules: './telemetry' })).toEqual([
      'settings.apiModules must be an array, each element a module name such as "@acme/otel" or "./telemetry", but is "./telemetry".',
    ]);
  });

  it.each([' ', './telemetry ', './telemetry#api', '@acme/*', '.\\\\telemetry', 'node:', '#'])(
    'rejects %j as the name of a module',
    (name) => {
      const shown = JSON.stringify(name);
      expect(getProblems({ apiModules: [name] })).toEqual([
        `settings.apiModules[0] must be a module name such as "@acme/otel" or "./telemetry", but is ${shown}.`,
      ]);
      expect(getProblems({ boundaries: [{ ...ROW, module: name }] })).toEqual([
        `settings.boundaries[0].module must be a module name such as "p-queue" or "./queue", but is ${shown}.`,
      ]);
      expect(getProblems({ tracers: [`${name}#tracer`] })).toHaveLength(1);
    },
  );

  it.each(['@acme/otel', './lib/telemetry.js', '../', '#telemetry', '~/my otel', 'node:events', 'a', '/srv/x?raw'])(
    'takes %j for the name of a module',
    (name) => {
      const settings = { apiModules: [name], boundaries: [{ ...ROW, module: name }], tracers: [`${name}#tracer`] };
      expect(read(settings)).toMatchObject({ apiModules: [name], tracers: [{ module: name, path: ['tracer'] }] });
    },
  );

  it('names index, key and accepted values of a boundary row', () => {
    const problems = getProblems({ boundaries: [ROW, ROW, { ...ROW, runs: 'twice' }] });
    expect(problems).toEqual(['settings.boundaries[2].runs must be "once" or "many", but is "twice".']);
    expect(getProblems({ boundaries: [{ ...ROW, finite: 'yes' }] })).toEqual([
      'settings.boundaries[0].finite must be true or false, but is "yes".',
    ]);
  });

  it.each([
    ['module', '', 'boundaries[0].module must be'],
    ['call', [], 'boundaries[0].call must be'],
    ['call', 'not a call', 'boundaries[0].call must be'],
    ['callback', 0.5, 'boundaries[0].callback must be'],
    ['callback', [0, 'first'], 'boundaries[0].callback[1] must be'],
    ['when', { first: 'upgrade' }, 'boundaries[0].when.first is not a known key.'],
    ['versions', 'latest', 'boundaries[0].versions must be a semver range'],
    ['versions', '>5 <3', 'boundaries[0].versions must be a semver range such as ">=5", but is ">5 <3".'],
    ['node', 'lts', 'boundaries[0].node must be a semver range'],
    ['sees', 'nothing', 'boundaries[0].sees must be "dispatch"'],
    ['sees', {}, 'boundaries[0].sees must be "dispatch"'],
    ['sees', { full: 'root' }, 'boundaries[0].sees must be "dispatch"'],
    ['sees', { free: 'nothing' }, 'boundaries[0].sees.free must be "dispatch"'],
    [
      'sees',
      { zone: 'dispatch', free: 'root' },
      'boundaries[0].sees.free is not a known key. The keys are async-local-storage',
    ],
    ['sees', { zone: { full: 'root' } }, 'boundaries[0].sees.zone.full is not a known key. The keys are free'],
    ['measured', ['1.0.0', 2], 'boundaries[0].measured[1] must be'],
    ['unmeasured', true, 'boundaries[0].unmeasured must be'],
  ])('rejects a boundary row whose %s is %j', (key, value, message) => {
    const problems = getProblems({ boundaries: [{ ...ROW, [key]: value }] });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`settings.${message}`);
  });

  it('names the keys that a boundary row lacks', () => {
    expect(getProblems({ boundaries: [{}] }).map((problem) => problem.split(' is missing')[0])).toEqual(
      ['module', 'call', 'callback', 'runs', 'sees'].map((key) => `settings.boundaries[0].${key}`),
    );
  });

  it('asks a receiving channel for its callback and a sending one for none', () => {
    const channel = { module: './bus', call: 'on', message: 0 };
    expect(getProblems({ channels: [{ ...channel, direction: 'receive' }] })[0]).toContain(
      'channels[0].callback is missing',
    );
    expect(getProblems({ channels: [{ ...channel, direction: 'send', callback: 1 }] })[0]).toContain(
      'channels[0].callback is not a known key',
    );
    expect(getProblems({ channels: [channel] })).toEqual([
      'settings.channels[0].direction is missing: it must be "send" or "receive".',
    ]);
    expect(getProblems({ channels: [{ ...channel, direction: 'both' }] })).toEqual([
      'settings.channels[0].direction must be "send" or "receive", but is "both".',
    ]);
  });

  it('is the only error that any value can cause', () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withSparseArray: true,
    });
    const keys = fc.constantFrom(...Object.keys(DEFAULT_SETTINGS));
    const row = fc.dictionary(fc.constantFrom(...Object.keys(ROW), 'when', 'versions', 'measured'), anything);
    const settings = fc.dictionary(keys, fc.oneof(anything, fc.array(fc.string()), fc.array(row)));
    fc.assert(
      fc.property(fc.oneof(settings, anything), (value) => {
        try {
          expect(Object.keys(read(value))).toEqual(Object.keys(DEFAULT_SETTINGS));
        } catch (error) {
          expect(error).toBeInstanceOf(SettingsError);
        }
      }),
    );
  });
});

describe('parseSpecifier', () => {
  it.each([
    ['withSpan', null, ['withSpan']],
    ['this.otel.tracer', null, ['this', 'otel', 'tracer']],
    ['this.#tracer', null, ['this', '#tracer']],
    ['./telemetry#withSpan', './telemetry', ['withSpan']],
    ['./telemetry.js#default', './telemetry.js', ['default']],
    ['@acme/otel#tracing.run', '@acme/otel', ['tracing', 'run']],
    ['#telemetry#withSpan', '#telemetry', ['withSpan']],
    ['acme#Tracing.#run', 'acme', ['Tracing', '#run']],
    ['constructor', null, ['constructor']],
  ])('reads %s', (text, module, path) => {
    expect(parseSpecifier(text)).toEqual({ module, path });
  });

  it.each(['', ' ', '#', 'a.', '.a', 'a..b', 'a b', 'a()', './telemetry', 'acme#', 'a-b'])('rejects %j', (text) => {
    expect(() => parseSpecifier(text)).toThrow(/must be a specifier such as/);
  });
});

describe('isSameModule', () => {
  it.each([
    ['./telemetry', './telemetry'],
    ['./telemetry', '../../lib/telemetry.js'],
    ['./telemetry', '@/telemetry/index'],
    ['../lib/telemetry.ts', './lib/telemetry.mjs'],
    ['./telemetry/index.js', './telemetry'],
    ['./index', './index.js'],
    ['@acme/otel', '@acme/otel'],
    ['node:events', 'events'],
    ['events', 'node:events'],
  ])('takes %s for %s', (setting, source) => {
    expect(isSameModule(setting, source)).toBe(true);
  });

  it.each([
    ['./telemetry', './my-telemetry'],
    ['./telemetry', './telemetry/tracer'],
    ['./lib/telemetry', './telemetry'],
    ['./telemetry', './telemetry.service'],
    ['@acme/otel', '@acme/otel/api'],
    ['telemetry', './telemetry'],
    ['./', './telemetry'],
  ])('does not take %s for %s', (setting, source) => {
    expect(isSameModule(setting, source)).toBe(false);
  });
});

describe('the example of an error on the settings page', () => {
  const page = readFileSync(new URL('../rules-docs/settings.md', import.meta.url), 'utf8');
  const getBlock = (language: string): string =>
    new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(page)?.[1] ?? '';

  it('is the error of its settings', () => {
    const shared = JSON.parse(getBlock('jsonc').replaceAll(/,(?=\s*[}\]])/g, '')) as Record<string, unknown>;
    expect(getBlock('text').trimEnd()).toBe(getMessage(shared['otel-context']));
  });
});
