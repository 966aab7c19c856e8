import type { Node } from './nodes.js';

/** One step of the walk over a file: a node is entered (phase 1) or left (phase 2), or code-path analysis says something. */
export type Step =
  | { readonly type: 'visit'; readonly phase: 1 | 2; readonly target: Node }
  | { readonly type: 'call'; readonly target: string; readonly args: readonly unknown[] };

/** What ESLint 9 and later offer: `SourceCode#traverse`, which a language has to have, keeps the steps that it makes. */
interface Walked {
  traverse(): Iterable<Step>;
}

/** True when {@link getSteps} can answer: ESLint 8 keeps no steps, and other hosts need not. */
export function hasSteps(sourceCode: object): sourceCode is Walked {
  return 'traverse' in sourceCode && typeof sourceCode.traverse === 'function';
}

/** The steps of ESLint's own walk over the file, in order; null where it keeps none. To be asked when the walk is under way. */
export function getSteps(sourceCode: object): readonly Step[] | null {
  if (!hasSteps(sourceCode)) return null;
  const steps = sourceCode.traverse();
  return Array.isArray(steps) ? steps : [...steps];
}
