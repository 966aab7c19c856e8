import { Linter } from 'eslint';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { captureBeforeDispatch } from '../../src/rules/capture-before-dispatch.js';
import { getLanguageOptions } from '../rule-tester.js';
import { execute } from './execute.js';
import { type RandomProgram, programs } from './programs.js';

function repair(code: string, handOff: RandomProgram['handOff'], filename: string) {
  const config: Linter.Config = {
    files: ['**/*'],
    plugins: { 'otel-context': { rules: { capture: captureBeforeDispatch as never } } },
    languageOptions: getLanguageOptions(filename),
    settings: {
      'otel-context': { contextManager: 'async-local-storage', handOff, tracers: ['tracer'] },
    },
    rules: { 'otel-context/capture': 'error' },
  };
  return new Linter().verifyAndFix(code, { ...config, files: ['**/*.{cjs,cts}'] }, { filename });
}

describe('the repair of any program', () => {
  it('parses with both parsers, reports nothing, and stays as it is', () => {
    fc.assert(
      fc.property(programs, fc.constantFrom('src/file.cjs', 'src/file.cts'), ({ code, handOff }, filename) => {
        const repaired = repair(code, handOff, filename);
        expect(repaired.messages).toEqual([]);
        const other = filename.endsWith('.cjs') ? 'src/file.cts' : 'src/file.cjs';
        for (const name of [filename, other]) {
          expect(repair(repaired.output, handOff, name)).toEqual({
            fixed: false,
            messages: [],
            output: repaired.output,
          });
        }
      }),
      { numRuns: 100 },
    );
  });

  it('lets every callback see the context of its dispatch, and changes nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(programs, async ({ code, handOff }) => {
        const before = await execute(code);
        const { output } = repair(code, handOff, 'src/file.cjs');
        const after = await execute(output);
        expect(after.logs).toEqual(before.logs);
        expect(after.contexts).toEqual(before.contexts.map(() => 'dispatch'));
      }),
      { numRuns: 100 },
    );
  });
});
