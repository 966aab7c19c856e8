import { createRequire } from 'node:module';
import type { Linter } from 'eslint';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detachInFinally } from '../../src/rules/detach-in-finally.js';
import { noAttachBeforeAwait } from '../../src/rules/no-attach-before-await.js';
import { type Block, programs, render } from '../flow/programs.js';
import { getLanguageOptions } from '../rule-tester.js';

const FILENAME = 'src/file.ts';
const RULES = [detachInFinally, noAttachBeforeAwait];

function createLinter(): Linter {
  const require = createRequire(import.meta.url);
  const major = process.env['ESLINT_MAJOR'] ?? '10';
  const { Linter: Class } = require(major === '10' ? 'eslint' : `eslint-v${major}`);
  return new Class({ configType: 'flat' });
}

const config: Linter.Config[] = [
  {
    files: ['**/*.ts'],
    languageOptions: getLanguageOptions(FILENAME),
    // Rules see the nodes of the TypeScript parser, ESLint's types speak of ESTree: the same objects at run time.
    plugins: { otel: { rules: Object.fromEntries(RULES.map((rule) => [rule.name, rule])) as never } },
    rules: Object.fromEntries(RULES.map((rule) => [`otel/${rule.name}`, 'error'])),
  },
];

/** The program with attachments for its acquisitions, all held by one variable or each by its own. */
function toAttaching(program: Block, head: string, use: string, isShared: boolean): string {
  let count = 0;
  const body = render(program)
    .replaceAll(
      /acquire\d+\(\)/gu,
      () => `${isShared ? '' : 'const '}token${isShared ? '' : ++count} = context.attach(ctx)`,
    )
    .replaceAll(/release\d+\(\)/gu, isShared ? 'token.dispose()' : 'token1.dispose()')
    .replaceAll(/use(\d+)\(\)/gu, `${use}$1()`);
  const declaration = isShared ? 'let token;' : '';
  const statements = body.slice(body.indexOf('{') + 1);
  return `import { context } from '@opentelemetry/api';\n${head} program(condition, ctx) {${declaration}${statements}`;
}

describe('the fixes of detach-in-finally and no-attach-before-await', () => {
  it.each([
    ['function', 'use'],
    ['async function', 'await use'],
    ['function*', 'yield use'],
    ['async function*', 'yield use'],
  ])('leave nothing to fix in a %s, and a program that parses', (head, use) => {
    const linter = createLinter();
    fc.assert(
      fc.property(programs, fc.boolean(), (program, isShared) => {
        const code = toAttaching(program, head, use, isShared);
        const { output, messages } = linter.verifyAndFix(code, config, FILENAME);
        expect(
          messages.filter(({ fatal, fix }) => fatal || fix),
          output,
        ).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('leave programs that parse where they are suggestions', () => {
    const linter = createLinter();
    fc.assert(
      fc.property(programs, (program) => {
        const code = toAttaching(program, 'function', 'use', true);
        const suggestions = linter.verify(code, config, FILENAME).flatMap(({ suggestions: found }) => found ?? []);
        for (const { fix } of suggestions) {
          const output = code.slice(0, fix.range[0]) + fix.text + code.slice(fix.range[1]);
          expect(
            linter.verify(output, config, FILENAME).filter(({ fatal }) => fatal),
            output,
          ).toEqual([]);
        }
      }),
      { numRuns: 150 },
    );
  });
});
