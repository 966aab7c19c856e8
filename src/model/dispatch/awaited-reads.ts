import { AWAIT_COMPILERS } from '../../boundaries/compilers.js';
import { DEPENDENCY_FIELDS, findDependency, getManifests } from '../../boundaries/manifests.js';
import type { Stance } from '../../boundaries/matcher.js';
import type { Flow } from '../../flow/index.js';
import type { OtelModel } from '../index.js';
import { walkOutward } from './losses.js';
import { type FunctionNode, type Node, getEnclosingFunction, isInside } from '../code/nodes.js';
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
    const place = findPlaceInAsync(read.node, model);
    const owner = place && getEnclosingFunction(place);
    if (!owner || owner.generator || !flow.canFollowAwait(place)) continue;
    const reads = found.get(owner);
    if (reads) reads.push(read);
    else if (trust === 'none' || beginsInScope(owner, model, flow)) found.set(owner, [read]);
  }
  return [...found].map(([owner, reads]) => ({ owner, reads }));
}

/** The place in an asynchronous function at which a node of it is evaluated: itself, or the call that runs the callback around it at once. */
function findPlaceInAsync(node: Node, model: OtelModel): Node | null {
  let place = node;
  for (let around = getEnclosingFunction(place); around && !around.async; around = getEnclosingFunction(place)) {
    const [use, ...others] = model.callbacks.getUses(around);
    if (use?.kind !== 'inline' || others.length > 0 || !isInside(around, use.call)) return null;
    place = use.call;
  }
  return place;
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
