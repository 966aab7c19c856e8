import { Linter } from 'eslint';
import * as parser from '@typescript-eslint/parser';
import { describe, expect, it } from 'vitest';
import { captureBeforeDispatch } from '../../src/rules/capture-before-dispatch.js';

/** The callees that the rule names as losing the context of a task. */
function findLosing(body: string): readonly string[] {
  const code = `import { trace } from '@opentelemetry/api';\nconst tracer = trace.getTracer('x');\n${body}`;
  const messages = new Linter().verify(
    code,
    {
      files: ['**/*.ts'],
      languageOptions: { parser },
      plugins: { x: { rules: { capture: captureBeforeDispatch as never } } },
      rules: { 'x/capture': 'error' },
      settings: { 'otel-context': { contextManager: 'async-local-storage' } },
    },
    { filename: 'file.ts' },
  );
  return messages.map(({ message }) => /'([^']+)' runs/u.exec(message)?.[1] ?? message);
}

const span = '{ tracer.startSpan(id).end(); }';

describe('an array that is used as a work queue', () => {
  it('is found when one function pushes tasks and another shifts and calls them', () => {
    const queue =
      'const waiting: Array<() => void> = [];\nfunction drain() { let next; while ((next = waiting.shift())) next(); }';
    expect(findLosing(`${queue}\nexport function add(id) { waiting.push(() => ${span}); drain(); }`)).toEqual([
      'waiting.push',
    ]);
  });

  it('is found in a field of a class, with the task in a property of what is pushed', () => {
    const methods = `add(id) { this.jobs.push({ id, run: async () => ${span} }); } async loop() { const job = this.jobs.shift(); await job?.run(); }`;
    expect(findLosing(`class Pool { jobs = []; ${methods} }`)).toEqual(['this.jobs.push']);
  });

  it('is found in reverse, with unshift and pop', () => {
    expect(
      findLosing(
        `const q = [];\nexport const add = id => q.unshift(() => ${span});\nexport const next = () => q.pop()();`,
      ),
    ).toEqual(['q.unshift']);
  });

  it.each([
    [
      'a stack, whose tasks undo or clean up',
      `const s = [];\nexport const add = id => s.push(() => ${span});\nexport const undo = () => s.pop()();`,
    ],
    [
      'an array that the same function empties',
      `export function all(ids) { const q = []; for (const id of ids) q.push(() => ${span}); while (q.length) q.shift()(); }`,
    ],
    [
      'an array whose functions nobody calls',
      `const q = [];\nexport const add = id => q.push(() => ${span});\nexport const take = () => q.shift();`,
    ],
    [
      'another property than the one that is called',
      `const q = [];\nexport const add = id => q.push({ name: () => ${span}, run() {} });\nexport const go = () => { const j = q.shift(); j.run(); };`,
    ],
    [
      'an array of which the file does not know the beginning',
      `export const add = (q, id) => q.push(() => ${span});\nexport const go = q => q.shift()();`,
    ],
  ])('is not %s', (_, body) => {
    expect(findLosing(body)).toEqual([]);
  });
});
