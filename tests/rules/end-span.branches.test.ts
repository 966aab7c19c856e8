import { endSpan } from '../../src/rules/end-span.js';
import { runRule } from '../rule-tester.js';

/** A function with a span on line 5 and the code on line 6 and after. */
function file(code: string): string {
  return `import { context, trace } from '@opentelemetry/api';
const tracer = trace.getTracer('shop');
const spans = new WeakMap();
export function run(getJob, job, finish) {
  const span = tracer.startSpan('run');
  ${code}
}
`;
}

/** The path without an end leaves at the end of the function. */
const left = [{ messageId: 'somePaths', line: 5, column: 16, endLine: 5, endColumn: 32, data: { line: 8 } }] as const;

runRule('end-span', endSpan, {
  valid: [
    ...[
      ['an else', 'if (job) spans.set(job, span); if (job) spans.delete(job); else span.end();'],
      ['an else with a condition', 'if (job) spans.set(job, span); if (job) job.size = 1; else if (!job) span.end();'],
      ['the opposite', 'if (!job) span.end(); if (job) { spans.set(job, span); }'],
      ['two ends', 'if (job) span.end(); job.size = 1; if (!job) span.end();'],
      ['a comparison', 'if (job) spans.set(job, span); if (job === undefined) span.end();'],
      ['a conditional', 'if (job) spans.set(job, span); job ? spans.get(job) : span.end();'],
      ['a constant', 'const own = getJob(); if (own) spans.set(own, span); if (own) own.size = 1; else span.end();'],
      [
        'a callback that keeps it',
        'if (job) job.once("close", () => span.end()); job.size = 1; if (job) job.open = true; else span.end();',
      ],
    ].map(([name, code = '']) => ({ name: `a condition that tells who has the span: ${name}`, code: file(code) })),
    ...[
      ['nothing given', 'given ?? tracer.startSpan("run")', 'if (!given) span.end();'],
      ['undefined given', 'given ?? tracer.startSpan("run")', 'if (given === undefined) span.end();'],
      ['an early return', 'given || tracer.startSpan("run")', 'if (given) return; span.end();'],
      ['an alternative', 'given ? given : tracer.startSpan("run")', 'given || span.end();'],
      ['a wish', 'job ? tracer.startSpan("run") : given', 'if (job) span.end();'],
      ['a property', 'job?.span ?? tracer.startSpan("run")', 'if (!job?.span) span.end();'],
      ['an assertion', '(given ?? tracer.startSpan("run")) as Span', 'if (!given) span.end();'],
    ].map(([name, start = '', end = '']) => ({
      name: `the condition under which the span was started: ${name}`,
      code: file(end).replace("tracer.startSpan('run')", start).replace('getJob', 'given, getJob'),
    })),
    {
      name: 'the condition under which the span was started: of a variable that begins with what was given',
      code: file('if (!given) span.end();')
        .replace(
          "const span = tracer.startSpan('run')",
          "let span = given;\n  if (!span) span = tracer.startSpan('run')",
        )
        .replace('getJob', 'given, getJob'),
    },
    ...[
      ['another', 'given ?? tracer.startSpan("run")', 'if (span !== given) span.end();'],
      ['the same', 'given || tracer.startSpan("run")', 'if (given === span) job.size = 1; else span.end();'],
      ['behind &&', 'given || tracer.startSpan("run")', 'span != given && span.end();'],
      ['a constant', 'active ?? tracer.startSpan("run")', 'if (span !== active) span.end();'],
    ].map(([name, start = '', end = '']) => ({
      name: `a comparison with what was there before: ${name}`,
      code: file(end)
        .replace("tracer.startSpan('run')", start)
        .replace('getJob', 'given, getJob')
        .replace('  const span', '  const active = trace.getActiveSpan();\n  const span'),
    })),
    {
      name: 'a condition that tells who has the span: in try and catch',
      code: `
import { trace } from '@opentelemetry/api';
const tracer = trace.getTracer('shop');
const spans = new WeakMap();
export const run = (fn, { getJob, finish }) =>
  tracer.startActiveSpan('run', async (span) => {
    const job = getJob();
    if (job) spans.set(job, { span });
    try {
      const result = await fn();
      if (job) finish(job, result);
      else span.end();
      return result;
    } catch (error) {
      if (job) finish(job, error);
      else if (!job) span.end();
      return null;
    }
  });
`,
      filename: 'src/file.js',
    },
  ],
  invalid: [
    ...[
      ['the same span', 'if (span === given) job.size = 1; else job.size = 2; if (span === given) span.end();'],
      ['what changes', 'given = getJob(); if (span !== given) span.end();'],
      ['what comes later', 'const other = getJob(); if (span !== other) span.end();'],
    ].map(([name, code = '']) => ({
      name: `not a comparison with what was there before: ${name}`,
      code: file(code)
        .replace("tracer.startSpan('run')", 'given ?? tracer.startSpan("run")')
        .replace('getJob', 'given, getJob'),
      output: null,
      errors: [{ messageId: 'somePaths' as const, line: 5, data: { line: 7 } }],
    })),
    ...[
      [
        'another name',
        'if (job) spans.set(job, span);\n  const other = getJob(); if (other) other.size = 1; else span.end();',
      ],
      [
        'a name that changes',
        'if (job) spans.set(job, span);\n  job = getJob(); if (job) job.size = 1; else span.end();',
      ],
      ['a branch that comes before', 'if (job) job.size = 1; else span.end();\n  job.name = "a";'],
      ['the same condition only', 'if (job) spans.set(job, span);\n  if (job) span.end();'],
      [
        'one of two conditions',
        'if (job && job.size) spans.set(job, span);\n  if (job) job.size = 1; else span.end();',
      ],
    ].map(([name, code = '']) => ({
      name: `a condition that does not tell who has the span: ${name}`,
      code: file(code),
      output: null,
      errors: left,
    })),
    ...[
      ['the opposite', 'given ?? tracer.startSpan("run")', 'if (given)\n  span.end();'],
      ['another name', 'given ?? tracer.startSpan("run")', 'if (!job)\n  span.end();'],
    ].map(([name, start = '', end = '']) => ({
      name: `not the condition under which the span was started: ${name}`,
      code: file(end).replace("tracer.startSpan('run')", start).replace('getJob', 'given, getJob'),
      output: null,
      errors: [{ messageId: 'somePaths' as const, line: 5, data: { line: 8 } }],
    })),
  ],
});
