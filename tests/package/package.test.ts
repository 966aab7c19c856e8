import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type otelPlugin from '../../src/index.js';
import { getProject, runNode } from './project.js';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const project = getProject(10);
const installed = path.join(project, 'node_modules/eslint-plugin-otel-context');
const manifest = JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8')) as Manifest;
const requireFromProject = createRequire(path.join(project, 'index.js'));
const plugin = requireFromProject('eslint-plugin-otel-context') as typeof otelPlugin;
const require = createRequire(import.meta.url);

describe('the tarball', () => {
  it('holds the build, the docs and nothing else', () => {
    const roots = ['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'package.json', 'rules-docs'];
    expect(readdirSync(installed).sort()).toEqual(roots);
    expect(readdirSync(path.join(installed, 'dist')).sort()).toEqual([
      'browser.mjs',
      'index.cjs',
      'index.d.cts',
      'index.d.mts',
      'index.mjs',
      'rules.cjs',
    ]);
    expect(readdirSync(path.join(installed, 'rules-docs')).filter((file) => !file.endsWith('.md'))).toEqual([]);
  });
});

describe('loading the plugin', () => {
  const PRINT = 'console.log(JSON.stringify([Object.keys(plugin), Object.keys(plugin.rules)]))';
  const expected = [['meta', 'rules', 'configs'], Object.keys(plugin.rules)];

  it('require gives the plugin itself', () => {
    const printed = runNode(project, ['-e', `const plugin = require('eslint-plugin-otel-context'); ${PRINT}`]);
    expect(JSON.parse(printed)).toEqual(expected);
  });

  it('import gives the plugin as the default export', () => {
    const code = `import plugin from 'eslint-plugin-otel-context'; ${PRINT}`;
    expect(JSON.parse(runNode(project, ['--input-type=module', '-e', code]))).toEqual(expected);
  });

  it('loads its declared dependencies and nothing heavier', () => {
    const code = `require('eslint-plugin-otel-context'); console.log(JSON.stringify(Object.keys(require.cache)))`;
    const files = JSON.parse(runNode(project, ['-e', code])) as string[];
    const packages = files.map((file) => /.*node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file)?.[1] ?? file);
    const allowed = [manifest.name, ...Object.keys(manifest.dependencies ?? {})];
    expect(packages.filter((name) => !allowed.includes(name.replaceAll('\\', '/')))).toEqual([]);
    expect(packages).toContain(manifest.name);
  });

  it('import and require give one and the same object', () => {
    const code = `
      import { createRequire } from 'node:module';
      import plugin from 'eslint-plugin-otel-context';
      console.log(createRequire(import.meta.url)('eslint-plugin-otel-context') === plugin);`;
    expect(runNode(project, ['--input-type=module', '-e', code]).trim()).toBe('true');
  });

  it('loads what the rules do with the first file that mentions OpenTelemetry', () => {
    const code = `
      const { Linter } = require('eslint');
      const plugin = require('eslint-plugin-otel-context');
      const isLoaded = () => Object.keys(require.cache).some((file) => /otel-context[\\\\/]dist[\\\\/]rules\\.cjs$/.test(file));
      const states = [isLoaded()];
      for (const text of ['run();', "require('@opentelemetry/api');"]) {
        new Linter().verify(text, [plugin.configs.all]);
        states.push(isLoaded());
      }
      console.log(JSON.stringify(states));`;
    expect(JSON.parse(runNode(project, ['-e', code]))).toEqual([false, false, true]);
  });

  it('gives a browser one file, with the same rules, that loads nothing', () => {
    const esm = readFileSync(path.join(installed, 'dist/browser.mjs'), 'utf8');
    expect([...esm.matchAll(/^import .*|\b(?:import|require)\(["'].*?\)/gmu)].map(([statement]) => statement)).toEqual(
      [],
    );
    const print = "import plugin from 'eslint-plugin-otel-context'; console.log(JSON.stringify(plugin.rules));";
    const [rules, ofBrowser] = [[], ['--conditions=browser']].map((conditions) =>
      JSON.parse(runNode(project, [...conditions, '--input-type=module', '-e', print])),
    );
    expect(ofBrowser).toEqual(rules);
  });
});

describe('the types', () => {
  const CONSUMER = `
    import type { Linter } from 'eslint';
    export const name: string = plugin.meta.name;
    export const config: Linter.Config[] = [plugin.configs.recommended, plugin.configs.strict, plugin.configs.all];
    export const legacy: Linter.LegacyConfig = plugin.configs['legacy-strict'];
    // @ts-expect-error There is no such config.
    export const wrong = plugin.configs.unknown;
  `;
  const DEFINE_CONFIG = `
    import { defineConfig } from 'eslint/config';
    export default defineConfig([
      plugin.configs.recommended,
      { plugins: { 'otel-context': plugin }, extends: ['otel-context/strict'] },
    ]);
  `;

  it.each([9, 10] as const)('hold for ESM and CommonJS with the types of ESLint %i', (major) => {
    const folder = getProject(major);
    const esm = `import plugin from 'eslint-plugin-otel-context';${CONSUMER}${DEFINE_CONFIG}`;
    const cjs = `import plugin = require('eslint-plugin-otel-context');${CONSUMER}`;
    writeFileSync(path.join(folder, 'consumer.mts'), esm);
    writeFileSync(path.join(folder, 'consumer.cts'), cjs);
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2022'];
    const args = [...options, '--ignoreConfig', 'consumer.mts', 'consumer.cts'];
    expect(runNode(folder, [require.resolve('typescript/bin/tsc'), ...args], { accepted: [0, 1, 2] })).toBe('');
  });
});
