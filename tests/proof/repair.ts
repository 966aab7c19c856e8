import path from 'node:path';
import * as typescriptParser from '@typescript-eslint/parser';
import { Linter, type Rule } from 'eslint';

/** A report, reduced to what a proof looks at. */
export interface Finding {
  /** The rule's name without the namespace; `parse error` for a file that does not parse. */
  readonly rule: string;
  readonly messageId: string | undefined;
  readonly line: number;
  readonly message: string;
  readonly fixable: boolean;
}

/** What became of a source text. */
export interface Repair {
  readonly text: string;
  /** Reports on the text as it was. */
  readonly found: readonly Finding[];
  /** Reports on the text as it is now. */
  readonly left: readonly Finding[];
  /** How many times ESLint had to go over the text until nothing was left to fix. */
  readonly passes: number;
}

/** How a text is linted. */
export interface Linting {
  /** The config that brings the plugin and turns its rules on. */
  readonly config: Linter.Config;
  /** `settings['otel-context']`. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

const SOURCES = '**/*.{js,mjs,cjs,ts,mts,cts}';

function createConfig({ config, settings = {} }: Linting, fileName: string): Linter.Config[] {
  const isTypeScript = /\.[cm]?ts$/u.test(fileName);
  return [
    { ...config, files: [SOURCES] },
    {
      files: [SOURCES],
      languageOptions: {
        ...(isTypeScript ? { parser: typescriptParser } : {}),
        sourceType: /\.c[jt]s$/u.test(fileName) ? 'commonjs' : 'module',
      },
      settings: { 'otel-context': settings },
    },
  ];
}

function describe(message: Linter.LintMessage): Finding {
  return {
    rule: message.ruleId?.replace(/^.*\//u, '') ?? 'parse error',
    messageId: message.messageId,
    line: message.line,
    message: message.message,
    fixable: message.fix !== undefined,
  };
}

function createLinter(fileName: string): Linter {
  return new Linter({ configType: 'flat', cwd: path.dirname(fileName) });
}

/** Lints a text and returns what was found. */
export function lint(text: string, fileName: string, linting: Linting): Finding[] {
  return createLinter(fileName).verify(text, createConfig(linting, fileName), fileName).map(describe);
}

/**
 * Applies the automatic fixes, as `eslint --fix` does, all rules of the config together.
 *
 * @param text - the source
 * @param fileName - its absolute path
 * @param linting - the config and the plugin's settings
 */
export function fix(text: string, fileName: string, linting: Linting): Repair {
  const texts = new Set<string>();
  const rememberText: Rule.RuleModule = {
    create(context) {
      texts.add(context.sourceCode.text);
      return {};
    },
  };
  const counter: Linter.Config = {
    files: [SOURCES],
    plugins: { counter: { rules: { text: rememberText } } },
    rules: { 'counter/text': 'error' },
  };
  const found = lint(text, fileName, linting);
  const config = [...createConfig(linting, fileName), counter];
  const { output, messages } = createLinter(fileName).verifyAndFix(text, config, { filename: fileName });
  return { text: output, found, left: messages.map(describe), passes: texts.size - 1 };
}

/**
 * Applies one suggestion of every report that offers it, one after the other, as a reader would in an editor.
 *
 * @param messageId - the suggestion's message id
 */
export function applySuggestions(text: string, fileName: string, linting: Linting, messageId: string): Repair {
  const linter = createLinter(fileName);
  const config = createConfig(linting, fileName);
  const first = linter.verify(text, config, fileName);
  let current = text;
  let messages = first;
  // A suggestion removes its own report, so there are never more rounds than reports.
  let rounds = first.length;
  while (rounds-- > 0) {
    const offered = messages.flatMap((message) => message.suggestions ?? []).find((one) => one.messageId === messageId);
    if (offered === undefined) break;
    const [start, end] = offered.fix.range;
    current = current.slice(0, start) + offered.fix.text + current.slice(end);
    messages = linter.verify(current, config, fileName);
  }
  return { text: current, found: first.map(describe), left: messages.map(describe), passes: current === text ? 0 : 1 };
}

/**
 * Takes a repair that somebody wrote, for a rule that only reports.
 *
 * @param repaired - the source as it was repaired
 */
export function repairByHand(text: string, repaired: string, fileName: string, linting: Linting): Repair {
  return {
    text: repaired,
    found: lint(text, fileName, linting),
    left: lint(repaired, fileName, linting),
    passes: repaired === text ? 0 : 1,
  };
}
