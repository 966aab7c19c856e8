import { defineConfig, type UserConfig } from 'tsdown';
import { bareDefinitions, deferredRules, requireOnly, rowsAsJson } from './scripts/build/modules.js';

const shared: UserConfig = {
  dts: false,
  platform: 'node',
  target: 'node20.19',
  fixedExtension: true,
  clean: true,
  deps: { neverBundle: /\/(?:index|rules)\.cjs$/u },
  outputOptions: { comments: false },
  report: false,
  // Short names save two of the milliseconds that loading takes; the lines stay, so that a stack trace leads to one.
  minify: { compress: true, mangle: true, codegen: { removeWhitespace: false } },
  // CommonJS stays: ESLint 8 and `require()` need it.
  checks: { legacyCjs: false, pluginTimings: false },
};

// A configuration loads the plugin, what the rules are called and accept; the analysis, which is nearly all of the code,
// is loaded with the first file that mentions OpenTelemetry. A bundle for the browser cannot load later, so it has all.
export default defineConfig([
  { ...shared, entry: ['src/index.ts'], format: 'cjs', dts: true, plugins: [deferredRules] },
  { ...shared, entry: ['src/index.ts'], format: 'esm', dts: true, plugins: [requireOnly] },
  { ...shared, entry: { rules: 'src/rules/index.ts' }, format: 'cjs', plugins: [bareDefinitions, rowsAsJson] },
  { ...shared, entry: { browser: 'src/index.ts' }, format: 'esm', platform: 'browser', plugins: [rowsAsJson] },
]);
