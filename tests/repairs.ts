import { Linter } from 'eslint';

/** A program that a rule reports, and how it is linted. */
interface Program {
  readonly code: string;
  readonly filename: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly options?: readonly unknown[];
  readonly languageOptions: Linter.LanguageOptions;
}

interface TextEdit {
  readonly range: readonly [number, number];
  readonly text: string;
}

/** More than any case needs: what is repaired this often is reported again after each repair. */
const MAX_REPAIRS = 20;

/** A linter with nothing but one rule, set as for a program. */
class RuleLinter {
  readonly #linter = new Linter();
  readonly #config: Linter.Config;
  readonly #filename: string;

  constructor(rule: unknown, { filename, languageOptions, settings = {}, options = [] }: Program) {
    this.#filename = filename;
    this.#config = {
      files: ['**/*.{js,cjs,mjs,jsx,ts,cts,mts,tsx}'],
      plugins: { tested: { rules: { rule: rule as never } } },
      languageOptions,
      settings,
      rules: { 'tested/rule': ['error', ...options] },
    };
  }

  /** The fixes and suggestions for a text, in the order of its reports. */
  getRepairs(text: string): readonly TextEdit[] {
    const messages = this.#linter.verify(text, this.#config, { filename: this.#filename });
    return messages.flatMap(({ fix, suggestions }) => [
      ...(fix ? [fix] : []),
      ...(suggestions ?? []).map((s) => s.fix),
    ]);
  }

  /** The tokens of the text that was linted last; null where one of them is content as well, as in JSX and templates. */
  getTokens(): readonly { readonly range: readonly [number, number] }[] | null {
    const { tokens } = this.#linter.getSourceCode().ast;
    return tokens.some(({ type }) => /^(?:JSX|Template)/u.test(type)) ? null : tokens;
  }
}

function apply(text: string, { range, text: inserted }: TextEdit): string {
  return `${text.slice(0, range[0])}${inserted}${text.slice(range[1])}`;
}

/**
 * Takes what a rule offers for a program, a fix or the first suggestion at a time as in an editor, until it offers
 * nothing more.
 *
 * @returns what the repairs lead to when they have no end; null when they have one
 */
export function findEndless(rule: unknown, program: Program): string | null {
  const linter = new RuleLinter(rule, program);
  let text = program.code;
  for (let count = 0; count < MAX_REPAIRS; count++) {
    const [repair] = linter.getRepairs(text);
    if (!repair) return null;
    text = apply(text, repair);
  }
  return text;
}

const COMMENT = /\/\* \d+ \*\//gu;

/**
 * Puts a comment before every token of a program, and takes each of the repairs that are offered then.
 *
 * @returns the repaired texts that lack one of the comments
 */
export function findUncommented(rule: unknown, program: Program): readonly string[] {
  const linter = new RuleLinter(rule, program);
  if (linter.getRepairs(program.code).length === 0) return [];
  const { code } = program;
  const tokens = linter.getTokens() ?? [];
  const pieces = tokens.map(({ range: [start] }, index) => {
    const before = code.slice(tokens[index - 1]?.range[1] ?? 0, start);
    return `${before}/* ${String(index)} */ ${code.slice(...(tokens[index]?.range ?? []))}`;
  });
  const repaired = linter.getRepairs(pieces.join('')).map((repair) => apply(pieces.join(''), repair));
  return repaired.filter((text) => new Set(text.match(COMMENT)).size < pieces.length);
}
