import { createRequire, isBuiltin } from 'node:module';
import { describe, expect, it } from 'vitest';
import { receivers } from '../../src/boundaries/catalogue/receivers.js';

const require = createRequire(import.meta.url);

/** The value at `module:path`; undefined where this version of Node.js has none. */
function valueAt(key: string): unknown {
  const [module = '', path = ''] = key.split(':');
  let value: unknown = module === 'global' ? globalThis : require(module);
  for (const name of path === 'default' ? [] : path.split('.')) value = Reflect.get(Object(value) as object, name);
  return value;
}

function prototypeAt(key: string): object | undefined {
  const value = valueAt(key);
  return typeof value === 'function' ? (value.prototype as object | undefined) : undefined;
}

const isInReach = (key: string): boolean => key.startsWith('global:') || isBuiltin(key.split(':')[0] ?? '');
const entries = Object.entries(receivers).filter(([key]) => isInReach(key));
const subclasses = entries.filter(([key]) => !/[#()]/u.test(key) && prototypeAt(key));

describe('the receivers', () => {
  it('lead to an end, never in a circle', () => {
    for (const start of Object.keys(receivers)) {
      const seen = new Set<string>();
      for (let key: string | undefined = start; key !== undefined; key = receivers[key]) {
        expect(seen.has(key)).toBe(false);
        seen.add(key);
      }
    }
  });

  it.each(subclasses.map(([key, parent]) => ({ key, parent })))('$key is a $parent', ({ key, parent }) => {
    const parentPrototype = prototypeAt(parent);
    const prototype = prototypeAt(key);
    expect(prototype === parentPrototype || parentPrototype?.isPrototypeOf(prototype ?? {})).toBe(true);
  });
});
