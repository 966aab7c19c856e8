import { endSpan } from '../../src/rules/end-span.js';
import { runRule } from '../rule-tester.js';

/** The code below the imports and the tracer, on line 4 and after. */
function file(code: string): string {
  return `import { context, trace } from '@opentelemetry/api';
import { catchError, finalize, map, of, retry, tap } from 'rxjs';
const tracer = trace.getTracer('shop');
${code.slice(1)}`;
}

/** A body that goes through a transformer with these members, on line 7 and after. */
const transformed = (members: string): string =>
  file(`
export function observe(body) {
  const span = tracer.startSpan('observe');
  return body.pipeThrough(
    new TransformStream({ ${members} }),
  );
}
`);

/** A stream with these members, on line 6. */
const pulled = (members: string): string =>
  file(`
export function read(rows) {
  const span = tracer.startSpan('read');
  return new ReadableStream({ ${members} });
}
`);

/** What a handler gives, through operators, on line 6. */
const piped = (operators: string, source = 'next.handle()'): string =>
  file(`
export function intercept(next, values) {
  const span = tracer.startSpan('intercept');
  return ${source}.pipe(${operators});
}
`);

/** A request with this callback, and what is called on it. */
const requested = (callback: string, more = '', options = 'url'): string =>
  file(`
export function load(url, done) {
  const span = tracer.startSpan('load');
  get(${options}, ${callback})${more};
}
`).replace(/^/u, "import { get } from 'node:https';");

const READER = 'the reader stops';
const SOURCE = 'the source fails';
const missed = (line: number, column: number, taker: string, when: string, remedy: string) => ({
  output: null,
  errors: [{ messageId: 'oneCallback' as const, line, column, data: { taker, when, remedy, line: 5 } }],
});

