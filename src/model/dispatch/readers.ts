import { isKept } from '../lifetimes/active-spans.js';
import { findFieldClass } from '../code/constructions.js';
import { isAttachedAt } from './attachments.js';
import type { OtelModel } from '../index.js';
import { walkOutward } from './losses.js';
import { type FunctionNode, type Node, getEnclosingFunction } from '../code/nodes.js';
import { type ContextRead, findContextReads } from './reads.js';

type Readers = ReadonlyMap<FunctionNode, ContextRead>;

const cache = new WeakMap<OtelModel, Readers>();

/**
 * The functions of the file in whose own context something reads the active context, directly or in what they run,
 * each with the first such read. The body of a generator function counts as its own; so do those that it delegates to.
 */
export function getReaders(model: OtelModel): Readers {
  let readers = cache.get(model);
  if (!readers) cache.set(model, (readers = collectReaders(model)));
  return readers;
}

function collectReaders(model: OtelModel): Readers {
  const readers = new Map<FunctionNode, ContextRead>();
  const pending: { place: Node; read: ContextRead }[] = findContextReads(model)
    .map((read) => ({ place: read.node as Node, read }))
    .reverse();
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { read } = next;
    const note = (place: Node): void => {
      const around = findFieldClass(place) ? null : getEnclosingFunction(place);
      if (!around || readers.has(around) || isAttachedAt(place, model)) return;
      readers.set(around, read);
      if (around.generator) pending.push(...findDelegations(around, model).map((call) => ({ place: call, read })));
    };
    note(next.place);
    walkOutward(next.place, model, (use) => {
      const isSame = use.kind === 'inline' || (use.kind === 'boundary' && isKept(use, model));
      if (isSame) note(use.call);
      return isSame;
    });
  }
  return readers;
}

/** The calls of a generator function by other generators. */
function findDelegations(generator: FunctionNode, model: OtelModel): readonly Node[] {
  const calls = model.callbacks.getUses(generator).flatMap((use) => (use.kind === 'inline' ? [use.call] : []));
  return calls.filter((call) => getEnclosingFunction(call)?.generator === true);
}
