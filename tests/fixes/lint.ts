import { Linter } from 'eslint';
import { captureBeforeDispatch } from '../../src/rules/capture-before-dispatch.js';
import { getLanguageOptions } from '../rule-tester.js';

/** How a text is linted: its file name chooses the parser, the settings are added to AsyncLocalStorage. */
export interface Linting {
  readonly filename?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
}

function getConfig(filename: string, settings: Readonly<Record<string, unknown>>): Linter.Config {
  return {
    files: ['**/*.{js,cjs,mjs,ts,cts,tsx}'],
    plugins: { 'otel-context': { rules: { capture: captureBeforeDispatch as never } } },
    languageOptions: getLanguageOptions(filename),
    settings: { 'otel-context': { contextManager: 'async-local-storage', ...settings } },
    rules: { 'otel-context/capture': 'error' },
  };
}

/** Gets what capture-before-dispatch reports. */
export function lint(code: string, { filename = 'src/file.ts', settings = {} }: Linting = {}): Linter.LintMessage[] {
  return new Linter().verify(code, getConfig(filename, settings), { filename });
}

/** Applies the fixes of capture-before-dispatch until there are none. Throws when the result reports anything. */
export function repair(code: string, { filename = 'src/file.ts', settings = {} }: Linting = {}): string {
  const report = new Linter().verifyAndFix(code, getConfig(filename, settings), { filename });
  if (report.messages.length > 0) throw new Error(report.messages.map(({ message }) => message).join('\n'));
  return report.output;
}
