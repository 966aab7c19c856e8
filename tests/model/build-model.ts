import { Linter } from 'eslint';
import type { TSESLint } from '@typescript-eslint/utils';
import { type OtelModel, getOtelModel } from '../../src/model/index.js';
import type { CallNode, Node } from '../../src/model/code/nodes.js';
import { getLanguageOptions } from '../rule-tester.js';

/** The model of a text, and the expressions that it passes to `probe(...)`, in source order. */
export interface Probed {
  readonly model: OtelModel;
  readonly probes: readonly Node[];
}

function isProbe(call: CallNode): boolean {
  return call.callee.type === 'Identifier' && call.callee.name === 'probe';
}

/**
 * Builds the model of a text as a rule gets it.
 *
 * @param settings - `settings['otel-context']`; the context manager is AsyncLocalStorage
 * @throws Error when the text does not parse
 */
export function buildModel(code: string, settings: object = {}, filename = 'src/file.ts'): Probed {
  const found: Probed[] = [];
  const rule = {
    create: (context: TSESLint.RuleContext<string, []>) => ({
      'Program:exit'() {
        const model = getOtelModel(context);
        const probes = model.index.calls.filter(isProbe).flatMap(({ arguments: [argument] }) => argument ?? []);
        found.push({ model, probes });
      },
    }),
  };
  const messages = new Linter().verify(
    code,
    {
      files: ['**/*.{ts,tsx,js,cjs,mjs}'],
      languageOptions: getLanguageOptions(filename),
      plugins: { test: { rules: { model: rule as never } } },
      rules: { 'test/model': 'error' },
      settings: { 'otel-context': { contextManager: 'async-local-storage', ...settings } },
    },
    filename,
  );
  const [probed] = found;
  if (!probed) throw new Error(messages.map(({ message }) => message).join('\n'));
  return probed;
}
