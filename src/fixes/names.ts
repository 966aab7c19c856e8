import type { SourceCode } from '../model/code/nodes.js';

interface Names {
  /** Every name that the file declares or refers to. */
  readonly taken: ReadonlySet<string>;
  /** The free names so far by their base, in order. */
  readonly free: Map<string, { readonly names: string[]; next: number }>;
}

const cache = new WeakMap<SourceCode['ast'], Names>();

/**
 * A name that nothing in the file has: it shadows nothing and captures nothing.
 *
 * @param base - the name, taken as it is when it is free, else numbered from 2
 * @param skip - how many free names to leave to other fixes of the same pass
 */
export function getFreshName(base: string, sourceCode: SourceCode, skip = 0): string {
  const { taken, free } = computeNames(sourceCode);
  const found = free.get(base) ?? { names: [], next: 1 };
  free.set(base, found);
  for (let name = found.names[skip]; ; name = found.names[skip]) {
    if (name !== undefined) return name;
    const candidate = found.next === 1 ? base : `${base}${found.next}`;
    found.next++;
    if (!taken.has(candidate)) found.names.push(candidate);
  }
}

/** Every name that the file declares or refers to. */
export function getNames(sourceCode: SourceCode): ReadonlySet<string> {
  return computeNames(sourceCode).taken;
}

function computeNames(sourceCode: SourceCode): Names {
  const known = cache.get(sourceCode.ast);
  if (known) return known;
  const taken = new Set<string>();
  for (const scope of sourceCode.scopeManager?.scopes ?? []) {
    for (const variable of scope.variables) if (variable.defs.length > 0) taken.add(variable.name);
    for (const { identifier } of scope.references) taken.add(String(identifier.name));
  }
  const names: Names = { taken, free: new Map() };
  cache.set(sourceCode.ast, names);
  return names;
}
