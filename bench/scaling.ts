import type { ESLint } from 'eslint';
import { Bench } from 'tinybench';
import type { Source } from './trees.js';

/** What the plugin adds for one size of file. */
export interface Scale {
  readonly factor: number;
  /** Milliseconds beyond parsing. */
  readonly cost: number;
}

/** Repeats a module's statements in functions, so that names do not clash; imports stay at the top, once. */
function repeat(text: string, factor: number): string {
  const lines = text.split('\n');
  const imports = lines.filter((line) => line.startsWith('import '));
  const body = lines
    .filter((line) => !line.startsWith('import '))
    .join('\n')
    .replaceAll('export ', '');
  const copies = Array.from({ length: factor }, (_, index) => `function copy${String(index)}() {\n${body}\n}`);
  return [...imports, ...copies].join('\n');
}

/**
 * Measures what the plugin adds to a file with OpenTelemetry that grows: linear analysis costs in proportion.
 *
 * @param source - a module whose imports stand on one line each
 */
export async function measureScaling(source: Source, parserOnly: ESLint, withPlugin: ESLint): Promise<Scale[]> {
  const scales: Scale[] = [];
  for (const factor of [1, 4, 16]) {
    const text = repeat(source.text, factor);
    const bench = new Bench({ time: 500, warmupTime: 200 });
    bench.add('parser only', () => parserOnly.lintText(text, { filePath: source.path }));
    bench.add('with the plugin', () => withPlugin.lintText(text, { filePath: source.path }));
    await bench.run();
    const [alone = NaN, both = NaN] = bench.tasks.map((task) =>
      task.result.state === 'completed' ? task.result.latency.min : NaN,
    );
    scales.push({ factor, cost: both - alone });
  }
  return scales;
}
