import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Linter } from 'eslint';
import plugin from '../../src/index.js';
import { type Finding, lint } from '../../tests/proof/repair.js';
import { buildProgram, getBuiltName, runProgram } from '../../tests/proof/run-program.js';
import { drawTraces } from '../../tests/proof/trace-tree.js';
import { computeMutants, type Mutant } from './mutants.js';
import type { Source } from './sources.js';

/** What a run of a mutant shows, compared with the program that it was made of. */
export type Effect =
  /** The traces differ, or the spans that end after their parent. */
  | 'traces'
  /** Only the output or the outcome differs. */
  | 'output'
  /** Nothing differs. */
  | 'none'
  /** It names a variable before its declaration, or does not end: no program that anybody would keep. */
  | 'invalid'
  | 'not run';

/** A mutant, and what became of it. */
export interface Judgement {
  readonly source: Source;
  readonly mutant: Mutant;
  /** The rules that report the mutated place, and did not report the correct program as often. */
  readonly reporters: readonly string[];
  readonly effect: Effect;
}

function lintSource(source: Source, text: string): Finding[] {
  const entries = Object.entries(source.options).map(([rule, options]) => [rule, ['error', ...options]] as const);
  const config = {
    ...plugin.configs.all,
    rules: { ...plugin.configs.all.rules, ...Object.fromEntries(entries) },
  } as Linter.Config;
  return lint(text, source.fileName, { config, settings: source.settings });
}

function getReporters(mutant: Mutant, before: readonly Finding[], after: readonly Finding[]): string[] {
  const count = (findings: readonly Finding[], rule: string): number =>
    findings.filter((finding) => finding.rule === rule).length;
  const isNear = ({ line }: Finding): boolean => mutant.places.some(({ first, last }) => line >= first && line <= last);
  const near = after.filter(isNear).map(({ rule }) => rule);
  return [...new Set(near)].filter((rule) => count(after, rule) > count(before, rule));
}

interface Seen {
  readonly traces: string;
  readonly output: string;
}

/** Runs one form of a program under a name of its own. */
async function observe(
  { program, name }: Source,
  form: string,
  text: string,
  workFolder: string,
): Promise<Seen | null> {
  if (program === undefined) return null;
  const target = path.join(workFolder, `${name}-${form}`);
  await buildProgram(program.folder, target, new Map([[program.main, text]]));
  try {
    const seen = await runProgram(path.join(target, getBuiltName(program.main)), program.manager);
    if (/^threw ReferenceError/u.test(seen.outcome)) return null;
    const late = seen.spans.filter(({ outlivesParent }) => outlivesParent).map(({ name: span }) => span);
    return { traces: `${drawTraces(seen.spans)}\n${late.join()}`, output: `${seen.outcome}\n${seen.stdout}` };
  } catch {
    return null;
  }
}

function compare(before: Seen, after: Seen | null): Effect {
  if (after === null) return 'invalid';
  if (before.traces !== after.traces) return 'traces';
  return before.output === after.output ? 'none' : 'output';
}

/**
 * Breaks a program in every way, lints each mutant, and runs it where it can be run.
 *
 * @param workFolder - an existing folder of `createWorkFolder`
 * @returns one judgement a mutant; none for a source that does not parse or that `recommended` reports as it is
 * @throws when the correct program cannot be run
 */
export async function judgeSource(source: Source, workFolder: string): Promise<Judgement[]> {
  const before = lintSource(source, source.text);
  const recommended = new Set(Object.keys(plugin.configs.recommended.rules ?? {}));
  if (before.some(({ rule }) => rule === 'parse error' || recommended.has(`otel-context/${rule}`))) return [];
  const mutants = computeMutants(source.text, source.fileName);
  const original = mutants.length === 0 ? null : await observe(source, 'correct', source.text, workFolder);
  if (source.program !== undefined && original === null && mutants.length > 0) {
    throw new Error(`${source.name} does not run:\n${readFileSync(source.fileName, 'utf8')}`);
  }
  const judgements: Judgement[] = [];
  for (const [index, mutant] of mutants.entries()) {
    const seen = await observe(source, String(index), mutant.text, workFolder);
    const effect = original === null ? 'not run' : compare(original, seen);
    judgements.push({
      source,
      mutant,
      reporters: getReporters(mutant, before, lintSource(source, mutant.text)),
      effect,
    });
  }
  return judgements;
}
