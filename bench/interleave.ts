import type { ESLint } from 'eslint';
import type { Source } from './trees.js';

const ROUNDS = 3;

/** Milliseconds over a whole tree: the sum of each file's fastest run. */
export interface Times {
  readonly parserOnly: number;
  readonly withPlugin: number;
  /** The parser-only runs of one half against those of the other: what equal work differs by. */
  readonly noise: number;
}

async function time(eslint: ESLint, { path, text }: Source): Promise<number> {
  const start = performance.now();
  const [result] = await eslint.lintText(text, { filePath: path });
  const duration = performance.now() - start;
  if (result === undefined || result.fatalErrorCount > 0) throw new Error(`${path} was not linted.`);
  return duration;
}

/**
 * Times both linters file by file, in the order A B B A, three times: each takes the fastest of its six runs. Whole-tree
 * runs one after the other differ by more than the plugin costs.
 *
 * @param parserOnly - the linter without rules
 * @param withPlugin - the linter with the plugin's rules
 */
export async function interleave(sources: readonly Source[], parserOnly: ESLint, withPlugin: ESLint): Promise<Times> {
  const sum = { first: 0, second: 0, parserOnly: 0, withPlugin: 0 };
  for (const source of sources) {
    const best = { first: Infinity, second: Infinity, withPlugin: Infinity };
    for (let round = 0; round < ROUNDS; round += 1) {
      best.first = Math.min(best.first, await time(parserOnly, source));
      best.withPlugin = Math.min(best.withPlugin, await time(withPlugin, source), await time(withPlugin, source));
      best.second = Math.min(best.second, await time(parserOnly, source));
    }
    sum.first += best.first;
    sum.second += best.second;
    sum.parserOnly += Math.min(best.first, best.second);
    sum.withPlugin += best.withPlugin;
  }
  return { parserOnly: sum.parserOnly, withPlugin: sum.withPlugin, noise: sum.second / sum.first };
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
