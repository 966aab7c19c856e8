import type { Program } from './prove.js';

/** One program and whether its proof holds. */
export interface Verdict {
  readonly program: Program;
  readonly isRepaired: boolean;
}

/**
 * Draws the table of repaired programs by rule.
 *
 * @returns one line a rule, and a total
 */
export function drawSummary(verdicts: readonly Verdict[]): string {
  const rules = [...new Set(verdicts.map(({ program }) => program.proof.rule))].sort();
  const countOf = (some: readonly Verdict[]): string =>
    `${String(some.filter((verdict) => verdict.isRepaired).length)} / ${String(some.length)}`;
  const rows = rules.map(
    (rule) => [rule, countOf(verdicts.filter(({ program }) => program.proof.rule === rule))] as const,
  );
  const lines = [...rows, ['all rules', countOf(verdicts)] as const].map(
    ([name, count]) => `  ${name.padEnd(26)} ${count.padStart(8)}`,
  );
  return ['Programs repaired / programs', ...lines].join('\n');
}
