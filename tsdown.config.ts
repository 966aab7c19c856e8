import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: ['src/index.ts'],
  format: ['esm', 'cjs'],
  dts: true,
  platform: 'node',
  target: 'node20.19',
  fixedExtension: true,
  clean: true,
  report: false,
  // CommonJS stays: ESLint 8 and `require()` need it.
  checks: { legacyCjs: false, pluginTimings: false },
});
