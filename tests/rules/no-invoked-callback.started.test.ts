import { noInvokedCallback } from '../../src/rules/no-invoked-callback.js';
import { runRule } from '../rule-tester.js';

/** A function of the file that is async, and one that runs something under a context, on line 4 and after. */
const running = (code: string) => `
import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
async function load(key) { return await fetch(key); }
export async function run(key: string, ready: Promise<void>, work: () => Promise<string>, make: () => Promise<() => void>, other) {
  ${code}
}
`;

const started = (argument: string, column: number) => ({
  output: null,
  errors: [{ messageId: 'startedBefore' as const, line: 5, column, data: { argument, runner: 'context.with' } }],
});

runRule('no-invoked-callback', noInvokedCallback, {
  valid: [
    { name: 'work that is started in the scope', code: running('return context.with(ROOT_CONTEXT, () => load(key));') },
    {
      name: 'work that is held in the scope',
      code: running('return context.with(ROOT_CONTEXT, () => { const loading = load(key); return loading; });'),
    },
    { name: 'a value', code: running('const rows = await load(key); return context.with(ROOT_CONTEXT, () => rows);') },
    {
      name: 'a promise that something is chained to',
      code: running('const loading = load(key); return context.with(ROOT_CONTEXT, () => loading.then(other));'),
    },
    {
      name: 'a promise that is waited for first',
      code: running(
        'const loading = load(key); return context.with(ROOT_CONTEXT, async () => { await loading; other(); });',
      ),
    },
    {
      name: 'what another file gives',
      code: running('const found = other(key); return context.with(ROOT_CONTEXT, () => found);'),
    },
    { name: 'a promise that is given', code: running('return context.with(ROOT_CONTEXT, () => ready);') },
    { name: 'a function that is awaited', code: running('return context.with(ROOT_CONTEXT, await make());') },
    {
      name: 'what is awaited of an unknown function',
      code: running('return context.with(ROOT_CONTEXT, await other.get(key));'),
    },
  ],
  invalid: [
    {
      name: 'a promise of work that has begun',
      code: running('const loading = load(key); return context.with(ROOT_CONTEXT, () => loading);'),
      ...started('() => loading', 64),
    },
    {
      name: 'a block that returns it',
      code: running('const loading = fetch(key); return context.with(ROOT_CONTEXT, function () { return loading; });'),
      ...started('function () { return loading; }', 65),
    },
    {
      name: 'a value that is awaited, by the type of the function',
      code: running('return context.with(ROOT_CONTEXT, await work());'),
      output: null,
      errors: [
        {
          messageId: 'invoked',
          line: 5,
          column: 37,
          suggestions: [
            { messageId: 'passFunction', output: running('return await context.with(ROOT_CONTEXT, work);') },
          ],
        },
      ],
    },
  ],
});
