import type { Boundary, ManagerName, Sight } from './boundary.js';
import { getSights } from './matcher.js';

const PHRASES: Readonly<Record<Sight, string>> = {
  dispatch: 'the context of the dispatch',
  trigger: 'the context of whatever triggers it',
  registration: 'the context of the registration',
  construction: 'the context that was active at the construction',
  connection: 'the context that was active when the connection was opened',
  'first-caller': 'the context of the first caller',
  root: 'the root context',
};

/** Whose context a callback runs in where it is not the dispatch's, as the middle of a sentence. */
export function describeSight(rows: readonly Boundary[], manager: ManagerName | 'unknown'): string {
  const sights = manager === 'unknown' ? [] : rows.flatMap((row) => getSights(row, manager) ?? []);
  const lost = sights.find((sight) => sight !== 'dispatch');
  return lost ? PHRASES[lost] : 'a context that the dispatch does not determine';
}
