import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import type { Target } from './targets.js';

/** Directives in the files speak of rules that are not loaded here. */
const WITHOUT_DIRECTIVES = { allowInlineConfig: false } as const;

const MAX_BYTES = 1_000_000;
/** No hand writes a longer line; bundles and minified files do. */
const MAX_LINE = 5_000;

/** A report of a rule, with the lines around it. */
export interface FieldFinding {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly rule: string;
  readonly message: string;
  readonly repair: 'fix' | 'suggestion' | 'none';
  /** The source around it, each line with its number. */
  readonly excerpt: readonly string[];
}

/** Something that must not happen, with the file in which it did. */
export interface FieldFault {
  readonly file: string;
  readonly message: string;
}

/** What linting one target gave. */
export interface FieldResult {
  readonly name: string;
  readonly files: number;
  /** Files whose text names OpenTelemetry. */
  readonly touching: number;
  /** Minified, bundled or very large files that were left out. */
  readonly skipped: number;
  readonly seconds: number;
  readonly findings: readonly FieldFinding[];
  readonly parseErrors: readonly FieldFault[];
  /** Files in which a rule threw. */
  readonly crashes: readonly FieldFault[];
  /** Files whose fixed text does not parse, or is never done being fixed. */
  readonly badFixes: readonly FieldFault[];
}

function isBundled(text: string): boolean {
  return text.length > MAX_BYTES || text.split('\n').some((line) => line.length > MAX_LINE && !line.startsWith('//#'));
}

function createConfig(config: Linter.Config): Linter.Config[] {
  const everything = '**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}';
  return [
    { ...config, files: [everything] },
    {
      files: [everything],
      linterOptions: { reportUnusedDisableDirectives: 'off' },
      languageOptions: { parser, sourceType: 'module', parserOptions: { ecmaFeatures: { jsx: true } } },
    },
    { files: ['**/*.{ts,mts,cts}'], languageOptions: { parserOptions: { ecmaFeatures: { jsx: false } } } },
    { files: ['**/*.{cjs,cts}'], languageOptions: { sourceType: 'commonjs' } },
  ];
}

function takeExcerpt(text: string, line: number, endLine: number): string[] {
  const first = Math.max(1, line - 3);
  const lines = text.split('\n').slice(first - 1, Math.min(endLine, line + 12) + 3);
  return lines.map((content, index) => {
    const number = first + index;
    return `${number >= line && number <= endLine ? '>' : ' '} ${String(number).padStart(5)} | ${content.trimEnd()}`;
  });
}

function describe(message: Linter.LintMessage, file: string, text: string): FieldFinding {
  return {
    file,
    line: message.line,
    column: message.column,
    rule: message.ruleId ?? '',
    message: message.message,
    repair: message.fix !== undefined ? 'fix' : (message.suggestions ?? []).length > 0 ? 'suggestion' : 'none',
    excerpt: takeExcerpt(text, message.line, message.endLine ?? message.line),
  };
}

/** Applies all fixes and returns what is wrong with the result; undefined when nothing is. */
function findBadFix(linter: Linter, text: string, config: Linter.Config[], file: string): string | undefined {
  const { messages } = linter.verifyAndFix(text, config, { ...WITHOUT_DIRECTIVES, filename: file });
  const bad = messages.find((message) => message.fatal === true || message.fix !== undefined);
  return bad && `line ${String(bad.line)} after the fix: ${bad.message}`;
}

/**
 * Lints every file of a target.
 *
 * @param target - the files
 * @param ruleSet - the config that brings the plugin and turns its rules on
 */
export function lintTarget(target: Target, ruleSet: Linter.Config): FieldResult {
  const linter = new Linter({ configType: 'flat', cwd: target.folder });
  const config = createConfig(ruleSet);
  const findings: FieldFinding[] = [];
  const parseErrors: FieldFault[] = [];
  const crashes: FieldFault[] = [];
  const badFixes: FieldFault[] = [];
  let [files, touching, skipped, milliseconds] = [0, 0, 0, 0];
  for (const fileName of target.files) {
    const text = readFileSync(fileName, 'utf8');
    if (isBundled(text)) {
      skipped += 1;
      continue;
    }
    const file = path.relative(target.folder, fileName);
    files += 1;
    if (/opentelemetry/iu.test(text)) touching += 1;
    try {
      const start = performance.now();
      const messages = linter.verify(text, config, { ...WITHOUT_DIRECTIVES, filename: fileName });
      milliseconds += performance.now() - start;
      for (const message of messages) {
        if (message.fatal === true) parseErrors.push({ file, message: message.message });
        else findings.push(describe(message, file, text));
      }
      const badFix = messages.some((message) => message.fix) ? findBadFix(linter, text, config, fileName) : undefined;
      if (badFix !== undefined) badFixes.push({ file, message: badFix });
    } catch (error) {
      crashes.push({ file, message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  }
  const counts = { name: target.name, files, touching, skipped, seconds: milliseconds / 1000 };
  return { ...counts, findings, parseErrors, crashes, badFixes };
}