runRule('end-span', endSpan, {
  valid: [
    {
      name: 'a request whose error ends the span as well, or whose end does, whatever comes',
      code: requested('() => span.end()', ".on('error', (error) => { span.end(); done(error); })"),
    },
    {
      name: 'a request that is closed in any case',
      code: requested('(answer) => answer.resume()', ".on('close', () => span.end())"),
    },
    {
      name: 'a request whose error is told to a function that ends the span',
      code: file(`
export function load(url) {
  const span = tracer.startSpan('load');
  const finish = () => span.end();
  return new Promise((resolve, reject) => {
    https.get(url, () => { finish(); resolve(); }).on('error', reject);
  }).catch((error) => { finish(); throw error; });
}
`).replace(/^/u, "import https from 'node:https';"),
    },
    {
      name: 'a promise whose executor hands the end to a callback of the work, and whose rejection ends the span',
      code: file(`
export function load(db) {
  const span = tracer.startSpan('load');
  return new Promise((resolve, reject) => {
    db.query('select', (error, rows) => {
      if (error) return reject(error);
      span.end();
      resolve(rows);
    });
  }).catch((error) => {
    span.end();
    throw error;
  });
}
`),
    },
    {
      name: 'a client that is not known',
      code: requested('() => span.end()', ".on('error', done)").replace('node:https', './client.js'),
    },
    { name: 'a transformer that is cancelled', code: transformed('flush: () => span.end(), cancel: () => span.end()') },
    { name: 'a cancellation that may lead to the end', code: transformed('flush: () => span.end(), cancel: stop') },
    { name: 'members that are not to be seen', code: transformed('flush: () => span.end(), ...more') },
    { name: 'a source that is cancelled', code: pulled('pull: () => span.end(), cancel: () => span.end()') },
    {
      name: 'a start that writes all, and throws when it is cancelled',
      code: pulled(
        'async start(controller) { try { for (const row of rows) controller.enqueue(row); } finally { span.end(); } }',
      ),
    },
    {
      name: 'a class of the same name',
      code: `class TransformStream {}\n${transformed('flush: () => span.end()')}`.replace(
        /^(class.*)\n(import.*)\n(import.*)\n/u,
        '$2\n$3\n$1\n',
      ),
    },
    {
      name: 'another listener that may end it',
      code: file(`
export function observe(body, signal) {
  const span = tracer.startSpan('observe');
  signal.addEventListener('abort', () => span.end());
  return body.pipeThrough(new TransformStream({ flush: () => span.end() }));
}
`),
    },
    { name: 'finalize', code: piped('finalize(() => span.end())') },
    { name: 'an observer with finalize', code: piped('tap({ finalize: () => span.end() })') },
    { name: 'functions for values and for errors', code: piped('tap(() => span.end(), () => span.end())') },
    {
      name: 'an observer of values and of errors',
      code: piped('tap({ next: () => span.end(), error: () => span.end() })'),
    },
    { name: 'an error that is caught above', code: piped('catchError(() => of(null)), tap(() => span.end())') },
    { name: 'an error that is tried again', code: piped('retry(), tap(() => span.end())') },
    { name: 'operators that are not to be seen', code: piped('...operators, tap(() => span.end())') },
    { name: 'a source that does not fail', code: piped('tap(() => span.end())', 'of(1)') },
    { name: 'a source that may well never fail', code: piped('tap(() => span.end())', 'values') },
    { name: 'an end elsewhere', code: piped('tap(() => span.end()), catchError(() => span.end())') },
    {
      name: 'an operator that is kept',
      code: file(`
export function ending() {
  const span = tracer.startSpan('intercept');
  return tap(() => span.end());
}
`),
    },
  ],
  invalid: [
    {
      name: 'a promise whose executor only writes to the span, ended on its rejection',
      code: file(`
export function load(db) {
  const span = tracer.startSpan('load');
  return new Promise((resolve, reject) => {
    db.query('select', (error, rows) => {
      span.setAttribute('rows', rows.length);
      resolve(rows);
    });
  }).catch((error) => {
    span.end();
    throw error;
  });
}
`),
      output: null,
      errors: [{ messageId: 'oneOutcome', line: 6, column: 10, data: { line: 5 } }],
    },
    {
      name: 'a request that fails without a response',
      code: requested('() => span.end()', ".on('error', done)"),
      ...missed(6, 12, 'get', 'the request fails', "on its 'error' as well"),
    },
    {
      name: 'a request with options, whose response is followed to its end',
      code: requested("(answer) => answer.on('close', () => span.end())", ".on('error', done)", '{ ...url, port: 1 }'),
      ...missed(6, 28, 'get', 'the request fails', "on its 'error' as well"),
    },
    {
      name: 'a request in a promise',
      code: file(`
export function load(url) {
  const span = tracer.startSpan('load');
  return new Promise((resolve, reject) => {
    const sent = http.request(url, (answer) => { span.end(); resolve(answer); });
    sent.on('error', reject);
    sent.end();
  });
}
`).replace(/^/u, "import * as http from 'node:http';"),
      ...missed(7, 36, 'request', 'the request fails', "on its 'error' as well"),
    },
    {
      name: 'a transformer that ends it when all is read',
      code: transformed('transform(chunk, controller) { controller.enqueue(chunk); }, flush() { span.end(); }'),
      ...missed(7, 88, 'TransformStream', `${READER}, or ${SOURCE}`, "in 'cancel' as well"),
    },
    {
      name: 'a transformer of the module',
      code: `import { TransformStream } from 'node:stream/web';\n${transformed('flush: () => span.end()')}`,
      output: null,
      errors: [{ messageId: 'oneCallback', line: 8, column: 27 }],
    },
    {
      name: 'a source that ends it with the last piece',
      code: pulled('async pull(controller) { if (await rows.next()) { controller.close(); span.end(); } }'),
      ...missed(6, 31, 'ReadableStream', READER, "in 'cancel' as well"),
    },
    {
      name: 'an operator for values',
      code: piped('map((it) => it.id), tap(() => span.end())'),
      ...missed(6, 53, 'tap', SOURCE, "in 'finalize'"),
    },
    {
      name: 'an observer of values and of the end',
      code: piped('tap({ next: () => span.end(), complete: () => span.end() })'),
      ...missed(6, 35, 'tap', SOURCE, "in 'finalize'"),
    },
    {
      name: 'in a scope of the span',
      code: file(`
export function intercept(next) {
  const span = tracer.startSpan('intercept');
  return context.with(trace.setSpan(context.active(), span), () => next.handle().pipe(tap(() => span.end())));
}
`),
      ...missed(6, 91, 'tap', SOURCE, "in 'finalize'"),
    },
  ],
});
