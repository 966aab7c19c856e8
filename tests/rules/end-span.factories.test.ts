import { endSpan } from '../../src/rules/end-span.js';
import { runRule } from '../rule-tester.js';

/** The code below a function that starts a span and returns it beside its context, on line 7 and after. */
function file(code: string, factory = '{ span, ctx: trace.setSpan(context.active(), span) }'): string {
  return `import { context, trace } from '@opentelemetry/api';
const tracer = trace.getTracer('shop');
const begin = (name) => {
  const span = tracer.startSpan(name);
  return ${factory};
};
${code.slice(1)}`;
}

const RUN = `
export function run(job) {
  const { span } = begin('run');
  if (!job) return;
  span.end();
}
`;

const RUN_IN_FINALLY = `
export function run(job) {
  const { span } = begin('run');
  try {
    if (!job) return;
  } finally {
    span.end();
  }
}
`;

runRule('end-span', endSpan, {
  valid: [
    {
      name: 'a span of an object that is ended on every path',
      code: file(`
export async function run(job) {
  const { span, ctx } = begin('run');
  try {
    return await context.with(ctx, () => job());
  } finally {
    span.end();
  }
}
`),
    },
    {
      name: 'a context beside it, which other code gets',
      code: file(`
export function run(register) {
  const { span, ctx } = begin('run');
  register(ctx);
  span.setAttribute('kind', 'job');
}
`),
    },
    {
      name: 'a context beside it that other code runs in',
      code: file(`
export function run(work) {
  const { span, ctx } = begin('run');
  span.setAttribute('kind', 'job');
  return context.with(ctx, work);
}
`),
    },
    {
      name: 'a function beside it that ends it',
      code: file(
        `
export function run() {
  const { span, finish } = begin('run');
  span.setAttribute('kind', 'job');
  finish();
}
`,
        '{ span, finish: () => span.end() }',
      ),
    },
    { name: 'an object beside it that is made with it', code: file(RUN, '{ span, timer: new Timer(span) }') },
    { name: 'what another function has done with it', code: file(RUN, '{ span, id: register(span) }') },
    { name: 'an object with unknown members', code: file(RUN, '{ span, ...more }') },
    { name: 'a key that is computed', code: file(RUN, '{ [key]: span }') },
    { name: 'two names for one span', code: file(RUN, '{ span, root: span }') },
    { name: 'a result that is kept whole', code: file("\nexport const job = begin('run');\n") },
    {
      name: 'a result in a field, and in an array',
      code: file(`
export class Jobs {
  start(all) {
    this.job = begin('run');
    all.push(begin('next'));
  }
}
`),
    },
    {
      name: 'the rest of the object, beside the span',
      code: file(`
export function run(register) {
  const { span, ...job } = begin('run');
  register(job.ctx);
  span.setAttribute('kind', 'job');
}
`),
    },
    {
      name: 'the rest of the object',
      code: file(`
export function run() {
  const { ctx, ...job } = begin('run');
  return ctx;
}
`),
    },
  ],
  invalid: [
    {
      name: 'a path without an end',
      code: file(RUN),
      output: file(RUN_IN_FINALLY),
      errors: [{ messageId: 'somePaths', line: 8, column: 20, data: { line: 9 } }],
    },
    {
      name: 'a span under another name, behind its context',
      code: file(
        RUN.replace('{ span }', '{ active: span }'),
        '{ at: Date.now(), ctx: trace.setSpan(context.active(), span), active: span }',
      ),
      output: file(
        RUN_IN_FINALLY.replace('{ span }', '{ active: span }'),
        '{ at: Date.now(), ctx: trace.setSpan(context.active(), span), active: span }',
      ),
      errors: [{ messageId: 'somePaths', line: 8, column: 28, data: { line: 9 } }],
    },
    {
      name: 'an exception in its context',
      code: file(`
export async function run(work) {
  const { span, ctx } = begin('run');
  await context.with(ctx, () => work());
  span.end();
}
`),
      output: file(`
export async function run(work) {
  const { span, ctx } = begin('run');
  try {
    await context.with(ctx, () => work());
  } finally {
    span.end();
  }
}
`),
      errors: [{ messageId: 'throw', line: 8, column: 25, data: { line: 9 } }],
    },
    {
      name: 'a context that only code of the file runs in',
      code: file(`
export function run() {
  const { span, ctx } = begin('run');
  span.setAttribute('kind', 'job');
  context.with(ctx, () => console.log('ran'));
}
`),
      output: null,
      errors: [
        {
          messageId: 'neverEnded',
          line: 8,
          column: 25,
          suggestions: [
            {
              messageId: 'endInFinally',
              output: file(`
export function run() {
  const { span, ctx } = begin('run');
  try {
    span.setAttribute('kind', 'job');
    context.with(ctx, () => console.log('ran'));
  } finally {
    span.end();
  }
}
`),
            },
          ],
        },
      ],
    },
    {
      name: 'a start in the object, by an async function',
      code: `
import { trace } from '@opentelemetry/api';
const tracer = trace.getTracer('shop');
async function begin(name) {
  return { span: tracer.startSpan(name) };
}
export async function run(job) {
  const { span } = await begin('run');
  span.setAttribute('job', job);
}
`,
      output: `
import { trace } from '@opentelemetry/api';
const tracer = trace.getTracer('shop');
async function begin(name) {
  return { span: tracer.startSpan(name) };
}
export async function run(job) {
  const { span } = await begin('run');
  try {
    span.setAttribute('job', job);
  } finally {
    span.end();
  }
}
`,
      errors: [{ messageId: 'neverEnded', line: 8, column: 26 }],
    },
    {
      name: 'a result that nobody takes',
      code: file("\nbegin('run');\n"),
      output: null,
      errors: [{ messageId: 'dropped', line: 7, column: 1 }],
    },
  ],
});
