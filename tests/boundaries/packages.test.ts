import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  getDeclaredRange,
  getPackageName,
  isVersionCovered,
  selectRows,
  selectRowsOnNode,
} from '../../src/boundaries/packages.js';
import { plantRepository } from './tree.js';

/** What is declared for `p-limit` by this package.json. */
function declare(manifest: unknown): string | null {
  return getDeclaredRange(join(plantRepository({ 'package.json': manifest }), 'src/file.ts'), 'p-limit');
}

describe('getDeclaredRange', () => {
  it.each(['dependencies', 'optionalDependencies', 'peerDependencies', 'devDependencies'])('reads %s', (field) => {
    expect(declare({ [field]: { 'p-limit': '^4.0.0' } })).toBe('^4.0.0');
  });

  it('prefers what holds at run time to what holds in development', () => {
    expect(declare({ peerDependencies: { 'p-limit': '>=3' }, devDependencies: { 'p-limit': '^6.0.0' } })).toBe('>=3');
  });

  it('takes the nearest package.json that names the package', () => {
    const root = plantRepository({
      'package.json': { dependencies: { 'p-limit': '^2.0.0' } },
      'near/package.json': { dependencies: { 'p-limit': '^5.0.0' } },
      'far/package.json': { dependencies: { 'p-queue': '^8.0.0' } },
      'unsure/package.json': { dependencies: { 'p-limit': 'catalog:' } },
    });
    expect(getDeclaredRange(join(root, 'near/file.ts'), 'p-limit')).toBe('^5.0.0');
    expect(getDeclaredRange(join(root, 'far/file.ts'), 'p-limit')).toBe('^2.0.0');
    expect(getDeclaredRange(join(root, 'unsure/file.ts'), 'p-limit')).toBeNull();
  });

  it.each([
    'latest',
    'npm:p-limit@2.3.0',
    'workspace:^4.0.0',
    'workspace:*',
    'catalog:',
    'file:../p-limit',
    'git+https://example.com/p-limit.git#v4.0.0',
    'sindresorhus/p-limit',
  ])('does not know what %j resolves to', (range) => {
    expect(declare({ dependencies: { 'p-limit': range } })).toBeNull();
  });

  it('looks further up for a package that is named without a text, or as every object names it', () => {
    const root = plantRepository({
      'package.json': { dependencies: { 'p-limit': '^2.0.0', constructor: '^1.0.0' } },
      'lib/package.json': { dependencies: { 'p-limit': 4 }, devDependencies: { 'p-limit': null } },
    });
    expect(getDeclaredRange(join(root, 'lib/file.ts'), 'p-limit')).toBe('^2.0.0');
    expect(getDeclaredRange(join(root, 'lib/file.ts'), 'constructor')).toBe('^1.0.0');
  });

  it('knows nothing of a package that nobody names', () => {
    expect(declare({ dependencies: { 'p-queue': '^8.0.0' } })).toBeNull();
    expect(declare({ dependencies: 'p-limit' })).toBeNull();
    expect(getDeclaredRange('<input>', 'p-limit')).toBeNull();
    expect(getDeclaredRange(join(plantRepository({ 'package.json': {} }), 'file.ts'), 'constructor')).toBeNull();
  });

  it('reads the version of Node.js off engines, past files that do not state it', () => {
    const root = plantRepository({
      'package.json': { engines: { node: '^20.19.0' } },
      'lib/package.json': { engines: { npm: '>=10' }, dependencies: { node: '22.0.0' } },
      'old/package.json': { engines: { node: 'lts' } },
    });
    expect(getDeclaredRange(join(root, 'lib/file.ts'), 'node')).toBe('^20.19.0');
    expect(getDeclaredRange(join(root, 'old/file.ts'), 'node')).toBeNull();
  });
});

