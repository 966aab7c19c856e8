import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const DIST = fileURLToPath(new URL('../dist', import.meta.url));
const RUNS = 31;

const getMedian = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;

/** How long loading takes, in milliseconds. */
export interface LoadTime {
  readonly median: number;
  readonly fastest: number;
}

/**
 * Times the loading of the built plugin, each time in a new process that has loaded an empty file in the same way: Node.js
 * takes some milliseconds for the first file, and for the first CommonJS file that a module imports. ESLint's configuration
 * has spent both before the plugin comes: `eslint/config`, which it imports, is CommonJS.
 *
 * @param format - `require` or `import` of the plugin
 * @param name - `index` for what a configuration loads, `rules` for what the first file with OpenTelemetry loads
 */
export function timeLoad(format: 'require' | 'import', name: 'index' | 'rules' = 'index'): LoadTime {
  const folder = mkdtempSync(path.join(tmpdir(), 'load-'));
  const extension = format === 'require' ? 'cjs' : 'mjs';
  const empty = path.join(folder, `empty.${extension}`);
  writeFileSync(path.join(folder, 'empty.cjs'), '');
  if (format === 'import') writeFileSync(empty, "import './empty.cjs';");
  const load = (file: string): string =>
    `${format === 'require' ? 'require' : 'await import'}(${JSON.stringify(file)})`;
  const plugin = load(path.join(DIST, `${name}.${extension}`));
  const program = `${load(empty)}; const start = performance.now(); ${plugin}; console.log(performance.now() - start);`;
  const type = format === 'require' ? 'commonjs' : 'module';
  const runs = Array.from({ length: RUNS }, () =>
    Number(execFileSync(process.execPath, [`--input-type=${type}`, '--eval', program], { encoding: 'utf8' })),
  );
  rmSync(folder, { recursive: true });
  // The first run finds a cold disk.
  const warm = runs.slice(1);
  return { median: getMedian(warm), fastest: Math.min(...warm) };
}
