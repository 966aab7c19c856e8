import { captureBeforeDispatch } from '../../src/rules/capture-before-dispatch.js';
import { runRule } from '../rule-tester.js';

const imports = `import { context, propagation, trace } from '@opentelemetry/api';
const tracer = trace.getTracer('page');
`;
const under = (contextManager: string) => ({ 'otel-context': { contextManager } });
const stack = under('stack');

/** A function that a span is active for when it begins. */
const click = (body: string, before = '') => `${imports}${before}
export const run = () => tracer.startActiveSpan('click', async (span) => {
  ${body}
  span.end();
});`;

const valid = (name: string, code: string, settings: Readonly<Record<string, unknown>> = stack) => ({
  name,
  code,
  settings,
});

const invalid = (read: string, code: string, output: string | null) => ({
  code,
  output,
  settings: stack,
  errors: [{ messageId: 'awaitedRead' as const, data: { read } }],
});

/** A body that starts the span `show` where an `await` can have come before. */
const late = (name: string, body: string) => ({
  name,
  ...invalid(
    'startSpan',
    click(body),
    click(
      `const capturedContext = context.active();\n  ${body.replace("startSpan('show')", "startSpan('show', {}, capturedContext)")}`,
    ),
  ),
});

const after = `await load(); tracer.startSpan('show').end();`;

