import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Totals } from './totals.js';

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

/** Creates an empty folder for files that nobody keeps. */
export function createScratch(): string {
  return mkdtempSync(path.join(tmpdir(), 'otel-context-test-'));
}

/**
 * Runs a command line in the shell, where npm has put `node_modules/.bin` on the path, with its output going to the
 * terminal and nothing to read.
 *
 * @returns whether it exited without an error
 */
export function isSuccessful(command: string, env: Readonly<Record<string, string>> = {}): boolean {
  const result = spawnSync(command, {
    shell: true,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  });
  return result.status === 0;
}

function readReport(file: string): VitestReport | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
  } catch {
    return null;
  }
}

/**
 * Runs vitest and counts tests. A test file that could not be loaded has no tests to fail, so it counts as one failure;
 * so does a run that failed outside any test.
 *
 * @param filter - arguments that choose the tests
 * @param reportFile - where vitest writes its report
 */
export function runVitest(filter: string, reportFile: string, env: Readonly<Record<string, string>> = {}): Totals {
  const reporters = `--reporter=default --reporter=json --outputFile.json="${reportFile}"`;
  const succeeded = isSuccessful(`vitest run ${filter} ${reporters}`, env);
  const report = readReport(reportFile);
  if (report === null) return { passed: 0, failed: 1, skipped: 0 };
  const unloaded = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  const failed = report.numFailedTests + unloaded.length;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && !succeeded ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}
