import { Linter } from 'eslint';
import { expect, it } from 'vitest';
import plugin from '../../src/index.js';
import { getLanguageOptions } from '../rule-tester.js';

const HEAD = "import { context, propagation, trace } from '@opentelemetry/api'\nconst tracer = trace.getTracer('t')\n";

function repair(code: string): string {
  const config: Linter.Config = {
    ...plugin.configs.recommended,
    files: ['**/*.mjs'],
    languageOptions: getLanguageOptions('src/file.mjs'),
    settings: { 'otel-context': { contextManager: 'async-local-storage' } },
  };
  const { output, messages } = new Linter().verifyAndFix(HEAD + code, config, { filename: 'src/file.mjs' });
  expect(messages).toEqual([]);
  return output.slice(HEAD.length);
}

it.each([
  [
    'a statement that moves leaves the semicolon of the next line there',
    "function run(h, work) {\n  const span = tracer.startSpan('a')\n  const remote = propagation.extract(context.active(), h)\n  ;[1].forEach((n) => context.with(remote, () => work(n)))\n  span.end()\n}\n",
    "function run(h, work) {\n  const remote = propagation.extract(context.active(), h)\n  const span = tracer.startSpan('a', {}, remote)\n  ;[1].forEach((n) => context.with(remote, () => work(n)))\n  span.end()\n}\n",
  ],
  [
    'an end that moves into finally leaves it there, too',
    'function run(ctx, work) {\n  const token = context.attach(ctx)\n  work()\n  token.dispose()\n  ;[1].forEach(work)\n}\n',
    'function run(ctx, work) {\n  const token = context.attach(ctx)\n  try {\n    work()\n  } finally {\n    token.dispose()\n  }\n  ;[1].forEach(work)\n}\n',
  ],
  [
    'what follows on the line of a call that runs the rest',
    'async function run(ctx, work) {\n  const token = context.attach(ctx)\n  try {\n    await work(1)\n  } finally {\n    token.dispose()\n  } work(2)\n}\n',
    'async function run(ctx, work) {\n  await context.with(ctx, async () => {\n    await work(1)\n  }); work(2)\n}\n',
  ],
  [
    'what stands behind the brace of a try that goes',
    'async function run(ctx, work) {\n  const token = context.attach(ctx)\n  work(0)\n  try { [1].forEach(work)\n    await work(2)\n  } finally {\n    token.dispose()\n  }\n}\n',
    'async function run(ctx, work) {\n  return context.with(ctx, async () => {\n    work(0)\n  ; [1].forEach(work)\n    await work(2)\n  })\n}\n',
  ],
])('%s', (_name, code, output) => {
  expect(repair(code)).toBe(output);
});
