/**
 * Measures what the built plugin costs: the ratio of ESLint with the plugin to ESLint with the parser alone, over a tree
 * without OpenTelemetry and over one dense with it; the time to load it; its slowest rules; and how cost grows with size.
 * The files are described in trees.ts. `npm run bench`. Exits with 1 when a target is missed.
 */
import { computeCost, type FileTimes, type Linters, interleave, takeFastest, timeRules } from './interleave.js';
import { createIdleConfig, createLinter, createVisitingConfig, loadBuiltPlugin } from './linters.js';
import { timeLoad } from './load.js';
import { measureScaling } from './scaling.js';
import { readTree, type TreeName } from './trees.js';

const REPETITIONS = 5;
const TARGET_RATIOS = { without: 1.01, dense: 1.05 } as const;
const TARGET_LOAD = 15;

const plugin = await loadBuiltPlugin();
const idleConfig = createIdleConfig(plugin.configs.recommended);
const linters: Linters = {
  parserOnly: createLinter(),
  idle: createLinter(idleConfig),
  visiting: createLinter(createVisitingConfig(idleConfig)),
  withPlugin: createLinter(plugin.configs.recommended),
};
const missed: string[] = [];

function judge(name: string, isMet: boolean): string {
  if (!isMet) missed.push(name);
  return isMet ? 'met' : 'missed';
}

async function printRatio(name: TreeName, title: string): Promise<void> {
  const sources = readTree(name);
  const repetitions: FileTimes[][] = [];
  for (let repetition = 0; repetition < REPETITIONS; repetition += 1) {
    repetitions.push(await interleave(sources, linters));
  }
  const { parserOnly: parsing, ratio, idle, visiting, noise } = computeCost(takeFastest(repetitions));
  const ratios = repetitions.map((times) => computeCost(times).ratio);
  const target = TARGET_RATIOS[name];
  console.log(`${title}: ${String(sources.length)} files, parser only ${parsing.toFixed(0)} ms`);
  console.log(
    `  with the plugin x ${ratio.toFixed(4)}, target ${String(target)}: ${judge(title, ratio <= target)}\n` +
      `  with as many rules that do nothing x ${idle.toFixed(4)}\n` +
      `  with these and one that visits every node once x ${visiting.toFixed(4)}\n` +
      `  each of ${String(REPETITIONS)} repetitions by itself: ${Math.min(...ratios).toFixed(4)} to ` +
      `${Math.max(...ratios).toFixed(4)}; equal work differs by ${(100 * noise).toFixed(1)} %\n`,
  );
}

function printLoad(): void {
  for (const format of ['require', 'import'] as const) {
    const { median, fastest } = timeLoad(format);
    const verdict = judge(`loading by ${format}`, median <= TARGET_LOAD);
    console.log(
      `Loading by ${format}: median ${median.toFixed(1)} ms, fastest ${fastest.toFixed(1)} ms, ` +
        `target ${String(TARGET_LOAD)} ms: ${verdict}`,
    );
  }
  const { median, fastest } = timeLoad('require', 'rules');
  console.log(
    `The first file with OpenTelemetry loads the rules: median ${median.toFixed(1)} ms, fastest ${fastest.toFixed(1)} ms`,
  );
}

async function printRules(): Promise<void> {
  const dense = readTree('dense');
  console.log('\nRules over the dense tree (the first to ask builds the model that all share)');
  for (const [rule, milliseconds] of (await timeRules(dense, createLinter(plugin.configs.recommended, true))).slice(
    0,
    5,
  )) {
    console.log(`  ${rule.padEnd(44)} ${milliseconds.toFixed(1)} ms`);
  }
  const source = dense.find(({ path }) => path.endsWith('payments.ts'));
  if (source === undefined) return;
  console.log('\nWhat the plugin adds to one dense file, by its size');
  for (const { factor, added, ratio } of await measureScaling(source, linters)) {
    const share = `${(added / factor).toFixed(3)} ms a copy, x ${ratio.toFixed(3)}`;
    console.log(`  x ${String(factor).padEnd(3)} ${added.toFixed(2)} ms, ${share}`);
  }
}

await printRatio('without', 'Without OpenTelemetry');
await printRatio('dense', 'Dense with OpenTelemetry');
printLoad();
await printRules();
if (missed.length > 0) console.log(`\nMissed: ${missed.join(', ')}.`);
process.exitCode = missed.length === 0 ? 0 : 1;
