import { computeCost, interleave, type Linters, takeFastest } from './interleave.js';
import type { Source } from './trees.js';

const FACTORS = [1, 4, 16, 64];
const REPETITIONS = 5;

/** What the plugin adds for one size of file. */
export interface Scale {
  readonly factor: number;
  /** Milliseconds beyond parsing. */
  readonly added: number;
  /** With the plugin, by parser only. */
  readonly ratio: number;
}

/** Repeats a module's statements in functions, so that names do not clash; imports stay at the top, once. */
function repeat({ path, text }: Source, factor: number): Source {
  const lines = text.split('\n');
  const imports = lines.filter((line) => line.startsWith('import '));
  const body = lines
    .filter((line) => !line.startsWith('import '))
    .join('\n')
    .replaceAll('export ', '');
  const copies = Array.from({ length: factor }, (_, index) => `function copy${String(index)}() {\n${body}\n}`);
  return { path, text: [...imports, ...copies].join('\n') };
}

/**
 * Measures what the plugin adds to a file with OpenTelemetry that grows: linear analysis costs in proportion.
 *
 * @param source - a module whose imports stand on one line each
 */
export async function measureScaling(source: Source, linters: Linters): Promise<Scale[]> {
  const scales: Scale[] = [];
  for (const factor of FACTORS) {
    const repetitions = [];
    for (let repetition = 0; repetition < REPETITIONS; repetition += 1) {
      repetitions.push(await interleave([repeat(source, factor)], linters));
    }
    const cost = computeCost(takeFastest(repetitions));
    scales.push({ factor, added: (cost.ratio - 1) * cost.parserOnly, ratio: cost.ratio });
  }
  return scales;
}
