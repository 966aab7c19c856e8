import { describe, expect, it } from 'vitest';
import { createRule } from '../src/create-rule.js';
import { getLanguageOptions, runRule } from './rule-tester.js';

interface Run {
  readonly major: string;
  readonly filename: string;
  readonly settings: unknown;
}

const runs: Run[] = [];

// Each major version took methods away from the rule context.
function getMajor(context: object): string {
  if ('getScope' in context) return '8';
  return 'getSourceCode' in context ? '9' : '10';
}

const recorder = createRule<'unused'>({
  name: 'recorder',
  meta: {
    type: 'problem',
    docs: { description: 'Disallow nothing', recommended: 'strict' },
    schema: [],
    messages: { unused: 'Unused.' },
  },
  create(context) {
    const { filename, settings } = context;
    return { Program: () => runs.push({ major: getMajor(context), filename, settings: settings['otel-context'] }) };
  },
});

runRule('recorder', recorder, {
  valid: [
    'const first: number = startSpan();',
    {
      code: 'const second = <b onClick={startSpan} />;',
      filename: 'lib/view.jsx',
      settings: { 'otel-context': { handOff: 'with' } },
    },
    { code: 'return startSpan();', filename: 'lib/third.cjs' },
  ],
  invalid: [],
});

it('runs the cases on the ESLint that the environment names, with the defaults filled in', () => {
  const major = process.env['ESLINT_MAJOR'] ?? '10';
  const byDefault = { contextManager: 'async-local-storage' };
  expect(runs.map((run) => ({ ...run, filename: run.filename.replaceAll('\\', '/') }))).toEqual([
    { major, filename: expect.stringMatching(/src\/file\.ts$/u), settings: byDefault },
    { major, filename: expect.stringMatching(/lib\/view\.jsx$/u), settings: { handOff: 'with' } },
    { major, filename: expect.stringMatching(/lib\/third\.cjs$/u), settings: byDefault },
  ]);
});

describe('the language of a file', () => {
  it.each([
    ['a.js', 'module', true, false],
    ['a.cjs', 'commonjs', false, false],
    ['a.ts', 'module', false, true],
    ['a.cts', 'commonjs', false, true],
    ['a.tsx', 'module', true, true],
  ])('%s is parsed as %s', (filename, sourceType, jsx, hasParser) => {
    const options = getLanguageOptions(filename);
    expect(options).toMatchObject({ sourceType, parserOptions: { ecmaFeatures: { jsx } } });
    expect('parser' in options).toBe(hasParser);
  });
});
