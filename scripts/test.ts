/**
 * Runs every check of the project in order, each whatever became of the ones before, and closes with one line of totals.
 * A check of its own counts as one; the tests that vitest runs count one each.
 */
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { printTotals, sumTotals, type Totals } from './totals.js';
import { createScratch, isSuccessful, runVitest } from './vitest-run.js';

interface Step {
  readonly title: string;
  readonly run: () => Totals;
}

const scratch = createScratch();

function toTotals(succeeded: boolean): Totals {
  return { passed: succeeded ? 1 : 0, failed: succeeded ? 0 : 1, skipped: 0 };
}

function command(title: string, line: string): Step {
  return { title, run: () => toTotals(isSuccessful(line)) };
}

function checkTarball(title: string, tool: string): Step {
  return {
    title,
    run: () => {
      const tarball = readdirSync(scratch).find((file) => file.endsWith('.tgz'));
      return toTotals(tarball !== undefined && isSuccessful(`${tool} "${path.join(scratch, tarball)}"`));
    },
  };
}

const STEPS: readonly Step[] = [
  command('types', 'tsc -p . --noEmit'),
  command('lint', 'eslint .'),
  command('format', 'prettier --check --log-level warn .'),
  command('unused code and dependencies', 'knip'),
  command('build', 'tsdown --log-level error'),
  command('pack', `npm pack --ignore-scripts --silent --pack-destination "${scratch}"`),
  checkTarball('package.json of the tarball', 'publint'),
  checkTarball('types of the tarball', 'attw --format table-flipped'),
  command('generated docs', 'npm run --silent docs:check'),
  { title: 'tests', run: () => runVitest('', path.join(scratch, 'vitest.json')) },
];

function runStep({ title, run }: Step): Totals {
  console.log(`\n> ${title}`);
  const start = performance.now();
  const totals = run();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${totals.failed === 0 ? 'ok' : 'FAILED'}: ${title} (${seconds} s)`);
  return totals;
}

const results = STEPS.map((step) => ({ title: step.title, totals: runStep(step) }));
rmSync(scratch, { recursive: true, force: true });

const failing = results.filter(({ totals }) => totals.failed > 0).map(({ title }) => title);
console.log(failing.length === 0 ? '' : `\nFailed: ${failing.join(', ')}`);
printTotals(sumTotals(results.map(({ totals }) => totals)));
