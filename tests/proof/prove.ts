import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Linter } from 'eslint';
import type { Observation } from './observation.js';
import { dedent, type Proof } from './proof.js';
import { applySuggestions, fix, type Repair, repairByHand } from './repair.js';
import { buildProgram, getBuiltName, runProgram } from './run-program.js';
import { drawTraces } from './trace-tree.js';

const PROGRAMS = fileURLToPath(new URL('programs', import.meta.url));

/** One folder of `programs/`. */
export interface Program {
  readonly name: string;
  readonly folder: string;
  /** The file that is broken and repaired: `main.*`. */
  readonly main: string;
  /** The file with the text that the repair must give: `fixed.*`. */
  readonly fixed: string;
  readonly proof: Proof;
}

/** All that was seen of a program: before the repair, the repair, and after it. */
export interface Evidence {
  readonly program: Program;
  readonly before: Observation;
  readonly repair: Repair;
  readonly after: Observation;
  /** The committed text of the repaired program; undefined when there is none yet. */
  readonly committed: string | undefined;
}

/** What a proof claims, in the order in which it is checked. */
export const CLAIMS = {
  broken: 'the program is broken as stated',
  reported: 'the rule reports it, and no other rule does',
  repaired: 'the repaired program has the right traces',
  unchanged: 'nothing else that can be seen of it changes',
  quiet: 'as few passes as stated repair it, and the result reports nothing',
  reviewed: 'the repaired source reads as committed',
} as const;

export type Claim = keyof typeof CLAIMS;

/** A claim that does not hold. */
export interface Fault {
  readonly claim: Claim;
  readonly message: string;
}

async function loadProgram(folder: string): Promise<Program> {
  const main = readdirSync(folder).find((file) => file.startsWith('main.'));
  if (main === undefined) throw new Error(`${folder} has no main file`);
  const { default: proof }: { default: Proof } = await import(pathToFileURL(path.join(folder, 'proof.ts')).href);
  const fixed = path.join(folder, main.replace('main.', 'fixed.'));
  return { name: path.basename(folder), folder, main, fixed, proof };
}

/**
 * Loads every program, or those whose name contains the given text.
 *
 * @returns the programs, sorted by name
 */
export async function loadPrograms(part = ''): Promise<Program[]> {
  const names = readdirSync(PROGRAMS).filter((name) => name.includes(part));
  return Promise.all(names.sort().map((name) => loadProgram(path.join(PROGRAMS, name))));
}

/**
 * Runs a program, repairs its source, and runs it again.
 *
 * @param program - the program
 * @param config - the config that brings the plugin and turns its rules on
 * @param workFolder - an existing folder of `createWorkFolder`
 */
export async function gatherEvidence(program: Program, config: Linter.Config, workFolder: string): Promise<Evidence> {
  const { folder, main, proof } = program;
  const file = path.join(folder, main);
  const text = readFileSync(file, 'utf8');
  const linting = { config, settings: { contextManager: proof.manager, ...proof.settings } };
  const committed = existsSync(program.fixed) ? readFileSync(program.fixed, 'utf8') : undefined;
  const repair =
    proof.byHand === true
      ? repairByHand(text, committed ?? text, file, linting)
      : proof.suggestion === undefined
        ? fix(text, file, linting)
        : applySuggestions(text, file, linting, proof.suggestion);
  const run = async (form: string, source: string): Promise<Observation> => {
    const target = path.join(workFolder, `${program.name}-${form}`);
    await buildProgram(folder, target, new Map([[main, source]]));
    return runProgram(path.join(target, getBuiltName(main)), proof.manager);
  };
  const [before, after] = await Promise.all([run('before', text), run('after', repair.text)]);
  return { program, before, repair, after, committed };
}

function compare(claim: Claim, what: string, actual: string, expected: string): Fault[] {
  if (actual === expected) return [];
  return [{ claim, message: `${what} is\n\n${actual}\n\ninstead of\n\n${expected}\n` }];
}

function compareTraces({ program: { proof }, before, after }: Evidence): Fault[] {
  const stated = { before: dedent(proof.before), after: dedent(proof.after) };
  const same: Fault[] =
    stated.before === stated.after ? [{ claim: 'broken', message: 'both stated traces are the same' }] : [];
  return [
    ...same,
    ...compare('broken', 'the trace before', drawTraces(before.spans), stated.before),
    ...compare('repaired', 'the trace after', drawTraces(after.spans), stated.after),
  ];
}

function compareOutput({ before, after }: Evidence): Fault[] {
  return (['outcome', 'stdout', 'stderr'] as const).flatMap((name) =>
    compare('unchanged', name, after[name], before[name]),
  );
}

function checkRepair({ program: { proof }, repair, committed }: Evidence): Fault[] {
  const expected = [proof.rule, ...(proof.together ?? [])].sort().join(', ');
  const found = [...new Set(repair.found.map((finding) => finding.rule))].sort().join(', ');
  const left = repair.left.map((finding) => `line ${String(finding.line)}: ${finding.rule}: ${finding.message}`);
  return [
    ...compare('reported', 'the list of rules that report', found, expected),
    ...compare('quiet', 'what the repaired source reports', left.join('\n'), ''),
    ...compare('quiet', 'the number of passes', String(repair.passes), String(proof.passes ?? 1)),
    ...compare('reviewed', 'the repaired source', repair.text, committed ?? '(no such file)'),
  ];
}

/**
 * Finds the claims of a program's proof that do not hold.
 *
 * @returns an empty list when the program is broken, is reported, and is repaired
 */
export function findFaults(evidence: Evidence): Fault[] {
  return [...compareTraces(evidence), ...compareOutput(evidence), ...checkRepair(evidence)];
}
