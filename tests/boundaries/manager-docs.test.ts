import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DISTRIBUTIONS } from '../../src/boundaries/distributions.js';
import { DOM_FRAMEWORKS, FULL_STACK_FRAMEWORKS } from '../../src/boundaries/frameworks.js';
import { PAGE, renderPage } from '../../scripts/manager-docs.js';

const page = readFileSync(PAGE, 'utf8');

describe('the page of the context managers', () => {
  it('is what the script writes', async () => {
    expect(await renderPage(page)).toBe(page);
  });

  it('is written anew where its generated parts are out of date', async () => {
    expect(await renderPage(page.replaceAll('async-local-storage', 'zone'))).not.toBe(page);
    expect(await renderPage(page.replace('`newrelic`', '`oldrelic`'))).toBe(page);
  });

  it('needs its markers', async () => {
    await expect(renderPage('# Context managers\n')).rejects.toThrow('The page lacks the markers of distributions.');
  });

  it('names every package once', () => {
    const names = [...DISTRIBUTIONS.map(({ name }) => name), ...DOM_FRAMEWORKS, ...FULL_STACK_FRAMEWORKS];
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});
