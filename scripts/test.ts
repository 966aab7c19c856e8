/**
 * Runs every check of the project in order, each whatever became of the ones before, and closes with one line of totals.
 * A check of its own counts as one; the tests that vitest runs count one each.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

interface Step {
  readonly title: string;
  readonly run: () => Totals;
}

interface VitestResult {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

const PASSED: Totals = { passed: 1, failed: 0, skipped: 0 };
const FAILED: Totals = { passed: 0, failed: 1, skipped: 0 };

const scratch = mkdtempSync(path.join(tmpdir(), 'otel-context-test-'));

/** Runs a command line in the shell, where npm has put `node_modules/.bin` on the path; answers whether it succeeded. */
function isSuccessful(command: string): boolean {
  const result = spawnSync(command, { shell: true, stdio: ['ignore', 'inherit', 'inherit'] });
  return result.status === 0;
}

function command(title: string, line: string): Step {
  return { title, run: () => (isSuccessful(line) ? PASSED : FAILED) };
}

function checkTarball(title: string, tool: string): Step {
  return {
    title,
    run: () => {
      const tarball = readdirSync(scratch).find((file) => file.endsWith('.tgz'));
      return tarball !== undefined && isSuccessful(`${tool} "${path.join(scratch, tarball)}"`) ? PASSED : FAILED;
    },
  };
}

/** Runs the tests. A test file that could not be loaded has no tests to fail, so it counts as a failure itself. */
function runVitest(): Totals {
  const report = path.join(scratch, 'vitest.json');
  const succeeded = isSuccessful(`vitest run --reporter=default --reporter=json --outputFile.json="${report}"`);
  const result = readReport(report);
  if (result === null) return FAILED;
  const broken = result.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  const failed = result.numFailedTests + broken.length;
  return {
    passed: result.numPassedTests,
    // An unhandled error fails the run without failing a test.
    failed: failed === 0 && !succeeded ? 1 : failed,
    skipped: result.numPendingTests + result.numTodoTests,
  };
}

function readReport(file: string): VitestResult | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as VitestResult;
  } catch {
    return null;
  }
}

const STEPS: readonly Step[] = [
  command('types', 'tsc -p . --noEmit'),
  command('lint', 'eslint .'),
  command('format', 'prettier --check --log-level warn .'),
  command('unused code and dependencies', 'knip'),
  command('build', 'tsdown --log-level warn'),
  command('pack', `npm pack --ignore-scripts --silent --pack-destination "${scratch}"`),
  checkTarball('package.json of the tarball', 'publint'),
  checkTarball('types of the tarball', 'attw'),
  command('generated docs', 'npm run --silent docs:check'),
  { title: 'tests', run: runVitest },
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

function sum(key: keyof Totals): number {
  return results.reduce((total, { totals }) => total + totals[key], 0);
}

const broken = results.filter(({ totals }) => totals.failed > 0).map(({ title }) => title);
console.log(broken.length === 0 ? '' : `\nFailed: ${broken.join(', ')}`);
const skipped = sum('skipped');
console.log(`${sum('passed')} passed, ${sum('failed')} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`);
process.exitCode = sum('failed') === 0 ? 0 : 1;
