/**
 * `tsx scripts/manager-docs.ts`: writes the tables of rules-docs/context-managers.md anew from the data that
 * detection uses.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import * as prettier from 'prettier';
import { DISTRIBUTIONS } from '../src/boundaries/distributions.js';
import { DOM_FRAMEWORKS, FULL_STACK_FRAMEWORKS } from '../src/boundaries/frameworks.js';

export const PAGE = new URL('../rules-docs/context-managers.md', import.meta.url);

/**
 * Answers what the page should read. Takes its present text and returns it with the generated parts replaced, in
 * Prettier's format. Throws when the page lacks the markers of a part.
 */
export async function renderPage(page: string): Promise<string> {
  const parts = { distributions: renderDistributions(), frameworks: renderFrameworks() };
  const rendered = Object.entries(parts).reduce((text, [name, content]) => replacePart(text, name, content), page);
  const options = await prettier.resolveConfig(PAGE);
  return prettier.format(rendered, { ...options, parser: 'markdown' });
}

function renderDistributions(): string {
  const rows = DISTRIBUTIONS.map(
    ({ name, manager, how, checked }) => `| \`${name}\` | \`${manager}\` | ${how} | ${checked ?? 'not checked'} |`,
  );
  return ['| Package | Context manager | Why | Checked in |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function renderFrameworks(): string {
  const list = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');
  return [`- Browser: ${list(DOM_FRAMEWORKS)}.`, `- Browser and Node.js: ${list(FULL_STACK_FRAMEWORKS)}.`].join('\n');
}

function replacePart(page: string, name: string, content: string): string {
  const begin = `<!-- begin generated: ${name} -->`;
  const end = `<!-- end generated: ${name} -->`;
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`The page lacks the markers of ${name}.`);
  return `${before}${begin}\n\n${content}\n\n${end}${after}`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(PAGE, await renderPage(readFileSync(PAGE, 'utf8')));
}
