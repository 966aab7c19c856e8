/**
 * Lints folders and published packages, and prints a table of what was found.
 * `npm run field -- PATH_OR_PACKAGE... [--rule-set recommended|strict|all] [--show] [--json]`
 * `--show` prints every finding with the source around it. Exits with 1 when a rule crashed or a fix gave a text that
 * does not parse, with 2 when it was called wrongly; findings do not fail it.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import plugin from '../src/index.js';
import { type FieldFinding, type FieldResult, lintTarget } from './field/lint-target.js';
import { findTarget } from './field/targets.js';

const RULE_SETS = ['recommended', 'strict', 'all'] as const;
const CACHE = fileURLToPath(new URL('../.field', import.meta.url));

type RuleSet = (typeof RULE_SETS)[number];

const isRuleSet = (name: string): name is RuleSet => RULE_SETS.some((ruleSet) => ruleSet === name);

function drawTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_cell, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const drawRow = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ');
  return [drawRow(head), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(drawRow)].join('\n');
}

const sum = (results: readonly FieldResult[], count: (result: FieldResult) => number): number =>
  results.reduce((total, result) => total + count(result), 0);

function drawTargets(results: readonly FieldResult[]): string {
  const columns: [string, (result: FieldResult) => number][] = [
    ['files', (result) => result.files],
    ['with OpenTelemetry', (result) => result.touching],
    ['findings', (result) => result.findings.length],
    ['skipped', (result) => result.skipped],
    ['parse errors', (result) => result.parseErrors.length],
    ['crashes', (result) => result.crashes.length],
    ['bad fixes', (result) => result.badFixes.length],
  ];
  const getSpeed = (files: number, seconds: number): string => (seconds > 0 ? (files / seconds).toFixed(0) : '-');
  const rows = results.map((result) => [
    result.name,
    ...columns.map(([, count]) => String(count(result))),
    getSpeed(result.files, result.seconds),
  ]);
  const totals = columns.map(([, count]) => String(sum(results, count)));
  const speed = getSpeed(
    sum(results, (result) => result.files),
    sum(results, (result) => result.seconds),
  );
  return drawTable(['target', ...columns.map(([name]) => name), 'files/s'], [...rows, ['total', ...totals, speed]]);
}

function drawRules(findings: readonly FieldFinding[]): string {
  const rules = [...new Set(findings.map((finding) => finding.rule))].sort();
  const countOf = (rule: string, repair: string): string =>
    String(findings.filter((finding) => finding.rule === rule && finding.repair === repair).length);
  const rows = rules.map((rule) => [
    rule,
    String(findings.filter((finding) => finding.rule === rule).length),
    ...['fix', 'suggestion', 'none'].map((repair) => countOf(rule, repair)),
  ]);
  return drawTable(['rule', 'findings', 'with a fix', 'with suggestions', 'report only'], rows);
}

function showFindings(results: readonly FieldResult[]): void {
  for (const { name, findings } of results) {
    for (const { file, line, column, rule, message, repair, excerpt } of findings) {
      console.log(`\n${name}: ${file}:${String(line)}:${String(column)}  ${rule}  [${repair}]\n  ${message}`);
      console.log(excerpt.join('\n'));
    }
  }
  console.log('');
}

function printFaults(results: readonly FieldResult[]): void {
  for (const kind of ['parseErrors', 'crashes', 'badFixes'] as const) {
    for (const result of results) {
      for (const { file, message } of result[kind]) console.log(`\n${kind}: ${result.name}: ${file}\n  ${message}`);
    }
  }
}

function main(): void {
  const { values, positionals } = parseArgs({
    options: {
      'rule-set': { type: 'string', default: 'recommended' },
      json: { type: 'boolean', default: false },
      show: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const ruleSet = values['rule-set'];
  if (!isRuleSet(ruleSet)) throw new Error(`--rule-set is '${ruleSet}'; it takes ${RULE_SETS.join(', ')}.`);
  if (positionals.length === 0) throw new Error('Name at least one folder or package.');
  const results = positionals.map((name) => {
    const target = findTarget(name, CACHE);
    return lintTarget(target, plugin.configs[ruleSet]);
  });
  if (values.json) {
    console.log(JSON.stringify(results, undefined, 2));
  } else {
    if (values.show) showFindings(results);
    console.log(drawTargets(results));
    const findings = results.flatMap((result) => result.findings);
    if (findings.length > 0) console.log(`\n${drawRules(findings)}`);
    printFaults(results);
  }
  const faults = sum(results, (result) => result.crashes.length + result.badFixes.length);
  process.exitCode = faults === 0 ? 0 : 1;
}

try {
  main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  console.error(`Usage: npm run field -- PATH_OR_PACKAGE... [--rule-set ${RULE_SETS.join('|')}] [--show] [--json]`);
  process.exitCode = 2;
}
