/**
 * Scores the plugin on a folder of cases: `broken/NAME/{bad.*,good.*,case.json}` and `correct/NAME/{file.*,case.json}`.
 * A broken case is hit when a report covers its line, one line of slack; a report on `good.*` or on a correct case is noise.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import plugin from '../src/index.js';

interface Case {
  readonly class?: string;
  readonly manager?: string;
  readonly line?: number | readonly number[];
  readonly line_match?: 'any' | 'all';
  readonly detectable?: string;
}

const MANAGERS: Readonly<Record<string, string>> = { als: 'async-local-storage', zone: 'zone', stack: 'stack' };

function lint(file: string, manager: string, config: 'recommended' | 'strict'): readonly Linter.LintMessage[] {
  return new Linter().verify(
    readFileSync(file, 'utf8'),
    [
      plugin.configs[config] as Linter.Config,
      {
        files: ['**/*.{js,ts}'],
        ...(file.endsWith('.ts') ? { languageOptions: { parser } } : {}),
        settings: { 'otel-context': { contextManager: manager } },
      },
    ],
    { filename: `src/case.${file.split('.').at(-1) ?? 'js'}` },
  );
}

function getFile(folder: string, stem: string): string {
  return join(folder, readdirSync(folder).find((name) => name.startsWith(`${stem}.`)) ?? stem);
}

function describe(messages: readonly Linter.LintMessage[]): string {
  return messages.map(({ line, ruleId }) => `${line} ${(ruleId ?? 'error').replace('otel-context/', '')}`).join(', ');
}

function isHit(messages: readonly Linter.LintMessage[], { line, line_match: match }: Case): boolean {
  const lines = typeof line === 'number' ? [line] : (line ?? []);
  const covers = (wanted: number): boolean =>
    messages.some((message) => message.line - 1 <= wanted && (message.endLine ?? message.line) + 1 >= wanted);
  return match === 'all' ? lines.every(covers) : lines.some(covers);
}

function scoreBroken(root: string, config: 'recommended' | 'strict'): void {
  let hits = 0;
  let noise = 0;
  const names = readdirSync(root);
  for (const name of names) {
    const folder = join(root, name);
    const details: Case = JSON.parse(readFileSync(join(folder, 'case.json'), 'utf8'));
    const manager = MANAGERS[details.manager ?? ''] ?? 'async-local-storage';
    const bad = lint(getFile(folder, 'bad'), manager, config);
    const good = lint(getFile(folder, 'good'), manager, config);
    const isFound = isHit(bad, details);
    hits += Number(isFound);
    noise += Number(good.length > 0);
    const state = isFound ? 'hit ' : 'miss';
    console.log(
      `${state} ${name} [${details.class}, ${details.detectable}, line ${String(details.line)}] ${describe(bad)}`,
    );
    if (good.length > 0) console.log(`     noise on its repair: ${describe(good)}`);
  }
  console.log(`${config}: ${hits} of ${names.length} broken cases hit, noise on ${noise} repairs`);
}

function scoreCorrect(root: string, config: 'recommended' | 'strict'): void {
  let noise = 0;
  const names = readdirSync(root);
  for (const name of names) {
    const messages = lint(getFile(join(root, name), 'file'), 'async-local-storage', config);
    noise += Number(messages.length > 0);
    if (messages.length > 0) console.log(`noise ${name}: ${describe(messages)}`);
  }
  console.log(`${config}: noise on ${noise} of ${names.length} correct cases`);
}

const [root, config = 'recommended'] = process.argv.slice(2);
if (!root || !existsSync(root) || (config !== 'recommended' && config !== 'strict')) {
  console.error('Usage: npm run cases -- FOLDER [recommended|strict]');
  process.exitCode = 2;
} else {
  scoreBroken(join(root, 'broken'), config);
  scoreCorrect(join(root, 'correct'), config);
}
