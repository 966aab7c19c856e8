import { AWAIT_COMPILERS } from '../../boundaries/compilers.js';
import { DEPENDENCY_FIELDS, findDependency, getManifests } from '../../boundaries/manifests.js';
import type { Stance } from '../../boundaries/matcher.js';
import type { Flow } from '../../flow/index.js';
import type { OtelModel } from '../index.js';
import { walkOutward } from './losses.js';
import { type FunctionNode, getEnclosingFunction } from '../code/nodes.js';
import { type ContextRead, findContextReads } from './reads.js';

/** An asynchronous function that reads the active context where it has come back from an `await`, and the context is lost. */
export interface AwaitedReads {
  readonly owner: FunctionNode;
  /** In source order, at least one. */
  readonly reads: readonly [ContextRead, ...ContextRead[]];
}

/**
 * The functions of the file that lose their context at a native `await`, in source order: under the stack manager all
 * that wait, under the zone manager those whose `await` is not compiled away.
 *
 * @param trust - with `measured`, those alone that certainly begin in a context which this file makes active
 */
export function findAwaitedReads(model: OtelModel, flow: Flow, trust: Stance['trust']): readonly AwaitedReads[] {
  if (!isLostByAwait(model)) return [];
  const found = new Map<FunctionNode, [ContextRead, ...ContextRead[]]>();
  for (const read of findContextReads(model)) {
    const owner = getEnclosingFunction(read.node);
    if (!owner?.async || owner.generator) continue;
    if (!flow.isReachable(read.node) || flow.isOnCallerStack(read.node)) continue;
    const reads = found.get(owner);
    if (reads) reads.push(read);
    else if (trust === 'none' || beginsInScope(owner, model, flow)) found.set(owner, [read]);
  }
  return [...found].map(([owner, reads]) => ({ owner, reads }));
}

/** Compilers for zone.js turn `await` into promises that it follows. */
function isLostByAwait({ manager, filename }: OtelModel): boolean {
  if (manager !== 'zone') return manager === 'stack';
  return !getManifests(filename).some((manifest) =>
    AWAIT_COMPILERS.some((name) => findDependency(manifest, name, DEPENDENCY_FIELDS) !== null),
  );
}

/** True for a function that a scope certainly runs, itself or through functions that it runs before they wait for anything. */
function beginsInScope(owner: FunctionNode, model: OtelModel, flow: Flow): boolean {
  let isInScope = false;
  walkOutward(owner.body, model, (use) => {
    isInScope ||= use.kind === 'scope';
    return use.kind === 'inline' && flow.isOnCallerStack(use.call);
  });
  return isInScope;
}
