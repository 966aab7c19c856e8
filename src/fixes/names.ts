import type { SourceCode } from '../model/nodes.js';

/**
 * A name that nothing in the file has: it shadows nothing and captures nothing.
 *
 * @param base - the name, taken as it is when it is free, else numbered from 2
 * @param skip - how many free names to leave to other fixes of the same pass
 */
export function getFreshName(base: string, sourceCode: SourceCode, skip = 0): string {
  const taken = getNames(sourceCode);
  let left = skip;
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}${number}`;
    if (!taken.has(name) && left-- === 0) return name;
  }
}

const cache = new WeakMap<SourceCode, ReadonlySet<string>>();

/** Every name that the file declares or refers to. */
export function getNames(sourceCode: SourceCode): ReadonlySet<string> {
  let names = cache.get(sourceCode);
  if (!names) {
    const found = new Set<string>();
    for (const scope of sourceCode.scopeManager?.scopes ?? []) {
      for (const variable of scope.variables) if (variable.defs.length > 0) found.add(variable.name);
      for (const { identifier } of scope.references) found.add(String(identifier.name));
    }
    cache.set(sourceCode, (names = found));
  }
  return names;
}
