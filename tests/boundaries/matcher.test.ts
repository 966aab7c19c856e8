import { describe, expect, it } from 'vitest';
import type { Boundary } from '../../src/boundaries/boundary.js';
import {
  getRows,
  getSights,
  isListener,
  isPromiseReaction,
  judge,
  selectByArguments,
} from '../../src/boundaries/matcher.js';
import { describeLoss } from '../../src/boundaries/sights.js';
import { readSettings } from '../../src/settings.js';

const row = (own: Partial<Boundary> = {}): Boundary => ({
  module: 'jobs',
  call: 'run',
  callback: 0,
  runs: 'once',
  sees: 'trigger',
  ...own,
});
const als = { manager: 'async-local-storage', trust: 'measured', isTopLevel: false } as const;

describe('the rows of a callee', () => {
  const settings = readSettings({
    'otel-context': {
      boundaries: [
        row({ module: 'node:jobs', call: ['run', 'Lane#on'] }),
        row({ module: 'p-queue', call: 'default#add' }),
      ],
    },
  });

  it('are found under every call that a row names, each by itself', () => {
    expect(getRows(['jobs:Lane#on'], settings).map(({ call }) => call)).toEqual(['Lane#on']);
    expect(getRows(['jobs:run'], settings).map(({ call }) => call)).toEqual(['run']);
  });

  it("are the project's own before the catalogue's", () => {
    expect(getRows(['p-queue:default#add'], settings)).toEqual([row({ module: 'p-queue', call: 'default#add' })]);
  });

  it('are those of the most specific key', () => {
    expect(getRows(['jobs:Other#on', 'jobs:Lane#on'], settings)).toHaveLength(1);
    expect(getRows(['constructor', '__proto__', 'jobs:toString'], settings)).toEqual([]);
  });
});

describe('the rows of one callback', () => {
  const select = (rows: readonly Boundary[], position: number | string, values: readonly string[] = []) =>
    selectByArguments(rows, position, values.length, (index) => values[index] ?? null);

  it('take it by index, by path, from the end, and from a list', () => {
    expect(select([row({ callback: 1 })], 1)).toHaveLength(1);
    expect(select([row({ callback: '0.each' })], '0.each')).toHaveLength(1);
    expect(select([row({ callback: -1 })], 2, ['a', 'b', 'c'])).toHaveLength(1);
    expect(select([row({ callback: [0, 2] })], 2)).toHaveLength(1);
    expect(select([row({ callback: -1 })], 0, ['a', 'b'])).toEqual([]);
    expect(select([row({ callback: 'await' })], 0)).toEqual([]);
  });

  it('are the special ones where an argument has their value, else the general ones', () => {
    const general = row({ callback: 1 });
    const special = row({ callback: 1, when: { 0: 'end' } });
    expect(select([general, special], 1, ['end'])).toEqual([special]);
    expect(select([general, special], 1, ['data'])).toEqual([general]);
    expect(select([special], 1, ['data'])).toEqual([]);
  });
});

describe('a verdict', () => {
  it.each([
    ['dispatch', 'kept'],
    ['registration', 'kept'],
    ['trigger', 'lost'],
    ['root', 'lost'],
    [{ free: 'dispatch', saturated: 'trigger' }, 'lost'],
    [{ free: 'dispatch', saturated: 'dispatch' }, 'kept'],
    [{ 'async-local-storage': 'dispatch', stack: 'root' }, 'kept'],
    [{ stack: 'root' }, 'unknown'],
  ] as const)('on %j is %s', (sees, verdict) => {
    expect(judge([row({ sees })], als)).toBe(verdict);
  });

  it('lets the root context pass at the top level, where it is the active one', () => {
    expect(judge([row({ sees: 'root' })], { ...als, isTopLevel: true })).toBe('kept');
    expect(judge([row({ sees: 'trigger' })], { ...als, isTopLevel: true })).toBe('lost');
  });

  it('is unknown where rows differ, or nobody measured them', () => {
    expect(judge([row({ sees: 'dispatch' }), row()], als)).toBe('unknown');
    expect(judge([row({ unmeasured: 'There is no server.' })], als)).toBe('unknown');
    expect(judge([], als)).toBe('unknown');
  });

  it('trusts nothing under an unknown manager, or when told so, but promises', () => {
    const timer = row({ module: 'global', call: 'setTimeout', sees: 'dispatch' });
    const reaction = row({
      module: 'global',
      call: 'Promise#then',
      sees: { 'async-local-storage': 'dispatch', stack: 'root' },
    });
    for (const stance of [
      { ...als, manager: 'unknown' as const },
      { ...als, trust: 'none' as const },
    ]) {
      expect([judge([timer], stance), judge([reaction], stance)]).toEqual(['lost', 'kept']);
    }
    expect(judge([reaction], { ...als, manager: 'stack' })).toBe('lost');
  });
});

describe('a listener', () => {
  it.each([
    [{ runs: 'many' }, true],
    [{ call: 'EventEmitter#once' }, true],
    [{ call: ['Bus#on', 'Bus#addListener'] }, true],
    [{ call: 'Bus#subscribe' }, true],
    [{ call: 'default#add' }, false],
    [{ call: ['Bus#on', 'Bus#add'] }, false],
    [{ call: 'Bus#position' }, false],
  ] as const)('%j: %s', (own, expected) => {
    expect(isListener(row(own))).toBe(expected);
  });
});

it('a reaction of a promise is one of the global class', () => {
  expect(isPromiseReaction(row({ module: 'global', call: 'Promise#then' }))).toBe(true);
  expect(isPromiseReaction(row({ module: 'global', call: 'setTimeout' }))).toBe(false);
  expect(isPromiseReaction(row({ module: 'bluebird', call: 'Promise#then' }))).toBe(false);
});

it('a loss is described by what was measured under the manager', () => {
  const saturated = row({ sees: { free: 'dispatch', saturated: 'root' } });
  expect(describeLoss([saturated], 'stack')).toEqual({ phrase: 'the root context', isAlways: false });
  expect(describeLoss([row()], 'zone')).toEqual({ phrase: 'the context of whatever triggers it', isAlways: true });
  expect(describeLoss([row({ sees: 'dispatch' })], 'zone')).toBeNull();
  expect(describeLoss([row()], 'unknown')).toBeNull();
  expect(getSights(row({ sees: { zone: 'root' } }), 'stack')).toBeNull();
});
