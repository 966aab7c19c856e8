import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Linter, Rule } from 'eslint';
import { afterAll, describe, expect, it } from 'vitest';
import { type FieldResult, lintTarget } from '../../scripts/field/lint-target.js';
import { findTarget } from '../../scripts/field/targets.js';
import { createWorkFolder, removeWorkFolder } from './run-program.js';

const workFolder = await createWorkFolder();
afterAll(() => removeWorkFolder(workFolder));

const cache = path.join(workFolder, 'cache');

function writeTree(folder: string, files: Record<string, string>): void {
  for (const [file, text] of Object.entries(files)) {
    const fileName = path.join(folder, file);
    mkdirSync(path.dirname(fileName), { recursive: true });
    writeFileSync(fileName, text);
  }
}

/** Reports every call of `bad`, throws at `crash`, and fixes `broken` to something that does not parse. */
const rule: Rule.RuleModule = {
  meta: { fixable: 'code', hasSuggestions: true },
  create: (context) => ({
    'Identifier[name="bad"]': (node: Rule.Node): void => context.report({ node, message: 'Bad.' }),
    'Identifier[name="crash"]': (): void => {
      throw new Error('The rule crashed.');
    },
    'Identifier[name="broken"]': (node: Rule.Node): void =>
      context.report({ node, message: 'Broken.', fix: (fixer) => fixer.replaceText(node, '(') }),
    'Identifier[name="hint"]': (node: Rule.Node): void =>
      context.report({
        node,
        message: 'Hint.',
        suggest: [{ desc: 'Rename it.', fix: (fixer) => fixer.replaceText(node, 'renamed') }],
      }),
  }),
};

const config: Linter.Config = { plugins: { toy: { rules: { toy: rule } } }, rules: { 'toy/toy': 'error' } };

function lintTree(name: string, files: Record<string, string>): FieldResult {
  const folder = path.join(workFolder, name);
  writeTree(folder, files);
  return lintTarget(findTarget(folder, cache), config);
}

describe('the files of a target', () => {
  it('are all TypeScript and JavaScript of a folder, without declarations and node_modules', () => {
    const folder = path.join(workFolder, 'folder');
    const files = ['a.ts', 'b.mjs', 'c.d.ts', 'd.d.mts', 'e.tsx', 'f.json', 'lib/g.cjs', 'node_modules/x/h.js'];
    writeTree(folder, Object.fromEntries(files.map((file) => [file, ''])));
    const found = findTarget(folder, cache).files.map((file) => path.relative(folder, file).replaceAll('\\', '/'));
    expect(found).toEqual(['a.ts', 'b.mjs', 'e.tsx', 'lib/g.cjs']);
  });

  it('are the TypeScript sources of a package that ships them, else its JavaScript', () => {
    writeTree(path.join(cache, 'with-sources'), { 'src/a.ts': '', 'dist/a.js': '', 'dist/a.d.ts': '' });
    writeTree(path.join(cache, '@scope+without'), { 'dist/a.js': '', 'dist/a.d.ts': '' });
    const getNames = (name: string): string[] => findTarget(name, cache).files.map((file) => path.basename(file));
    expect(getNames('with-sources')).toEqual(['a.ts']);
    expect(getNames('@scope/without')).toEqual(['a.js']);
  });

  it('can be a single file', () => {
    const folder = path.join(workFolder, 'single');
    writeTree(folder, { 'a.js': '', 'b.js': '' });
    expect(findTarget(path.join(folder, 'b.js'), cache).files).toEqual([path.join(folder, 'b.js')]);
  });
});

describe('linting a target', () => {
  it('reports findings with the source around them and how they can be repaired', () => {
    const result = lintTree('findings', {
      'lib/a.js': 'one();\nbad();\nthree();\n',
      'b.ts': 'const a: number = hint;',
    });
    expect(result.findings).toEqual([
      expect.objectContaining({ file: 'b.ts', line: 1, rule: 'toy/toy', message: 'Hint.', repair: 'suggestion' }),
      expect.objectContaining({ file: path.join('lib', 'a.js'), line: 2, column: 1, message: 'Bad.', repair: 'none' }),
    ]);
    expect(result.findings[1]?.excerpt.slice(0, 3)).toEqual([
      '      1 | one();',
      '>     2 | bad();',
      '      3 | three();',
    ]);
  });

  it('counts files, those that name OpenTelemetry, and those that no hand wrote', () => {
    const long = `const a = '${'x'.repeat(6_000)}';`;
    const result = lintTree('counts', {
      'a.js': "import '@opentelemetry/api';",
      'b.js': 'b();',
      'min.js': long,
      'map.js': `b();\n//# sourceMappingURL=${'x'.repeat(6_000)}`,
    });
    expect(result).toMatchObject({ files: 3, touching: 1, skipped: 1, findings: [] });
  });

  it('goes on after a crash and names the file', () => {
    const result = lintTree('crashes', { 'a.js': 'crash();', 'b.js': 'bad();' });
    expect(result.crashes).toEqual([{ file: 'a.js', message: expect.stringContaining('The rule crashed.') as string }]);
    expect(result.findings.map((finding) => finding.file)).toEqual(['b.js']);
  });

  it('names the files that do not parse, and the fixes whose result does not', () => {
    const result = lintTree('parse', { 'a.js': 'const = 1;', 'b.js': 'const a = broken;' });
    expect(result.parseErrors.map((fault) => fault.file)).toEqual(['a.js']);
    expect(result.badFixes.map((fault) => fault.file)).toEqual(['b.js']);
  });

  it('does not obey directives in the files', () => {
    const result = lintTree('directives', { 'a.js': '/* eslint no-such-rule: 2 */\nbad(); // eslint-disable-line\n' });
    expect(result.findings.map((finding) => finding.message)).toEqual(['Bad.']);
  });
});
