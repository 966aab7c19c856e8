import type { ESLint } from 'eslint';
import type { Source } from './trees.js';

const ROUNDS = 3;

/** The fastest runs of one file, in milliseconds: the fastest is the one that the machine disturbed least. */
export interface FileTimes {
  readonly withPlugin: number;
  /** With as many rules that do nothing. */
  readonly idle: number;
  /** With these, and one that visits every node. */
  readonly visiting: number;
  /** Parser only, the run before those with the plugin and the run after them: equal work, so they tell the noise. */
  readonly before: number;
  readonly after: number;
}

async function time(eslint: ESLint, { path, text }: Source): Promise<number> {
  const start = performance.now();
  const [result] = await eslint.lintText(text, { filePath: path });
  const spent = performance.now() - start;
  if (result === undefined || result.fatalErrorCount > 0) throw new Error(`${path} was not linted.`);
  return spent;
}

/** The linters to compare. */
export interface Linters {
  readonly parserOnly: ESLint;
  /** As many rules as the plugin has, which do nothing: what ESLint itself takes for having them. */
  readonly idle: ESLint;
  /** With one rule more, which visits every node: what any analysis of a file takes at least. */
  readonly visiting: ESLint;
  readonly withPlugin: ESLint;
}

/**
 * Times the linters file by file, forth and back, three times: each takes the fastest of its six runs. Whole-tree runs
 * one after the other differ by more than the plugin costs.
 *
 * @returns the times of every source
 */
export async function interleave(
  sources: readonly Source[],
  { parserOnly, idle, visiting, withPlugin }: Linters,
): Promise<FileTimes[]> {
  const times: FileTimes[] = [];
  for (const source of sources) {
    const best = { before: Infinity, idle: Infinity, visiting: Infinity, withPlugin: Infinity, after: Infinity };
    for (let round = 0; round < ROUNDS; round += 1) {
      best.before = Math.min(best.before, await time(parserOnly, source));
      best.idle = Math.min(best.idle, await time(idle, source));
      best.visiting = Math.min(best.visiting, await time(visiting, source));
      best.withPlugin = Math.min(best.withPlugin, await time(withPlugin, source), await time(withPlugin, source));
      best.visiting = Math.min(best.visiting, await time(visiting, source));
      best.idle = Math.min(best.idle, await time(idle, source));
      best.after = Math.min(best.after, await time(parserOnly, source));
    }
    times.push(best);
  }
  return times;
}

/** The fastest of each file over several repetitions. */
export function takeFastest(repetitions: readonly (readonly FileTimes[])[]): FileTimes[] {
  const [first = []] = repetitions;
  return first.map((_times, index) => {
    const getFastest = (name: keyof FileTimes): number =>
      Math.min(...repetitions.map((times) => times[index]?.[name] ?? Infinity));
    return {
      before: getFastest('before'),
      idle: getFastest('idle'),
      visiting: getFastest('visiting'),
      withPlugin: getFastest('withPlugin'),
      after: getFastest('after'),
    };
  });
}

const sum = (times: readonly FileTimes[], getTime: (file: FileTimes) => number): number =>
  times.reduce((total, file) => total + getTime(file), 0);

/** What the times of a whole tree say. */
export interface Cost {
  /** Milliseconds with the parser only. */
  readonly parserOnly: number;
  /** With the plugin, by parser only. */
  readonly ratio: number;
  /** With as many rules that do nothing, by parser only. */
  readonly idle: number;
  /** With these and one that visits every node, by parser only. */
  readonly visiting: number;
  /** How far equal work differs, as a share. */
  readonly noise: number;
}

/** Sums up the times of all files of a tree. */
export function computeCost(times: readonly FileTimes[]): Cost {
  const parserOnly = sum(times, (file) => Math.min(file.before, file.after));
  return {
    parserOnly,
    ratio: sum(times, (file) => file.withPlugin) / parserOnly,
    idle: sum(times, (file) => file.idle) / parserOnly,
    visiting: sum(times, (file) => file.visiting) / parserOnly,
    noise: Math.abs(sum(times, (file) => file.after) / sum(times, (file) => file.before) - 1),
  };
}

/**
 * Measures what each rule takes by itself, from ESLint's own statistics: the fastest of six runs of each file, summed. The
 * first rule to ask pays for the model that all share.
 *
 * @returns milliseconds by rule, the slowest first
 */
export async function timeRules(sources: readonly Source[], withPlugin: ESLint): Promise<[rule: string, ms: number][]> {
  const sums = new Map<string, number>();
  for (const { path, text } of sources) {
    const best = new Map<string, number>();
    for (let run = 0; run < 2 * ROUNDS; run += 1) {
      const [result] = await withPlugin.lintText(text, { filePath: path });
      for (const [rule, { total }] of Object.entries(result?.stats?.times.passes[0]?.rules ?? {})) {
        best.set(rule, Math.min(best.get(rule) ?? Infinity, total));
      }
    }
    for (const [rule, total] of best) sums.set(rule, (sums.get(rule) ?? 0) + total);
  }
  return [...sums].sort(([, a], [, b]) => b - a);
}
