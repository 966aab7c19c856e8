import { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import plugin from '../../src/index.js';

const HEAD = `import { context, trace } from '@opentelemetry/api';
import PQueue from 'p-queue';
const tracer = trace.getTracer('shop');
`;

/** The rules that report, under the AsyncLocalStorage context manager. */
function findReports(code: string): readonly string[] {
  const settings = { 'otel-context': { contextManager: 'async-local-storage' } };
  const messages = new Linter().verify(HEAD + code, [plugin.configs.strict, { settings }], { filename: 'src/file.js' });
  return messages.map(({ ruleId, message }) => ruleId?.replace('otel-context/', '') ?? message);
}

/** What tests do on purpose, by the rules that report it anywhere else. */
const statements: readonly (readonly [string, string])[] = [
  ['end-span', "tracer.startSpan('never ended');"],
  ['no-span-use-after-end', "const span = tracer.startSpan('a'); span.end(); span.setAttribute('late', 1);"],
  ['no-span-use-after-end', "const span = tracer.startSpan('a'); span.end(); span.end();"],
  ['capture-before-dispatch', 'setTimeout(() => check(context.active()), 10);'],
  ['capture-before-dispatch', "new PQueue().add(() => tracer.startSpan('b').end());"],
];

const tests: readonly (readonly [string, (code: string) => string])[] = [
  ['a test', (code) => `it('works', () => { ${code} });`],
  ['a test of a table', (code) => `test.each([1, 2])('%s', () => { ${code} });`],
  ['a suite of a helper of the project', (code) => `describe.withDatabase('orders', () => { ${code} });`],
  ['a function beside the tests', (code) => `export function run() { ${code} }\ndescribe('orders', () => {});`],
  ['a test of a framework', (code) => `import { after } from 'node:test';\nafter(() => { ${code} });`],
  ['a hook of the project', (code) => `import { setup } from './harness.js';\nsetup(() => { ${code} });`],
  ['a function beside tests of Deno', (code) => `export function run() { ${code} }\nDeno.test('orders', () => {});`],
];

const others: readonly (readonly [string, (code: string) => string])[] = [
  ['a function', (code) => `export function run() { ${code} }`],
  ['a function beside another call', (code) => `export function run() { ${code} }\nregister('orders', () => {});`],
  [
    'a function beside a list that is named like a test',
    (code) => `export function run(it) { ${code} it.each(() => {}); }\nrun([]);`,
  ],
  [
    'what runs after a response',
    (code) => `import { after } from 'next/server';\nexport function GET() { after(() => { ${code} }); }`,
  ],
  ['a callback of a function of the file', (code) => `export function setup(fn) { fn(); }\nsetup(() => { ${code} });`],
  [
    'a function beside one of that name',
    (code) => `export function run() { ${code} }\nfunction test(name, fn) { fn(); }\ntest('a', () => {});`,
  ],
];

describe.each(statements)('%s', (rule, code) => {
  it.each(tests)(`is silent in %s: ${code}`, (_name, wrap) => {
    expect(findReports(wrap(code))).toEqual([]);
  });

  it.each(others)(`reports in %s: ${code}`, (_name, wrap) => {
    expect(findReports(wrap(code))).toContain(rule);
  });
});
