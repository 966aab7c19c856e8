import { Linter } from 'eslint';
import { checkFlow } from '../../src/check-file.js';
import { createRule } from '../../src/create-rule.js';
import type { Flow } from '../../src/flow/index.js';
import type { OtelModel } from '../../src/model/index.js';
import { type SpanLifetimes, getSpanLifetimes } from '../../src/model/lifetimes/span-lifetimes.js';
import { getLanguageOptions } from '../rule-tester.js';

/** What the span rules know of a text. */
export interface Analysed {
  readonly model: OtelModel;
  readonly flow: Flow;
  readonly lifetimes: SpanLifetimes;
}

const HEAD = "import { context, trace } from '@opentelemetry/api';\nconst tracer = trace.getTracer('shop');\n";

/**
 * Lets ESLint walk the code, below an import of the API and a `tracer`, and answers with what the rules are given.
 *
 * @throws Error when the code does not parse
 */
export function analyseSpans(code: string): Analysed {
  const found: Analysed[] = [];
  const rule = createRule<'none'>({
    name: 'analyse',
    meta: {
      type: 'problem',
      docs: { description: 'Require', recommended: 'strict' },
      schema: [],
      messages: { none: '' },
    },
    create: (context) =>
      checkFlow(context, (model, flow) => {
        found.push({ model, flow, lifetimes: getSpanLifetimes(model, flow) });
      }),
  });
  const filename = 'src/file.ts';
  const [problem] = new Linter().verify(
    HEAD + code,
    {
      files: ['**/*.ts'],
      languageOptions: getLanguageOptions(filename),
      plugins: { test: { rules: { analyse: rule as never } } },
      rules: { 'test/analyse': 'error' },
      settings: { 'otel-context': { contextManager: 'async-local-storage' } },
    },
    filename,
  );
  const [analysed] = found;
  if (!analysed) throw new Error(problem?.message);
  return analysed;
}
