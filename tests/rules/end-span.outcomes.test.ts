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

/** A connection that is made on line 10, with listeners on it. */
const connected = (listeners: string, emitter = "connect(80, 'shop')") =>
  file(`
import { connect } from 'node:net';
import { connect as secure } from 'node:tls';
import { Worker } from 'node:worker_threads';
import WebSocket from 'ws';
export function open(done) {
  const span = tracer.startSpan('open');
  const it = ${emitter};
  ${listeners}
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

const missedEvent = (event: string, when: string, onEvent: string, too = ' as well') => ({
  output: null,
  errors: [
    {
      messageId: 'oneEvent' as const,
      line: 11,
      column: 3,
      data: { receiver: 'it', event, when, line: 9, onEvent, too },
    },
  ],
});

runRule('end-span', endSpan, {
  valid: [
    {
      name: 'a connection that is made, or not',
      code: connected("it.once('connect', () => span.end()); it.once('error', () => span.end());"),
    },
    {
      name: 'a connection that may be made otherwise',
      code: connected("it.once('connect', () => span.end()); done(() => span.end());"),
    },
    {
      name: 'an event that was not measured',
      code: connected("it.once('secureConnect', () => span.end());", 'secure(443)'),
    },
    {
      name: 'one that was not measured beside one that was',
      code: connected("it.once('timeout', () => span.end()).once('connect', () => span.end());"),
    },
    {
      name: 'a thread that answers, or fails',
      code: connected("it.on('message', () => span.end()); it.on('error', () => span.end());", "new Worker('a.js')"),
    },
    { name: 'a thread that ends', code: connected("it.on('exit', () => span.end());", "new Worker('a.js')") },
    {
      name: 'a socket of the web that is closed',
      code: connected("it.on('close', () => span.end());", "new WebSocket('ws://shop')"),
    },
    {
      name: 'another class of that name',
      code: connected("it.on('message', () => span.end());", 'new (class Worker { on() {} })()'),
    },
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
    { name: 'an error that is tried again below', code: piped('tap(() => span.end()), retry()') },
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
      name: 'a connection that cannot be made',
      code: connected(
        "it.once('connect', () => span.end()); it.once('error', (error) => span.recordException(error));",
      ),
      ...missedEvent('connect', 'it fails', 'error'),
    },
    {
      name: 'a connection that is made',
      code: connected("it.once('error', () => span.end());"),
      ...missedEvent('error', 'it connects', 'close', ''),
      errors: [
        {
          messageId: 'oneEvent',
          line: 11,
          column: 3,
          suggestions: [{ messageId: 'endOnClose', output: connected("it.once('close', () => span.end());") }],
        },
      ],
    },
    {
      name: 'a thread that fails',
      code: connected("it.once('message', () => span.end()); it.once('error', done);", "new Worker('a.js')"),
      ...missedEvent('message', 'it fails', 'error'),
    },
    {
      name: 'a thread that does not fail',
      code: connected("it.once('error', () => span.end());", "new Worker('a.js')"),
      ...missedEvent('error', 'it does its work', 'exit', ''),
    },
    {
      name: 'a socket of the web that cannot be opened',
      code: connected("it.on('open', () => span.end());", "new WebSocket('ws://shop')"),
      ...missedEvent('open', 'it cannot connect', 'error'),
    },
    {
      name: 'an error that is caught below',
      code: piped('tap({ complete: () => span.end() }), catchError(() => of(null))'),
      ...missed(6, 35, 'tap', SOURCE, "in 'finalize'"),
    },
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
