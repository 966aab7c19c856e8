import { createRequire } from 'node:module';
import * as tsParser from '@typescript-eslint/parser';
import type { Linter, RuleTester } from 'eslint';
import { describe, expect, it } from 'vitest';
import type { OtelRule } from '../src/create-rule.js';
import { findEndless, findUncommented } from './repairs.js';

interface Suggestion<MessageIds extends string> {
  readonly messageId: MessageIds;
  readonly data?: Readonly<Record<string, string | number>>;
  readonly output: string;
}

interface ExpectedError<MessageIds extends string> {
  readonly messageId: MessageIds;
  readonly data?: Readonly<Record<string, string | number>>;
  readonly line?: number;
  readonly column?: number;
  readonly endLine?: number;
  readonly endColumn?: number;
  /** Every suggestion has to be stated, here or as a number. */
  readonly suggestions?: readonly Suggestion<MessageIds>[] | number;
}

/** A case that must not report. The fields are those of ESLint's RuleTester. */
export interface ValidCase<Options extends readonly unknown[]> {
  readonly name?: string;
  readonly code: string;
  /** `src/file.ts` where it is not given; the extension chooses the parser and the source type. */
  readonly filename?: string;
  readonly options?: Readonly<Partial<Options>>;
  /** The whole settings object; `{ 'otel-context': { contextManager: 'async-local-storage' } }` where it is not given. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Added to what the file name gives. */
  readonly languageOptions?: Linter.LanguageOptions;
  readonly only?: boolean;
}

/** A case that must report exactly `errors`. `output` is the code after one pass of fixes, `null` for no autofix. */
export interface InvalidCase<MessageIds extends string, Options extends readonly unknown[]> extends ValidCase<Options> {
  readonly output: string | null;
  readonly errors: readonly ExpectedError<MessageIds>[];
}

interface Cases<MessageIds extends string, Options extends readonly unknown[]> {
  readonly valid: readonly (string | ValidCase<Options>)[];
  readonly invalid: readonly InvalidCase<MessageIds, Options>[];
}

const DEFAULT_SETTINGS = { 'otel-context': { contextManager: 'async-local-storage' } };

// The newest version is the default; `npm run test:matrix` sets the others.
function loadRuleTester(): typeof RuleTester {
  const require = createRequire(import.meta.url);
  const major = process.env['ESLINT_MAJOR'] ?? '10';
  switch (major) {
    case '8':
      return require('eslint-v8/use-at-your-own-risk').FlatRuleTester;
    case '9':
      return require('eslint-v9').RuleTester;
    case '10':
      return require('eslint').RuleTester;
    default:
      throw new Error(`ESLINT_MAJOR is ${major}; the tests know 8, 9 and 10.`);
  }
}

/**
 * Computes how a file is parsed, from its name alone: TypeScript by `@typescript-eslint/parser`, the rest by ESLint's
 * own parser; `.cjs` and `.cts` as CommonJS; JSX in `.jsx`, `.tsx` and `.js`.
 *
 * @param filename - any file name with an extension
 * @returns language options of a flat config
 */
export function getLanguageOptions(filename: string): Linter.LanguageOptions {
  const jsx = /\.(?:js|[jt]sx)$/u.test(filename);
  const isTypeScript = /\.[cm]?tsx?$/u.test(filename);
  return {
    ecmaVersion: 'latest',
    sourceType: /\.c[jt]s$/u.test(filename) ? 'commonjs' : 'module',
    parserOptions: { ecmaFeatures: { jsx } },
    ...(isTypeScript ? { parser: tsParser } : {}),
  };
}

function toTesterCase<Case extends ValidCase<readonly unknown[]>>(testCase: Case) {
  const filename = testCase.filename ?? 'src/file.ts';
  const base = getLanguageOptions(filename);
  const given = testCase.languageOptions ?? {};
  return {
    settings: DEFAULT_SETTINGS,
    ...testCase,
    filename,
    languageOptions: { ...base, ...given, parserOptions: { ...base.parserOptions, ...given.parserOptions } },
  };
}

/** ESLint 8 takes no number of suggestions: there, those that are not written out are left to the other versions. */
function toTesterError<Expected extends { readonly suggestions?: unknown }>(error: Expected): Partial<Expected> {
  if (process.env['ESLINT_MAJOR'] !== '8' || typeof error.suggestions !== 'number') return error;
  return Object.fromEntries(Object.entries(error).filter(([key]) => key !== 'suggestions')) as Partial<Expected>;
}

/**
 * Runs a rule on cases, as ESLint's own RuleTester does it (each case a test, duplicates rejected, fixes and suggestions
 * checked to parse), on the ESLint of `ESLINT_MAJOR`. Repairs, taken one after the other as in an editor, have to come to
 * an end, and none may lose a comment. A case stands in `src/file.ts` under the AsyncLocalStorage context manager unless it
 * gives another `filename` or its own `settings`.
 *
 * @param name - the rule's name
 * @param rule - the rule
 * @param cases - code that must not report, and code that must
 */
export function runRule<MessageIds extends string, Options extends readonly unknown[]>(
  name: string,
  rule: OtelRule<MessageIds, Options>,
  cases: Cases<MessageIds, Options>,
): void {
  const Tester = loadRuleTester();
  Tester.describe = describe;
  Tester.it = it;
  Tester.itOnly = it.only;
  const valid = cases.valid.map((code) => toTesterCase(typeof code === 'string' ? { code } : code));
  const invalid = cases.invalid.map((testCase) => {
    const { errors, ...rest } = testCase;
    return { ...toTesterCase(rest), errors: errors.map(toTesterError) };
  });
  const tester = new Tester();
  // Rules see the nodes of the TypeScript parser, ESLint's types speak of ESTree: the same objects at run time.
  const tested = rule as unknown as Parameters<typeof tester.run>[1];
  tester.run(name, tested, { valid, invalid } as unknown as Parameters<typeof tester.run>[2]);
  describe(`${name}: repairs`, () => {
    it('come to an end', () => {
      expect(invalid.map((testCase) => findEndless(rule, testCase)).filter((text) => text !== null)).toEqual([]);
    });

    it('keep every comment', () => {
      expect(invalid.flatMap((testCase) => findUncommented(rule, testCase))).toEqual([]);
    });
  });
}
