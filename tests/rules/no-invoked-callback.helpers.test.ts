import { noInvokedCallback } from '../../src/rules/no-invoked-callback.js';
import { runRule } from '../rule-tester.js';

const HEAD = `import { context, trace } from '@opentelemetry/api';
const tracer = trace.getTracer('jobs');
async function sync(account) { await fetch(account); }
const sweep = async () => {};
`;
const CALLS = `function withSpan(name, fn) {
  return tracer.startActiveSpan(name, async (span) => {
    try { return await fn(); } finally { span.end(); }
  });
}
`;
const PASSES = `const under = (ctx, work) => context.with(ctx, work);
`;

/** One report and its suggestion, on line 10 unless it says otherwise. */
function invoked(code: string, written: string, passed: string, line = 10) {
  return {
    code,
    output: null,
    errors: [
      {
        messageId: 'invoked' as const,
        line,
        suggestions: [{ messageId: 'passFunction' as const, output: code.replace(written, passed) }],
      },
    ],
  };
}

const cjs = (code: string): { readonly code: string; readonly filename: string } => ({
  code,
  filename: 'src/file.cjs',
});
const AWAITED = `const { context } = require('@opentelemetry/api');
module.exports = (handler) => async (event) => context.with(extract(event), await handler(event));`;
const DROPPED = `const { context } = require('@opentelemetry/api');
module.exports = (req, res, next) => { context.bind(extract(req), next()); };`;

runRule('no-invoked-callback', noInvokedCallback, {
  valid: [
    { name: 'functions for a helper', code: `${HEAD}${CALLS}withSpan('a', sweep); withSpan('b', () => sync('x'));` },
    {
      name: 'a helper that takes a promise as well',
      code: `${HEAD}function withSpan(fn) {
  return tracer.startActiveSpan('a', async (span) => { await (typeof fn === 'function' ? fn() : fn); span.end(); });
}
withSpan(sweep());`,
    },
    {
      name: 'a callback that may be missing',
      code: `${HEAD}function withSpan(fn) { return tracer.startActiveSpan('a', (span) => { fn?.(); span.end(); }); }
withSpan(sweep());`,
    },
    {
      name: 'a parameter that is written again',
      code: `${HEAD}function withSpan(fn) { fn = wrap(fn); return context.with(ctx, () => fn()); }
withSpan(sweep());`,
    },
    {
      name: 'what the executor of a promise is given',
      code: `${HEAD}new Promise((resolve) => { context.with(ctx, () => resolve()); });`,
    },
    {
      name: 'another argument of a helper',
      code: `${HEAD}${CALLS}withSpan(sweep(), sweep); withSpan(...names, sweep());`,
    },
    ...['load', 'loadHandler', 'getHandler', 'createRequestHandler'].map((name) => ({
      name: `what a function that is loaded by name gives: ${name}`,
      ...cjs(AWAITED.replaceAll('handler', name)),
    })),
    {
      name: 'a parameter whose type tells what it gives',
      code: `import { context } from '@opentelemetry/api';
export const run = async (handler: (name: string) => Promise<() => void>) => context.with(ctx, await handler('a'));`,
    },
    { name: 'an emitter that a parameter makes', ...cjs(DROPPED.replaceAll('next', 'work')) },
  ],
  invalid: [
    invoked(`${HEAD}${CALLS}withSpan('sync', sync('x'));`, `'sync', sync(`, `'sync', () => sync(`),
    invoked(`${HEAD}${CALLS}withSpan('sweep', sweep());`, `'sweep', sweep()`, `'sweep', sweep`),
    invoked(`${HEAD}${PASSES}under(ctx, sweep());`, `ctx, sweep()`, `ctx, sweep`, 6),
    invoked(
      `${HEAD}${CALLS}export async function run() { await withSpan('sync', await sync('x')); }`,
      `'sync', await sync(`,
      `'sync', () => sync(`,
    ),
    {
      name: 'a promise that a helper is given',
      code: `${HEAD}${PASSES}const sweeping = sweep(); under(ctx, sweeping);`,
      output: null,
      errors: [{ messageId: 'alreadyStarted', line: 6, data: { argument: 'sweeping', runner: 'under' } }],
    },
    {
      name: 'work that is awaited',
      filename: 'src/file.cjs',
      ...invoked(AWAITED, 'context.with(extract(event), await', 'await context.with(extract(event), () =>', 2),
    },
    {
      name: 'the rest of the chain, which would not run where it is only bound',
      filename: 'src/file.cjs',
      ...invoked(DROPPED, 'bind(extract(req), next())', 'with(extract(req), next)', 2),
    },
  ],
});
