import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import type { OtelRule } from '../src/create-rule.js';
import plugin from '../src/index.js';
import * as ruleExports from '../src/rules/index.js';
import { DEFAULT_SETTINGS, readSettings } from '../src/settings.js';
import { computeFragment, getBlocks, getHeadings, getLocalLinks, type DocsBlock } from './docs-blocks.js';
import { getLanguageOptions } from './rule-tester.js';

const rules: readonly OtelRule[] = Object.values(ruleExports);

const LANGUAGES = ['js', 'mjs', 'cjs', 'jsx', 'ts', 'mts', 'cts', 'tsx'];

function readPage(name: string): string {
  const page = new URL(`../rules-docs/${name}.md`, import.meta.url);
  return existsSync(page) ? readFileSync(page, 'utf8') : '';
}

function getSettings(block: DocsBlock): object {
  const given: unknown = block.info === '' ? {} : JSON.parse(block.info);
  return { contextManager: 'async-local-storage', ...(given as object) };
}

/** Lints an example as its reader would: the rule of the page on with its defaults, inline configuration obeyed. */
function lintExample(block: DocsBlock, ruleIds: readonly string[]) {
  const filename = `src/example.${block.language}`;
  return new Linter().verify(
    block.code,
    [
      {
        files: [`**/*.${block.language}`],
        plugins: { 'otel-context': plugin },
        languageOptions: getLanguageOptions(filename),
        settings: { 'otel-context': getSettings(block) },
        rules: Object.fromEntries(ruleIds.map((id) => [id, 'error' as const])),
      },
    ],
    filename,
  );
}

function getExamples(page: string, heading: 'Incorrect' | 'Correct'): DocsBlock[] {
  return getBlocks(page).filter(({ headings, language }) => headings.includes(heading) && LANGUAGES.includes(language));
}

describe.each(rules.map((rule) => [rule.name, rule] as const))('the page of %s', (name, { meta }) => {
  const page = readPage(name);
  const ruleId = `otel-context/${name}`;
  const incorrect = getExamples(page, 'Incorrect');
  const correct = getExamples(page, 'Correct');

  it('has examples of both kinds', () => {
    expect(incorrect).not.toEqual([]);
    expect(correct).not.toEqual([]);
  });

  it('states the description of the rule', () => {
    expect(page).toContain(meta.docs.description);
  });

  it.each(incorrect.map((block) => [block.line, block] as const))(
    'the Incorrect example of line %i reports',
    (_, block) => {
      const reported = lintExample(block, [ruleId]).map((message) => message.ruleId ?? message.message);
      expect(new Set(reported)).toEqual(new Set([ruleId]));
    },
  );

  it.each(correct.map((block) => [block.line, block] as const))(
    'the Correct example of line %i does not',
    (_, block) => {
      const recommended = Object.keys(plugin.configs.recommended.rules ?? {});
      expect(lintExample(block, [...recommended, ruleId])).toEqual([]);
    },
  );

  it('has a heading with an example for every option', () => {
    const schemas = Array.isArray(meta.schema) ? meta.schema : [meta.schema];
    const options = schemas.flatMap((schema) => Object.keys(schema.properties ?? {}).map((option) => `\`${option}\``));
    const shown = new Set(getBlocks(page).flatMap(({ headings }) => headings));
    expect(options.filter((option) => !shown.has(option))).toEqual([]);
  });
});

describe('the page of the settings', () => {
  const page = readPage('settings');

  it('names rules that exist', () => {
    const named = [...page.matchAll(/^Used by (.*)\.$/gmu)].flatMap(([, list = '']) =>
      [...list.matchAll(/`([^`]+)`/gu)].map(([, rule]) => rule),
    );
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((rule) => !Object.hasOwn(plugin.rules, rule ?? ''))).toEqual([]);
  });

  it('has a heading for every key, and for no other', () => {
    const keys = getHeadings(page).filter((heading) => heading.startsWith('`'));
    expect(keys.sort()).toEqual(
      Object.keys(DEFAULT_SETTINGS)
        .map((key) => `\`${key}\``)
        .sort(),
    );
  });

  it.each(Object.entries(DEFAULT_SETTINGS))('states the default of %s', (key, value) => {
    const section = page.split(/^## /mu).find((part) => part.startsWith(`\`${key}\``)) ?? '';
    expect(section).toContain(`Default: \`${JSON.stringify(value).replaceAll('"', "'")}\``);
  });

  it.each(
    getBlocks(page)
      .filter(({ language }) => language === 'json')
      .map(({ line, code }) => [line, code] as const),
  )('the settings of line %i are accepted', (_, code) => {
    expect(() => readSettings(JSON.parse(code) as Record<string, unknown>)).not.toThrow();
  });
});

const root = new URL('../', import.meta.url);
const pages = readdirSync(new URL('rules-docs/', root)).map((file) => `rules-docs/${file}`);

describe.each(['README.md', 'CONTRIBUTING.md', ...pages])('the links of %s', (file) => {
  const page = new URL(file, root);

  it('lead to files and headings that exist', () => {
    const broken = getLocalLinks(readFileSync(page, 'utf8')).filter((link) => {
      const target = new URL(link, page);
      const fragment = decodeURIComponent(target.hash.slice(1));
      target.hash = '';
      if (!existsSync(target)) return true;
      return fragment !== '' && !getHeadings(readFileSync(target, 'utf8')).map(computeFragment).includes(fragment);
    });
    expect(broken).toEqual([]);
  });
});

describe('reading a page', () => {
  const page =
    '# rule\n\n### Incorrect\n\n```ts {"handOff": "with"}\na;\n# no heading\n```\n\n### Correct\n\n````js\n```\n````\n';

  it('knows the headings, the language, the settings and the line of every block', () => {
    expect(getBlocks(page)).toEqual([
      {
        code: 'a;\n# no heading\n',
        headings: ['rule', 'Incorrect'],
        info: '{"handOff": "with"}',
        language: 'ts',
        line: 6,
      },
      { code: '```\n', headings: ['rule', 'Correct'], info: '', language: 'js', line: 13 },
    ]);
    expect(getHeadings(page)).toEqual(['rule', 'Incorrect', 'Correct']);
  });

  it('knows the links to other pages, and the fragments of headings', () => {
    const links = '[a](b.md#c) `[no](link)` [web](https://example.org)\n\n```md\n[no](link)\n```\n[d](#e)';
    expect(getLocalLinks(links)).toEqual(['b.md#c', '#e']);
    expect(computeFragment('`handOff`: what `fixes` write')).toBe('handoff-what-fixes-write');
  });
});
