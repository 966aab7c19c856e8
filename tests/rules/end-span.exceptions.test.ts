import { endSpan } from '../../src/rules/end-span.js';
import { runRule } from '../rule-tester.js';

/** The code below the import and the tracer, on line 3 and after. */
function file(code: string): string {
  return `import { context, trace } from '@opentelemetry/api';\nconst tracer = trace.getTracer('shop');\n${code.slice(1)}`;
}

/** A span around an awaited `work()` of the file, on lines 3 to 7, and the code below it, on line 8 and after. */
function awaiting(code: string): string {
  return file(`
export async function run() {
  const span = tracer.startSpan('run');
  await work();
  span.end();
}
${code.slice(1)}`);
}

const lost = [{ messageId: 'throw', line: 4, column: 16, endLine: 4, endColumn: 32, data: { line: 5 } }] as const;

runRule('end-span', endSpan, {
  valid: [
    {
      name: 'a function that always throws, and ends its span only when it is told to',
      code: file(`
function fail(span, error, isLast = false) {
  span.recordException(error);
  if (isLast) span.end();
  throw error;
}
export function run(next) {
  return tracer.startActiveSpan('run', (span) => {
    let result;
    try {
      result = next();
    } catch (error) {
      fail(span, error, true);
    }
    return Promise.resolve(result)
      .catch((error) => fail(span, error))
      .finally(() => span.end());
  });
}
`),
    },
    {
      name: 'functions that say that they keep what goes wrong to themselves, and what injects a context or sets work up',
      code: `
import { context, trace } from '@opentelemetry/api';
import { injectContext, safelyCall, setupJob, tryDescribe } from './helpers.js';
const tracer = trace.getTracer('shop');
export async function run(hooks, headers, work) {
  const span = tracer.startSpan('run');
  injectContext(trace.setSpan(context.active(), span), headers);
  const label = tryDescribe(headers);
  const job = setupJob(headers);
  safelyCall(hooks.start, label);
  try {
    return await work(job);
  } finally {
    span.end();
  }
}
`,
    },
    {
      name: 'awaited work whose errors are values, by its name and by what is done with it',
      code: `
import { trace } from '@opentelemetry/api';
import { Result, attempt, find, safeFind, to } from './results.js';
const tracer = trace.getTracer('shop');
export async function safe(id) {
  const span = tracer.startSpan('safe');
  await Result.safe(find(id));
  const [order] = await attempt(() => find(id));
  const customer = await safeFind(order.customer);
  span.end();
  return customer;
}
export async function asked(id) {
  const span = tracer.startSpan('asked');
  const found = await find(id);
  if (found.isErr()) span.setAttribute('found', false);
  span.end();
  return found;
}
export async function taken(id, db) {
  const span = tracer.startSpan('taken');
  const [error, order] = await to(find(id));
  const { data, error: failure } = await db.from('customers').select();
  span.end();
  return error ?? failure ?? [order, data];
}
`,
    },
    {
      name: 'helpers that are lent the span and say that they write to it, and a buffer',
      code: `
import { trace } from '@opentelemetry/api';
import { applyHeadersToSpan, enrichWithUser } from './helpers.js';
const tracer = trace.getTracer('shop');
export function run(headers, body, send) {
  return tracer.startActiveSpan('run', async (span) => {
    applyHeadersToSpan(span, headers);
    enrichWithUser(span);
    const bytes = Buffer.from(JSON.stringify(body));
    try {
      return await send(bytes);
    } finally {
      span.end();
    }
  });
}
`,
    },
    {
      name: 'an observable that is only built',
      code: `
import { trace } from '@opentelemetry/api';
import { catchError, finalize, from, isObservable, of } from 'rxjs';
const tracer = trace.getTracer('shop');
function toObservable(value) {
  if (isObservable(value)) return value;
  return value instanceof Promise ? from(value) : of(value);
}
export function run(value) {
  return tracer.startActiveSpan('run', (span) => {
    if (value) {
      const source = toObservable(value);
      return source.pipe(
        catchError((error) => {
          span.recordException(error);
          throw error;
        }),
        finalize(() => span.end()),
      );
    }
    span.end();
  });
}
`,
    },
    {
      name: 'awaited callbacks of the API that only write to their spans',
      code: file(`
export async function run(id) {
  await tracer.startActiveSpan('run', async (span) => {
    await tracer.startActiveSpan('check', async (inner) => {
      inner.setAttribute('id', id);
      console.log(inner.spanContext().traceId.slice(0, 16));
      inner.end();
    });
    await context.with(trace.setSpan(context.active(), span), async () => {
      tracer.startSpan('note').end();
    });
    span.end();
  });
}
`),
    },
    {
      name: 'an awaited callback of a tracer that is only known by its name',
      code: `
import { trace } from '@opentelemetry/api';
export async function run(tracer: ReturnType<typeof trace.getTracer>) {
  await tracer.startActiveSpan('run', async (span) => {
    await tracer.startActiveSpan('check', async (inner) => {
      inner.end();
    });
    span.end();
  });
}
`,
    },
    {
      name: 'an awaited function of the file that only waits',
      code: awaiting(`
function work() {
  return new Promise((resolve) => {
    setTimeout(resolve, 100);
  });
}
`),
    },
    {
      name: 'an awaited function of the file that handles its errors',
      code: awaiting(`
async function work() {
  try {
    await fetch('http://localhost/');
    return { ok: true };
  } catch (error) {
    console.error(error);
    return { ok: false };
  }
}
`),
    },
    {
      name: 'a function of the file that goes through a list, and calls itself',
      code: file(`
function build(node) {
  const span = tracer.startSpan(node.name);
  for (const child of node.children) build(child);
  for (const [key, value] of Object.entries(node.attributes)) span.setAttribute(key, value);
  span.end();
}
`),
    },
    {
      name: 'a URL that is written',
      code: file(`
export function link(path) {
  const span = tracer.startSpan('link');
  const href = encodeURI(path);
  span.end();
  return href;
}
`),
    },
    {
      name: 'an iterator that is asked for',
      code: file(`
export function run(rows) {
  const span = tracer.startSpan('run');
  const iterator = rows[Symbol.iterator]();
  span.end();
  return iterator;
}
`),
    },
    {
      name: 'promises that are all waited for, whatever becomes of them',
      code: file(`
export async function run(load, save) {
  const span = tracer.startSpan('run');
  const results = await Promise.allSettled([load(), save()]);
  span.end();
  return results;
}
`),
    },
    {
      name: 'what only computes an attribute, in a variable of its own',
      code: file(`
import { describeQuery } from './query.js';
export async function run(query, send) {
  const span = tracer.startSpan('run');
  const text = describeQuery(query) ?? String(query);
  span.setAttribute('query', text);
  if (text) span.setAttributes({ short: text.slice(0, 9) });
  return send(query).finally(() => span.end());
}
`),
    },
    {
      name: 'functions of the file that only cut strings and read numbers',
      code: file(`
const cut = (text, length) => (text.length > length ? text.substring(0, length) : text.charAt(0));
const read = (header) => {
  const [, id, flags] = header.split('-');
  return { id, flags: parseInt(flags, 16), isOdd: isNaN(flags) };
};
export function run(query, header, store) {
  const span = tracer.startSpan('run');
  store[cut(query, 90)] = read(header);
  span.end();
}
`),
    },
    {
      name: 'functions that log by their names, and what they print of a span',
      code: file(`
import createDebug from 'debug';
import { traceUrl } from './backend.js';
import { _incrementHealth, emittedField } from './health.js';
const telemetryDebug = createDebug('telemetry');
const debug = createDebug('app');
export function run(order) {
  const span = tracer.startSpan('run');
  debug('started');
  telemetryDebug('span: %s', order);
  console.log(traceUrl(span));
  _incrementHealth(emittedField('spans'));
  span.end();
}
`),
    },
    {
      name: 'a callback that only writes to its span, of a tracer that is only known by its name',
      code: `
const otel = require('@opentelemetry/api');
exports.run = (tracer) => {
  tracer.startActiveSpan('run', (span) => {
    tracer.startActiveSpan('check', (inner) => {
      if (otel.trace.getSpan(otel.context.active()) === inner) console.log('active');
      inner.end();
    });
    span.end();
  });
};
`,
      filename: 'src/file.cjs',
    },
  ],
  invalid: [
    {
      name: 'the error in the body of a response, which has to be read first',
      code: file(`
export async function run(response) {
  const span = tracer.startSpan('run');
  const { error } = await response.json();
  span.end();
  return error;
}
`),
      output: file(`
export async function run(response) {
  const span = tracer.startSpan('run');
  try {
    const { error } = await response.json();
    return error;
  } finally {
    span.end();
  }
}
`),
      errors: [...lost],
    },
    {
      name: 'a call that throws again what the functions threw which it ran',
      code: `
import { trace } from '@opentelemetry/api';
import { safeExecute } from './helpers.js';
const tracer = trace.getTracer('shop');
export function run(work) {
  const span = tracer.startSpan('run');
  safeExecute(work);
  span.end();
}
`,
      output: `
import { trace } from '@opentelemetry/api';
import { safeExecute } from './helpers.js';
const tracer = trace.getTracer('shop');
export function run(work) {
  const span = tracer.startSpan('run');
  try {
    safeExecute(work);
  } finally {
    span.end();
  }
}
`,
      errors: [{ messageId: 'throw', line: 6, column: 16, endLine: 6, endColumn: 32, data: { line: 7 } }],
    },
    {
      name: 'an awaited callback of the API whose work fails',
      code: file(`
export async function run(id) {
  const span = tracer.startSpan('run');
  await context.with(trace.setSpan(context.active(), span), async () => {
    await fetch(id);
  });
  span.end();
}
`),
      output: file(`
export async function run(id) {
  const span = tracer.startSpan('run');
  try {
    await context.with(trace.setSpan(context.active(), span), async () => {
      await fetch(id);
    });
  } finally {
    span.end();
  }
}
`),
      errors: lost,
    },
    ...[
      {
        name: 'an awaited function of the file that returns the promise of other work',
        code: `
async function work() {
  return fetch('http://localhost/');
}
`,
      },
      {
        name: 'an awaited function of the file that throws its errors again',
        code: `
async function work() {
  try {
    await fetch('http://localhost/');
  } catch (error) {
    console.error(error);
    throw error;
  }
}
`,
      },
      {
        name: 'an awaited function of the file that reads a stream',
        code: `
async function work() {
  for await (const chunk of process.stdin) console.log(chunk);
}
`,
      },
    ].map(({ name, code }) => ({
      name,
      code: awaiting(code),
      output: file(`
export async function run() {
  const span = tracer.startSpan('run');
  try {
    await work();
  } finally {
    span.end();
  }
}
${code.slice(1)}`),
      errors: lost,
    })),
    {
      name: 'what computes an attribute and has another use',
      code: file(`
import { describeQuery } from './query.js';
export function run(query, send) {
  const span = tracer.startSpan('run');
  const text = describeQuery(query);
  span.setAttribute('query', text);
  send(text);
  span.end();
}
`),
      output: file(`
import { describeQuery } from './query.js';
export function run(query, send) {
  const span = tracer.startSpan('run');
  try {
    const text = describeQuery(query);
    span.setAttribute('query', text);
    send(text);
  } finally {
    span.end();
  }
}
`),
      errors: [{ messageId: 'throw', line: 5, column: 16, endLine: 5, endColumn: 32, data: { line: 6 } }],
    },
    {
      name: 'a callback that fails, of a tracer that is only known by its name',
      code: `
import { trace } from '@opentelemetry/api';
export function run(tracer: ReturnType<typeof trace.getTracer>, work: () => void) {
  tracer.startActiveSpan('run', (span) => {
    tracer.startActiveSpan('check', (inner) => {
      inner.end();
      work();
    });
    span.end();
  });
}
`,
      output: `
import { trace } from '@opentelemetry/api';
export function run(tracer: ReturnType<typeof trace.getTracer>, work: () => void) {
  tracer.startActiveSpan('run', (span) => {
    try {
      tracer.startActiveSpan('check', (inner) => {
        inner.end();
        work();
      });
    } finally {
      span.end();
    }
  });
}
`,
      errors: [{ messageId: 'throw', line: 4, column: 3, endLine: 4, endColumn: 25, data: { line: 5 } }],
    },
    {
      name: 'blank lines around what is covered',
      code: file(`
export async function run(work) {
  const span = tracer.startSpan('run'); // all of it


  // The order.
  await work();

  work(1);

  span.end();
}
`),
      output: file(`
export async function run(work) {
  const span = tracer.startSpan('run'); // all of it


  try {
    // The order.
    await work();

    work(1);
  } finally {
    span.end();
  }
}
`),
      errors: [{ messageId: 'throw', line: 4, column: 16, endLine: 4, endColumn: 32, data: { line: 8 } }],
    },
    {
      name: 'blank lines in a callback, with line breaks of Windows',
      code: file(`
export const run = (work) =>
  tracer.startActiveSpan('run', async (span) => {

    await work();

    span.end();

    return 1;
  });
`).replaceAll('\n', '\r\n'),
      output: file(`
export const run = (work) =>
  tracer.startActiveSpan('run', async (span) => {

    try {
      await work();
    } finally {
      span.end();
    }

    return 1;
  });
`).replaceAll('\n', '\r\n'),
      errors: [{ messageId: 'throw', line: 4, column: 3, endLine: 4, endColumn: 25, data: { line: 6 } }],
    },
  ],
});
