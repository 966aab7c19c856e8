import { mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { activateSpan } from '../../src/rules/activate-span.js';
import { runRule } from '../rule-tester.js';

const HEAD = `import { context, SpanKind, trace } from '@opentelemetry/api';
import { request } from 'undici';
import axios from 'axios';
const tracer = trace.getTracer('jobs');
`;
const ACTIVE = 'context.with(trace.setSpan(context.active(), span), () => ';

/** A file of a package that depends on others. */
function inPackage(...names: readonly string[]): string {
  const folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'activate-'));
  const dependencies = Object.fromEntries(names.map((name) => [name, '^1.0.0']));
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ dependencies }));
  return path.join(folder, 'src.ts');
}

/** A request under a span on line 6, whose start is on line 5. */
const sending = (call: string, options = '{}'): string => `${HEAD}export async function send(url) {
  const span = tracer.startSpan('send', ${options}); try {
    return await ${call};
  } finally { span.end(); }
}`;
const instrumented = inPackage('@opentelemetry/auto-instrumentations-node');
const decorator = (call: string): string => `${HEAD}export function Span(target, key, descriptor) {
  const method = descriptor.value;
  descriptor.value = function (...args) {
    const span = tracer.startSpan(key);
    try { return ${call}; } finally { span.end(); }
  };
}`;
const patch = (call: string): string => `${HEAD}export function instrument(client) {
  const original = client.query;
  client.query = async function (...args) {
    const span = tracer.startSpan('query');
    try { return await ${call}; } finally { span.end(); }
  };
}`;
const route = (call: string): string => `${HEAD}export const route = (action) => (request) => {
  const span = tracer.startSpan('route');
  return ${call}.finally(() => span.end());
};`;
const middleware = (call: string): string => `${HEAD}export function trace(req, res, next) {
  const span = tracer.startSpan(req.url);
  res.on('close', () => span.end());
  ${call};
}`;

runRule('activate-span', activateSpan, {
  valid: [
    { name: 'a middleware that reports a failure', code: middleware('next(new Error())') },
    { name: 'a middleware that makes its span active', code: middleware(`${ACTIVE}next())`) },
    { name: 'a middleware that passes its span on', code: middleware('req.span = span; next()') },
    { name: 'a middleware whose span has ended', code: middleware('span.end(); next()') },
    { name: 'a callback of that name', code: middleware('next()').replace('req, res, next', 'next') },
    { name: 'a request that nothing instruments', code: sending(`fetch(url)`), filename: inPackage('undici') },
    {
      name: 'the span of the request itself',
      code: sending(`fetch(url)`, '{ kind: SpanKind.CLIENT }'),
      filename: instrumented,
    },
    { name: 'a request that is made under the span', code: sending(`${ACTIVE}fetch(url))`), filename: instrumented },
    { name: 'a function that is named like a request', code: sending(`client.fetch(url)`), filename: instrumented },
    {
      name: 'a method that stays where it is',
      code: patch('original.apply(this, args)').replace('client.query =', 'client.ask ='),
    },
    { name: 'a method of a client', code: decorator('method.apply(this, args)').replace('.value;', '.query;') },
    { name: 'another method of what was given', code: route('action.load(request)') },
    ...['accept', 'predicate', 'serializer', 'nowInSeconds'].map((name) => ({
      name: `a function that computes a value: ${name}`,
      code: route('action(request)').replaceAll('action', name),
    })),
    { name: 'a handler of the file', code: route('action.handler(request)').replace('(action)', '(other)') },
  ],
  invalid: [
    ...[`fetch(url)`, `request(url)`, `axios.post(url)`, `axios(url)`].map((call) => ({
      name: `a request that an instrumentation sees: ${call}`,
      code: sending(call),
      filename: instrumented,
      output: null,
      errors: [
        {
          messageId: 'requests' as const,
          line: 7,
          column: 18,
          endLine: 7,
          endColumn: 18 + call.indexOf('('),
          data: { line: 6 },
          suggestions: [{ messageId: 'activate' as const, output: sending(`${ACTIVE}${call})`) }],
        },
      ],
    })),
    {
      name: 'a request in the browser',
      code: sending('fetch(url)'),
      filename: inPackage('@opentelemetry/instrumentation-fetch'),
      output: null,
      errors: [{ messageId: 'requests', line: 7, suggestions: 1 }],
    },
    {
      name: 'the method that a decorator wraps',
      code: decorator('method.apply(this, args)'),
      output: null,
      errors: [
        {
          messageId: 'runs',
          line: 9,
          data: { line: 8 },
          suggestions: [{ messageId: 'activate', output: decorator(`${ACTIVE}method.apply(this, args))`) }],
        },
      ],
    },
    ...['action.handler(request)', 'Promise.resolve(action.handler(request))'].map((call) => ({
      name: `the handler of what was given: ${call}`,
      code: route(call),
      output: null,
      errors: [{ messageId: 'runs' as const, line: 7, data: { line: 6 }, suggestions: 1 }],
    })),
    {
      name: 'what comes after a middleware',
      code: middleware('next()'),
      output: null,
      errors: [
        {
          messageId: 'runs',
          line: 8,
          data: { line: 6 },
          suggestions: [{ messageId: 'activate', output: middleware(`${ACTIVE}next())`) }],
        },
      ],
    },
    {
      name: 'the observable of a handler',
      code: route('action.handle(request).pipe(finalize(() => span.end()))').replace('.finally(() => span.end())', ''),
      output: null,
      errors: [{ messageId: 'runs', line: 7, data: { line: 6 }, suggestions: 1 }],
    },
    {
      name: 'the method that a function takes the place of',
      code: patch('original.apply(this, args)'),
      output: null,
      errors: [
        {
          messageId: 'runs',
          line: 9,
          data: { line: 8 },
          suggestions: [{ messageId: 'activate', output: patch(`${ACTIVE}original.apply(this, args))`) }],
        },
      ],
    },
  ],
});
