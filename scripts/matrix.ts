/**
 * Runs the rule suites on every supported major version of ESLint, and the packed plugin in a project of each, through
 * eslintrc and flat config. Closes with one line of totals, as the test command does.
 */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { createScratch, runVitest } from './vitest-run.js';
import { printTotals, sumTotals } from './totals.js';

const scratch = createScratch();

const runs = [
  ...['8', '9', '10'].map((major) => ({
    title: `rules on ESLint ${major}`,
    filter: '--project source tests/rules tests/rule-tester',
    env: { ESLINT_MAJOR: major },
  })),
  { title: 'the installed plugin on every ESLint', filter: '--project package tests/package/integration', env: {} },
];

const results = runs.map(({ title, filter, env }, index) => {
  console.log(`\n> ${title}`);
  return { title, totals: runVitest(filter, path.join(scratch, `${index}.json`), env) };
});
rmSync(scratch, { recursive: true, force: true });

console.log('');
for (const { title, totals } of results) console.log(`${title}: ${totals.passed} passed, ${totals.failed} failed`);
printTotals(sumTotals(results.map(({ totals }) => totals)));
