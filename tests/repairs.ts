import { Linter } from 'eslint';

/** A program that a rule reports, and how it is linted. */
interface Program {
  readonly code: string;
  readonly filename: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly options?: readonly unknown[];
  readonly languageOptions: Linter.LanguageOptions;
}

/** More than any case needs: what is repaired this often is reported again after each repair. */
const MAX_REPAIRS = 20;

/**
 * Takes what a rule offers for a program, a fix or the first suggestion at a time as in an editor, until it offers
 * nothing more.
 *
 * @returns what the repairs lead to when they have no end; null when they have one
 */
export function findEndless(rule: unknown, program: Program): string | null {
  const { filename, languageOptions, settings = {}, options = [] } = program;
  const config: Linter.Config = {
    files: ['**/*.{js,cjs,mjs,jsx,ts,cts,mts,tsx}'],
    plugins: { tested: { rules: { rule: rule as never } } },
    languageOptions,
    settings,
    rules: { 'tested/rule': ['error', ...options] },
  };
  const linter = new Linter();
  let text = program.code;
  for (let count = 0; count < MAX_REPAIRS; count++) {
    const messages = linter.verify(text, config, { filename });
    const repair = messages.map(findRepair).find((found) => found !== undefined);
    if (!repair) return null;
    text = `${text.slice(0, repair.range[0])}${repair.text}${text.slice(repair.range[1])}`;
  }
  return text;
}

function findRepair({ fix, suggestions }: Linter.LintMessage): { range: [number, number]; text: string } | undefined {
  return fix ?? suggestions?.[0]?.fix;
}