runRule('capture-before-dispatch', captureBeforeDispatch, {
  valid: [
    valid('AsyncLocalStorage keeps the context', click(after), under('async-local-storage')),
    valid('nobody knows what an unknown manager loses', click(after), under('unknown')),
    valid('a read before the await', click(`tracer.startSpan('show').end(); await load();`)),
    valid('a read on a path without an await', click(`if (slow) await load(); else tracer.startSpan('show').end();`)),
    valid(
      'a read behind a branch that waits and leaves',
      click(`if (slow) { await load(); span.end(); return; } tracer.startSpan('show').end();`),
    ),
    valid('an argument before one that waits', click(`use(tracer.startSpan('show'), await load());`)),
    valid(
      'a callback that is handed over, behind an await',
      click(`await load(); later(() => { tracer.startSpan('show').end(); });`),
    ),
    valid('a read in the awaited expression', click(`await load(tracer.startSpan('show'));`)),
    valid(
      'an explicit parent',
      click(`const ctx = context.active(); await load(); tracer.startSpan('show', {}, ctx).end();`),
    ),
    valid('a root span', click(`await load(); tracer.startSpan('show', { root: true }).end();`)),
    valid(
      'a context that is made active again',
      click(`const ctx = context.active(); await load(); context.with(ctx, () => tracer.startSpan('show').end());`),
    ),
    valid('a function whose context the file does not show', `${imports}export async function show() { ${after} }`),
    valid(
      'a function that begins behind an await of its caller',
      click(`await load(); await show();`, `async function show() { ${after} }`),
    ),
    valid(
      'an await in a function inside',
      click(`const later = async () => { await load(); }; tracer.startSpan('show').end(); await later();`),
    ),
    valid(
      'a generator',
      `${imports}export const run = () => tracer.startActiveSpan('click', (span) => read(span)); async function* read(span) { await load(); yield 1; span.end(); }`,
    ),
    {
      name: 'a generator, where nothing is trusted: whoever resumes it brings the context',
      code: `${imports}export async function* read() { await load(); tracer.startSpan('read').end(); yield 1; }`,
      options: [{ trust: 'none' }],
      settings: stack,
    },
  ],
  invalid: [
    late('behind a branch that waits', `if (slow) await load(); tracer.startSpan('show').end();`),
    late('from the second pass of a loop', `for (const x of xs) { tracer.startSpan('show').end(); await load(x); }`),
    late('from the second pass of while', `while (more()) { tracer.startSpan('show').end(); await load(); }`),
    late('in for await', `for await (const x of xs) { tracer.startSpan('show').end(); }`),
    late('behind for await', `for await (const x of xs) print(x); tracer.startSpan('show').end();`),
    late('behind an argument that waits', `use(await load(), tracer.startSpan('show'));`),
    late('behind try', `try { await load(); } catch {} tracer.startSpan('show').end();`),
    late('in catch', `try { await load(); } catch { tracer.startSpan('show').end(); }`),
    late('in finally', `try { await load(); } finally { tracer.startSpan('show').end(); }`),
    late('behind an operand that may wait', `const x = cached ?? (await load()); tracer.startSpan('show').end();`),
    late('behind a case that waits', `switch (x) { case 1: await load(); default: tracer.startSpan('show').end(); }`),
    late('behind await using', `{ await using r = open(); use(r); } tracer.startSpan('show').end();`),
    late('in a callback that is run at once', `await load(); xs.forEach((x) => { tracer.startSpan('show').end(); });`),
    invalid(
      'startSpan',
      click(after),
      click(
        `const capturedContext = context.active();\n  await load(); tracer.startSpan('show', {}, capturedContext).end();`,
      ),
    ),
    {
      ...invalid(
        'startSpan',
        click(after),
        click(
          `const capturedContext = context.active();\n  await load(); tracer.startSpan('show', {}, capturedContext).end();`,
        ),
      ),
      settings: under('zone'),
    },
    invalid(
      'startSpan',
      click(
        `await load(); tracer.startSpan('a', { kind: 1 }).end(); inject(context.active()); trace.getActiveSpan()?.addEvent('b'); use(propagation.getActiveBaggage());`,
      ),
      click(
        `const capturedContext = context.active();\n  await load(); tracer.startSpan('a', { kind: 1 }, capturedContext).end(); inject(capturedContext); trace.getSpan(capturedContext)?.addEvent('b'); use(propagation.getBaggage(capturedContext));`,
      ),
    ),
    invalid(
      'startActiveSpan',
      click(`await load(); await tracer.startActiveSpan('show', async (s) => { s.end(); });`),
      click(
        `const capturedContext = context.active();\n  await load(); await tracer.startActiveSpan('show', {}, capturedContext, async (s) => { s.end(); });`,
      ),
    ),
    invalid(
      'startSpan',
      click(`const capturedContext = 1; await load(capturedContext); tracer.startSpan('show').end();`),
      click(
        `const capturedContext2 = context.active();\n  const capturedContext = 1; await load(capturedContext); tracer.startSpan('show', {}, capturedContext2).end();`,
      ),
    ),
    invalid(
      'startSpan',
      click(`for (const x of xs) { await load(x); tracer.startSpan('show').end(); }`),
      click(
        `const capturedContext = context.active();\n  for (const x of xs) { await load(x); tracer.startSpan('show', {}, capturedContext).end(); }`,
      ),
    ),
    invalid(
      'startSpan',
      click(`await show();`, `async function show() { ${after} }`),
      click(
        `await show();`,
        `async function show() { const capturedContext = context.active(); await load(); tracer.startSpan('show', {}, capturedContext).end(); }`,
      ),
    ),
    invalid(
      'startSpan',
      `${imports}export const run = context.bind(ctx, async function () { 'use strict'; ${after} });`,
      `${imports}export const run = context.bind(ctx, async function () { 'use strict'; const capturedContext = context.active(); await load(); tracer.startSpan('show', {}, capturedContext).end(); });`,
    ),
    {
      name: 'the import is added that the capture needs',
      code: `import { trace } from '@opentelemetry/api';
const tracer = trace.getTracer('page');
export const run = () => tracer.startActiveSpan('click', async (span) => { ${after} span.end(); });`,
      output: `import { context, trace } from '@opentelemetry/api';
const tracer = trace.getTracer('page');
export const run = () => tracer.startActiveSpan('click', async (span) => { const capturedContext = context.active(); await load(); tracer.startSpan('show', {}, capturedContext).end(); span.end(); });`,
      settings: stack,
      errors: [
        { messageId: 'awaitedRead', data: { read: 'startSpan' }, line: 3, column: 90, endLine: 3, endColumn: 106 },
      ],
    },
    {
      name: 'no fix where the function has no block',
      code: `${imports}export const run = () => context.with(ctx, async () => show(await load(), tracer.startSpan('show')));`,
      output: null,
      settings: stack,
      errors: [{ messageId: 'awaitedRead' }],
    },
    {
      name: 'a function of unknown context, where nothing is trusted',
      code: `${imports}export async function show() { ${after} }`,
      output: `${imports}export async function show() { const capturedContext = context.active(); await load(); tracer.startSpan('show', {}, capturedContext).end(); }`,
      options: [{ trust: 'none' }],
      settings: stack,
      errors: [{ messageId: 'awaitedRead' }],
    },
  ],
});
