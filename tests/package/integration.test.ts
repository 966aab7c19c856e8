import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { getProject, lintProject } from './project.js';

const EXTENSIONS = ['cjs', 'cts', 'js', 'jsx', 'mjs', 'mts', 'svelte', 'ts', 'tsx', 'vue'];

const eslintrcArgs = ['--no-eslintrc', '--config', 'eslintrc.json', '--ext', EXTENSIONS.map((e) => `.${e}`).join()];

const SETUPS = [
  { title: 'ESLint 8 with eslintrc', major: 8, args: eslintrcArgs, env: { ESLINT_USE_FLAT_CONFIG: 'false' } },
  { title: 'ESLint 8 with a flat config', major: 8, args: [], env: { ESLINT_USE_FLAT_CONFIG: 'true' } },
  { title: 'ESLint 9', major: 9, args: [], env: {} },
  { title: 'ESLint 10', major: 10, args: [], env: {} },
] as const;

/** Gets the reports that the comments at the ends of the lines of a fixture name. */
function getExpected(file: string): string[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.flatMap((line, index) => {
    const rule = /\/\/ ([\w-]+)$/u.exec(line)?.[1];
    return rule === undefined ? [] : [`${index + 1}: otel-context/${rule}`];
  });
}

describe.each(SETUPS)('the installed plugin under $title', ({ major, args, env }) => {
  const project = getProject(major);
  const results = lintProject(project, [...args, 'src'], env);

  it('lints every kind of file', () => {
    expect([...results.keys()].sort()).toEqual(EXTENSIONS.map((extension) => `src/handle.${extension}`));
  });

  it.each(EXTENSIONS)('reports in .%s what its comments name, and nothing else', (extension) => {
    const file = `src/handle.${extension}`;
    const reported = results.get(file)?.map(({ ruleId, line, message }) => `${line}: ${ruleId ?? message}`);
    expect(reported).toEqual(getExpected(path.join(project, file)));
  });
});

describe.each([9, 10] as const)('defineConfig of ESLint %i', (major) => {
  it('extends the configs by name', () => {
    const project = getProject(major);
    const byName = lintProject(project, ['--config', 'define-config.js', 'src/handle.js', 'src/handle.cjs']);
    const byObject = lintProject(project, ['src/handle.js', 'src/handle.cjs']);
    expect(byName).toEqual(byObject);
  });
});

describe.each([9, 10] as const)('the configuration in the README under ESLint %i', (major) => {
  it('lints JavaScript and TypeScript', () => {
    const project = getProject(major);
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const config = /```js\n\/\/ eslint\.config\.mjs\n(.*?)```/su.exec(readme)?.[1] ?? '';
    writeFileSync(path.join(project, 'readme.config.mjs'), config);
    const results = lintProject(project, ['--config', 'readme.config.mjs', 'src']);
    expect([...results.keys()]).toContain('src/handle.mts');
    for (const [file, messages] of results) {
      const rules = messages.map(({ line, ruleId, message }) => `${line}: ${ruleId ?? message}`);
      expect(rules, file).toEqual(getExpected(path.join(project, file)));
    }
  });
});

describe('ESLint 10 run in other ways', () => {
  const project = getProject(10);
  const expected = lintProject(project, ['src']);

  it('reports the same from several threads', () => {
    expect(lintProject(project, ['--concurrency', '2', 'src'])).toEqual(expected);
  });

  it('reports the same from a cache', () => {
    const args = ['--cache', '--cache-location', '.cache', 'src'];
    expect(lintProject(project, args)).toEqual(expected);
    expect(lintProject(project, args)).toEqual(expected);
  });
});