describe('getPackageName', () => {
  it.each([
    ['p-queue', 'p-queue'],
    ['p-queue/dist/index.js', 'p-queue'],
    ['@acme/jobs', '@acme/jobs'],
    ['@acme/jobs/queue', '@acme/jobs'],
    ['timers/promises', 'node'],
    ['node:test', 'node'],
    ['global', 'node'],
  ])('finds the package of %s', (module, name) => {
    expect(getPackageName(module)).toBe(name);
  });

  it('knows every module that Node.js exports without a prefix', () => {
    const modules = builtinModules.filter((name) => !name.startsWith('_') && !name.startsWith('node:'));
    expect(modules.map(getPackageName).filter((name) => name !== 'node')).toEqual([]);
  });
});

describe('isVersionCovered', () => {
  it.each([
    ['>=5', '^7.0.0', true],
    ['<5', '^7.0.0', false],
    ['>=7.1', '^7.0.0', true],
    ['>=8', '^7.0.0', false],
    ['2 - 4', '>=3', true],
    ['2 - 4', '5 || 6', false],
    ['<5', '*', true],
    ['>=5', null, true],
    ['>=5', 'latest', true],
  ])('says whether a row for %s may hold under %s', (rowRange, declared, isCovered) => {
    expect(isVersionCovered(rowRange, declared)).toBe(isCovered);
  });
});

describe('selectRows', () => {
  const always = { id: 'always' };
  const old = { id: 'old', versions: '<5' };
  const middle = { id: 'middle', versions: '>=5 <7' };
  const newest = { id: 'newest', versions: '>=7' };
  const unread = { id: 'unread', versions: '>=9', unmeasured: 'not run' };
  const select = (rows: readonly { id: string; versions?: string; unmeasured?: string }[], declared: string | null) =>
    selectRows(rows, declared).map(({ id }) => id);

  it('picks the rows that hold under the declared range', () => {
    expect(select([old, middle, newest], '^2.0.0')).toEqual(['old']);
    expect(select([newest, middle, old], '6.1.0')).toEqual(['middle']);
    expect(select([old, middle, newest], '^8.0.0')).toEqual(['newest']);
  });

  it('keeps every row that a wide range spans', () => {
    expect(select([old, middle, newest], '>=4 <6')).toEqual(['old', 'middle']);
    expect(select([old, middle, newest], '*')).toEqual(['old', 'middle', 'newest']);
  });

  it('takes the newest measured row for an unknown version', () => {
    expect(select([newest, old, middle], null)).toEqual(['newest']);
    expect(select([old, middle], null)).toEqual(['middle']);
    expect(select([old, middle, unread], null)).toEqual(['middle']);
    expect(select([unread], null)).toEqual(['unread']);
    expect(select([old, newest], 'latest')).toEqual(['newest']);
  });

  it('keeps two rows for the same newest version', () => {
    expect(select([old, newest, { id: 'other', versions: '>=5' }], null)).toEqual(['newest', 'other']);
  });

  it('always keeps a row without versions', () => {
    expect(select([always, old, newest], '^2.0.0')).toEqual(['always', 'old']);
    expect(select([always], null)).toEqual(['always']);
    expect(select([], null)).toEqual([]);
  });

  it('keeps nothing for a version that no row speaks of', () => {
    expect(select([old, middle], '^9.0.0')).toEqual([]);
  });
});

describe('selectRowsOnNode', () => {
  const always = { id: 'always' };
  const old = { id: 'old', node: '<24' };
  const newest = { id: 'newest', node: '>=24' };
  const select = (rows: readonly { id: string; node?: string }[], node: string | null) => {
    const root = plantRepository({ 'package.json': node === null ? {} : { engines: { node } } });
    return selectRowsOnNode(rows, join(root, 'file.ts')).map(({ id }) => id);
  };

  it('picks the rows that hold on the declared Node.js', () => {
    expect(select([old, newest], '^20.19.0')).toEqual(['old']);
    expect(select([newest, old], '>=24')).toEqual(['newest']);
    expect(select([old, newest], '>=22')).toEqual(['old', 'newest']);
  });

  it('takes the newest where no Node.js is declared', () => {
    expect(select([old, newest], null)).toEqual(['newest']);
  });

  it('keeps rows that hold on every Node.js', () => {
    expect(select([always], '^20.0.0')).toEqual(['always']);
    expect(select([always, old, newest], '^20.0.0')).toEqual(['always', 'old']);
  });
});
