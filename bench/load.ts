import { execFileSync } from 'node:child_process';
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
 * Times the loading of the built plugin, each time in a new process.
 *
 * @param format - `require` of the CommonJS build, or `import` of the ESM build
 */
export function timeLoad(format: 'require' | 'import'): LoadTime {
  const file = JSON.stringify(path.join(DIST, format === 'require' ? 'index.cjs' : 'index.mjs'));
  const load = format === 'require' ? `require(${file})` : `await import(${file})`;
  const program = `const start = performance.now(); ${load}; console.log(performance.now() - start);`;
  const type = format === 'require' ? 'commonjs' : 'module';
  const runs = Array.from({ length: RUNS }, () =>
    Number(execFileSync(process.execPath, [`--input-type=${type}`, '--eval', program], { encoding: 'utf8' })),
  );
  // The first run finds a cold disk.
  const warm = runs.slice(1);
  return { median: getMedian(warm), fastest: Math.min(...warm) };
}
