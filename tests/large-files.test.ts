import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import plugin from '../src/index.js';

const COUNT = 1200;

/** Lints one function that holds the statements 1200 times, and counts the reports by rule. */
function countReports(toStatements: (index: number) => string): Record<string, number> {
  const statements = Array.from({ length: COUNT }, (_, index) => toStatements(index));
  const code = [
    "import { context, trace } from '@opentelemetry/api';",
    "import { EventEmitter } from 'node:events';",
    "const tracer = trace.getTracer('orders');",
    'const emitter = new EventEmitter();',
    'export async function run(given, work) {',
    ...statements,
    '}',
  ].join('\n');
  const settings = { 'otel-context': { contextManager: 'async-local-storage' } };
  // The plugin's types speak of the nodes of the TypeScript parser, ESLint's own of ESTree: the same objects.
  const config = { ...plugin.configs.strict, languageOptions: { parser }, settings } as Linter.Config;
  const counts: Record<string, number> = {};
  for (const { ruleId, message } of new Linter({ configType: 'flat' }).verify(code, [config])) {
    const rule = ruleId ?? message;
    counts[rule] = (counts[rule] ?? 0) + 1;
  }
  return counts;
}

// A rule whose time grows with the square of the file does not end within the time of a test.
describe('a function with 1200 of a kind has an answer:', () => {
  it.each<[kind: string, toStatements: (index: number) => string, expected: Record<string, number>]>([
    [
      'spans that try, catch and finally surround',
      (index) =>
        `const s${index} = tracer.startSpan('a');\n` +
        `try { await work(${index}); } catch (e) { s${index}.recordException(e); throw e; } finally { s${index}.end(); }`,
      { 'otel-context/activate-span': COUNT },
    ],
    [
      'spans that nothing protects',
      (index) => `const s${index} = tracer.startSpan('a');\ngiven(${index});\ns${index}.end();`,
      { 'otel-context/end-span': COUNT },
    ],
    [
      'attached contexts',
      (index) => `const t${index} = context.attach(given);\ntry { work(${index}); } finally { t${index}.dispose(); }`,
      {},
    ],
    [
      'active spans',
      () => "await tracer.startActiveSpan('a', async (s) => { try { await work(s); } finally { s.end(); } });",
      {},
    ],
    ['listeners', () => "emitter.on('a', () => { tracer.startSpan('b').end(); });", {}],
  ])('%s', (_, toStatements, expected) => {
    expect(countReports(toStatements)).toEqual(expected);
  });
});
