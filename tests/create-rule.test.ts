import { Linter } from 'eslint';
import { beforeEach, describe, expect, it } from 'vitest';
import { createRule, mergeOptions } from '../src/create-rule.js';

type Options = [{ trust?: 'none' | 'measured'; nested?: { depth?: number; names?: string[] } }];

describe('mergeOptions', () => {
  it('fills what is missing, key by key', () => {
    expect(mergeOptions([{ a: 1, inner: { b: 2, c: 3 } }], [{ a: 1, inner: { b: 4, c: 3 } }])).toEqual([
      { a: 1, inner: { b: 4, c: 3 } },
    ]);
    expect(mergeOptions<unknown[]>([{ a: 1, inner: { b: 2, c: 3 } }], [{ inner: { b: 4 } }])).toEqual([
      { a: 1, inner: { b: 4, c: 3 } },
    ]);
  });

  it('replaces arrays and values of another kind', () => {
    expect(mergeOptions<unknown[]>([{ names: ['a', 'b'] }], [{ names: ['c'] }])).toEqual([{ names: ['c'] }]);
    expect(mergeOptions<unknown[]>([{ a: { b: 1 } }], [{ a: false }])).toEqual([{ a: false }]);
  });

  it('changes nothing in options that are merged already', () => {
    const defaults: unknown[] = [{ a: 1, inner: { b: 2, names: ['x'] } }];
    const once = mergeOptions(defaults, [{ inner: { names: [] } }]);
    expect(mergeOptions(defaults, once)).toEqual(once);
  });

  it('keeps options beyond the defaults, and defaults beyond the options', () => {
    expect(mergeOptions<unknown[]>(['a'], ['b', 'c'])).toEqual(['b', 'c']);
    expect(mergeOptions<unknown[]>(['a', 'b'], ['c'])).toEqual(['c', 'b']);
  });

  it('writes to neither side, and takes __proto__ for an ordinary key', () => {
    const defaults = Object.freeze([Object.freeze({ a: Object.freeze({ b: 1 }) })]);
    const given = JSON.parse('[{ "__proto__": { "polluted": true }, "a": { "c": 2 } }]') as unknown[];
    const [merged] = mergeOptions<readonly unknown[]>(defaults, Object.freeze(given));
    expect(merged).toHaveProperty('a', { b: 1, c: 2 });
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
  });
});

describe('createRule', () => {
  const seen: unknown[] = [];
  const rule = createRule<'found', Options>({
    name: 'example',
    meta: {
      type: 'problem',
      docs: { description: 'Disallow nothing.', recommended: 'strict' },
      schema: [{ type: 'object' }],
      defaultOptions: [{ trust: 'measured', nested: { depth: 3, names: [] } }],
      messages: { found: 'Found.' },
    },
    create(_context, [options]) {
      seen.push(options);
      return {};
    },
  });

  beforeEach(() => {
    seen.length = 0;
  });

  function run(text: string, settings: Linter.Config['settings'] = {}): void {
    const plugin = { rules: { example: rule } };
    const config = { plugins: { x: plugin }, settings, rules: { 'x/example': ['error', { nested: { depth: 1 } }] } };
    new Linter().verify(text, config as unknown as Linter.Config);
  }

  it('adds the address of the page and the language', () => {
    expect(rule.meta.docs.url).toMatch(/^https:.+\/rules-docs\/example\.md$/);
    expect(rule.meta.languages).toEqual(['js/js']);
    expect(rule.name).toBe('example');
  });

  it('gives the rule the merged options', () => {
    run("import '@opentelemetry/api';");
    expect(seen).toEqual([{ trust: 'measured', nested: { depth: 1, names: [] } }]);
  });

  it('does not run the rule on a file without OpenTelemetry', () => {
    run("import './telemetry.js';");
    expect(seen).toEqual([]);
  });

  it('reads the settings all the same', () => {
    expect(() => {
      run('', { 'otel-context': { handOff: 'none' } });
    }).toThrow('handOff');
  });
});
