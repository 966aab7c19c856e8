import type { ProofManager } from './observation.js';

/** What one program proves. Traces are written as `drawTraces` draws them; a template's own indentation is removed. */
export interface Proof {
  /** The rule that must report the broken program. */
  readonly rule: string;
  /** Further rules that report it; their fixes are applied along. */
  readonly together?: readonly string[];
  /** What goes wrong at run time, as a sentence without its full stop. */
  readonly shows: string;
  /** The context manager of the run; also the plugin's setting. */
  readonly manager: ProofManager;
  /** Further `settings['otel-context']`. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The message id of the suggestion to apply, for a repair that is not automatic. */
  readonly suggestion?: string;
  /** Whether the repair is the committed one, for a rule that can only report. */
  readonly byHand?: boolean;
  /**
   * How many passes of ESLint the fixes need; 1 when it is not given. Two fixes that add the same import overlap, so the
   * second waits for the second pass.
   */
  readonly passes?: number;
  /** The code of the type error that TypeScript has for the broken program. */
  readonly typeError?: number;
  /** The traces of the broken program. */
  readonly before: string;
  /** The traces of the repaired program. */
  readonly after: string;
}

/** Gives a proof its type. */
export function defineProof(proof: Proof): Proof {
  return proof;
}

/**
 * Removes the indentation that all lines share, and empty lines at both ends.
 *
 * @param text - the text of an indented template
 */
export function dedent(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const margin = Math.min(...lines.map((line) => line.search(/\S/)));
  return lines.map((line) => line.slice(margin).trimEnd()).join('\n');
}
