import fc from 'fast-check';
import semver from 'semver';
import { describe, expect, it } from 'vitest';
import { areIntersecting, compareNewest, parseVersionRange, type VersionRange } from '../src/settings/version-range.js';

const part = fc.nat({ max: 4 }).map(String);
const version = fc.tuple(part, part, part).map((parts) => parts.join('.'));
const partial = fc
  .tuple(fc.array(part, { maxLength: 3 }), fc.constantFrom('', 'x', '*', 'X'))
  .map(([parts, wildcard]) => [...parts, ...(parts.length < 3 && wildcard ? [wildcard] : [])].join('.') || '*');
const comparator = fc.tuple(fc.constantFrom('', '=', '>', '>=', '<', '<=', '~', '~>', '^', '> ', '^ '), partial);
const comparators = fc.array(
  comparator.map(([operator, text]) => operator + text),
  { minLength: 1, maxLength: 3 },
);
const hyphen = fc.tuple(partial, partial).map(([from, to]) => `${from} - ${to}`);
const alternative = fc.oneof(
  hyphen,
  comparators.map((texts) => texts.join(' ')),
);
const range = fc.array(alternative, { minLength: 1, maxLength: 3 }).map((texts) => texts.join(' || '));

function parse(text: string): VersionRange {
  const parsed = parseVersionRange(text);
  if (parsed === null) throw new Error(`${text} is no range`);
  return parsed;
}

describe('parseVersionRange', () => {
  it('agrees with semver on which versions satisfy a range', () => {
    fc.assert(
      fc.property(range, fc.array(version, { minLength: 20, maxLength: 20 }), (text, versions) => {
        const ours = versions.map((candidate) => areIntersecting(parse(text), parse(candidate)));
        expect(ours).toEqual(versions.map((candidate) => semver.satisfies(candidate, text)));
      }),
      { numRuns: 500 },
    );
  });

  it.each(['latest', 'next', 'npm:p@1', 'workspace:*', 'a/b', '1.2.3.4', '>=', '1 -', '>>1', '1.2.3 beta', '||x y'])(
    'takes %j for no range, as semver does',
    (text) => {
      expect(semver.validRange(text)).toBeNull();
      expect(parseVersionRange(text)).toBeNull();
    },
  );

  it.each(['', '*', 'x', ' ^1.2 ', 'v1.2.3', '=v1', '1.2.3-beta.1+build.5', '>=1.0.0-0 <2.0.0-0', '1||', '1.x.x'])(
    'takes %j for a range, as semver does',
    (text) => {
      expect(semver.validRange(text)).not.toBeNull();
      expect(parseVersionRange(text)).not.toBeNull();
    },
  );

  it('takes a pre-release for the release that it leads to', () => {
    expect(parse('1.2.3-beta.1')).toEqual(parse('1.2.3'));
    expect(parse('>=1.2.3-0 <2.0.0-0')).toEqual(parse('>=1.2.3 <2.0.0'));
    expect(parse('^1.2.3-beta.1')).toEqual(parse('^1.2.3'));
    expect(parse('>1.2.3-beta.1')).toEqual(parse('>=1.2.3'));
    expect(parse('<=1.2.3-beta.1')).toEqual(parse('<1.2.3'));
  });
});

describe('areIntersecting', () => {
  it('is symmetric, and never true of a range that holds no version', () => {
    fc.assert(
      fc.property(range, range, (left, right) => {
        expect(areIntersecting(parse(left), parse(right))).toBe(areIntersecting(parse(right), parse(left)));
        expect(areIntersecting(parse(left), parse('>2 <1'))).toBe(false);
      }),
    );
  });
});

describe('compareNewest', () => {
  it.each([
    ['<5', '>=5'],
    ['^4.2.0', '5.0.0'],
    ['5.0.0', '5.0.1'],
    ['1 || 3', '^4'],
    ['^9', '>=2'],
  ])('puts %s before %s', (older, newer) => {
    expect(compareNewest(parse(older), parse(newer))).toBeLessThan(0);
    expect(compareNewest(parse(newer), parse(older))).toBeGreaterThan(0);
  });

  it('finds two open ranges equally new', () => {
    expect(compareNewest(parse('>=5'), parse('*'))).toBe(0);
  });
});
