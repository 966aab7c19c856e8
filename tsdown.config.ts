import { defineConfig } from 'tsdown';
import { catalogue } from './src/boundaries/catalogue/index.js';

/** The rows as a text of JSON, which loads a millisecond sooner than the same rows as code. */
const rowsAsJson = {
  name: 'rows-as-json',
  load: (id: string) =>
    /src[/\\]boundaries[/\\]catalogue[/\\]index\.ts$/u.test(id)
      ? `export const catalogue = JSON.parse(${JSON.stringify(JSON.stringify(catalogue))});`
      : null,
};

export default defineConfig({
  entry: ['src/index.ts'],
  format: ['esm', 'cjs'],
  dts: true,
  platform: 'node',
  target: 'node20.19',
  fixedExtension: true,
  clean: true,
  plugins: [rowsAsJson],
  report: false,
  // Short names save two of the milliseconds that loading takes; the lines stay, so that a stack trace leads to one.
  minify: { compress: true, mangle: true, codegen: { removeWhitespace: false } },
  // CommonJS stays: ESLint 8 and `require()` need it.
  checks: { legacyCjs: false, pluginTimings: false },
});
