import type { TSESLint } from '@typescript-eslint/utils';
import type { Node } from './nodes.js';

/** One step of the walk over a file: a node is entered (phase 1) or left (phase 2), or code-path analysis says something. */
export type Step =
  | { readonly type: 'visit'; readonly phase: 1 | 2; readonly target: Node }
  | { readonly type: 'call'; readonly target: string; readonly args: readonly unknown[] };

/** What ESLint 9 and later offer: `SourceCode#traverse`, which a language has to have, keeps the steps that it makes. */
interface Walked {
  traverse(): Iterable<Step>;
}

/** True when {@link readWalk} can answer: ESLint 8 keeps no steps, and other hosts need not. */
export function hasSteps(sourceCode: object): sourceCode is Walked {
  return 'traverse' in sourceCode && typeof sourceCode.traverse === 'function';
}

/** Where the steps of a code path lie among those of its file: from `onCodePathStart` to `onCodePathEnd`. */
export interface PathSteps {
  readonly codePath: TSESLint.CodePath;
  readonly node: Node;
  readonly start: number;
  readonly end: number;
}

/** ESLint's own walk over a file. */
export interface Walk {
  readonly steps: readonly Step[];
  /** The code paths, each behind those inside it. */
  readonly paths: readonly PathSteps[];
}

const walks = new WeakMap<object, Walk>();

/**
 * The walk that ESLint makes over the file; null where it keeps none. To be asked when the walk is under way.
 *
 * @param visit - called for every node, before those below it, in the same pass that finds the code paths
 */
export function readWalk(sourceCode: object, visit?: (node: Node) => void): Walk | null {
  if (!hasSteps(sourceCode)) return null;
  const kept = sourceCode.traverse();
  const known = walks.get(kept);
  if (known && !visit) return known;
  const steps: readonly Step[] = Array.isArray(kept) ? kept : [...kept];
  const paths: PathSteps[] = [];
  const starts: number[] = [];
  for (const [index, step] of steps.entries()) {
    if (step.type === 'visit') {
      if (step.phase === 1) visit?.(step.target);
    } else if (step.target === 'onCodePathStart') starts.push(index);
    else if (step.target === 'onCodePathEnd') {
      const [codePath, node] = step.args as [TSESLint.CodePath, Node];
      paths.push({ codePath, node, start: starts.pop() ?? index, end: index });
    }
  }
  const walk = { steps, paths };
  walks.set(kept, walk);
  return walk;
}
