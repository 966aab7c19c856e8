import type { Boundary, ManagerName, Sight } from './boundary.js';
import { getSights } from './matcher.js';

const PHRASES: Readonly<Record<Exclude<Sight, 'dispatch' | 'registration'>, string>> = {
  trigger: 'the context of whatever triggers it',
  construction: 'the context that was active when its source was created',
  connection: 'the context that was active when the connection was opened',
  'first-caller': 'the context of the first caller',
  root: 'the root context',
};

/** Whose context a callback runs in where it is not the dispatch's. */
export interface LossDescription {
  /** The middle of a sentence: 'the root context'. */
  readonly phrase: string;
  /** False when it depends on the load: a free queue runs its task where it was added. */
  readonly isAlways: boolean;
}

/** What was measured of the contexts that callbacks lose; null when the rows keep the context or nobody measured them. */
export function describeLoss(rows: readonly Boundary[], manager: ManagerName | 'unknown'): LossDescription | null {
  const sights = manager === 'unknown' ? [] : rows.flatMap((row) => getSights(row, manager) ?? []);
  const lost = sights.filter((sight) => sight !== 'dispatch' && sight !== 'registration');
  const [first] = lost;
  return first ? { phrase: PHRASES[first], isAlways: lost.length === sights.length } : null;
}
