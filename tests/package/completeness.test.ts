import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import plugin from '../../src/index.js';
import { findGaps } from './completeness.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const exported = Object.keys(plugin.rules);

it('every rule has a file, a page, a test and an export', () => {
  expect(findGaps(root, exported)).toEqual([]);
});

describe('in a copy of the repository', () => {
  const PARTS = ['src/rules/made-up.ts', 'rules-docs/made-up.md', 'tests/rules/made-up.test.ts'];
  let copy = '';

  beforeEach(() => {
    copy = mkdtempSync(path.join(tmpdir(), 'otel-context-copy-'));
    for (const folder of ['src/rules', 'rules-docs', 'tests/rules']) {
      mkdirSync(path.join(copy, folder), { recursive: true });
      if (existsSync(path.join(root, folder))) {
        cpSync(path.join(root, folder), path.join(copy, folder), { recursive: true });
      }
    }
    for (const part of PARTS) writeFileSync(path.join(copy, part), '<!-- end auto-generated rule header -->');
  });

  afterEach(() => {
    rmSync(copy, { recursive: true, force: true });
  });

  it('a further complete rule is no gap', () => {
    expect(findGaps(copy, [...exported, 'made-up'])).toEqual(findGaps(root, exported));
  });

  it('a second test of a rule, on one topic, is no gap', () => {
    writeFileSync(path.join(copy, 'tests/rules/made-up.topic.test.ts'), '');
    expect(findGaps(copy, [...exported, 'made-up'])).toEqual(findGaps(root, exported));
  });

  it.each([
    ['src/rules/made-up.ts', 'made-up has no file in src/rules.'],
    ['rules-docs/made-up.md', 'made-up has no page in rules-docs.'],
    ['tests/rules/made-up.test.ts', 'made-up has no test in tests/rules.'],
  ])('a rule without %s is a gap', (part, gap) => {
    rmSync(path.join(copy, part));
    expect(findGaps(copy, [...exported, 'made-up'])).toContain(gap);
  });

  it('a rule that is not exported is a gap', () => {
    expect(findGaps(copy, exported)).toContain('made-up has no line in src/rules/index.ts.');
  });

  it.each(exported)('%s, deleted, is a gap', (name) => {
    rmSync(path.join(copy, 'src/rules', `${name}.ts`));
    expect(findGaps(copy, [...exported, 'made-up'])).toContain(`${name} has no file in src/rules.`);
  });
});
