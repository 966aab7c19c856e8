import { noSpanUseAfterEnd } from '../../src/rules/no-span-use-after-end.js';
import { runRule } from '../rule-tester.js';

const head = "import { context, trace } from '@opentelemetry/api';\nconst tracer = trace.getTracer('shop');\n";

/** The code below the import and the tracer, on line 3 and after. */
function file(code: string): string {
  return `${head}${code.slice(1)}`;
}

runRule('no-span-use-after-end', noSpanUseAfterEnd, {
  valid: [
    {
      name: 'an ended span that becomes a parent',
      code: file(`
function run(work) {
  const span = tracer.startSpan('run');
  span.end();
  context.with(trace.setSpan(context.active(), span), () => work());
}
`),
    },
    {
      name: 'behind a function that always throws, and ends its span only when it is told to',
      code: file(`
function fail(span, error, isLast = false) {
  span.recordException(error);
  if (isLast) span.end();
  throw error;
}
function run(work) {
  const span = tracer.startSpan('run');
  try {
    return work();
  } catch (error) {
    fail(span, error);
  } finally {
    span.end();
  }
}
`),
    },
    {
      name: 'beside an async function of the file that ends it, and that nobody waits for yet',
      code: file(`
async function settle(span, work) {
  try {
    return await work();
  } finally {
    span.end();
  }
}
async function run(work) {
  const span = tracer.startSpan('run');
  const settled = settle(span, work);
  span.setAttribute('started', true);
  return await settled;
}
`),
    },
    {
      name: 'where an async function of the file that ends it has failed',
      code: file(`
async function settle(span, work) {
  const result = await work();
  span.end();
  return result;
}
async function run(work) {
  const span = tracer.startSpan('run');
  try {
    return await settle(span, work);
  } catch (error) {
    span.recordException(error);
    span.end();
    throw error;
  }
}
`),
    },
    {
      name: 'ended at the top level of a module',
      code: file(`
const span = tracer.startSpan('load');
span.setAttribute('key', 'value');
span.end();
`),
    },
    {
      name: 'before a chain that ends it, and behind one that nobody waits for',
      code: file(`
async function load(db) {
  const span = tracer.startSpan('load');
  span.setAttribute('key', 'value');
  await db.query().finally(() => span.end());
}
function start(db) {
  const span = tracer.startSpan('start');
  db.query().finally(() => span.end());
  span.setAttribute('key', 'value');
}
async function half(db) {
  const span = tracer.startSpan('half');
  await db.query().then(() => span.end());
  span.setAttribute('key', 'value');
}
`),
    },
    {
      name: 'ended last',
      code: file(`
function mark() {
  const span = tracer.startSpan('mark');
  span.setAttribute('key', 'value');
  span.end();
}
`),
    },
    {
      name: 'ended in a branch that returns',
      code: file(`
function choose(order) {
  const span = tracer.startSpan('choose');
  if (!order) {
    span.end();
    return null;
  }
  span.setAttribute('order', order.id);
  span.end();
  return order;
}
`),
    },
    {
      name: 'ended in try or in catch',
      code: file(`
async function load(db) {
  const span = tracer.startSpan('load');
  try {
    await db.query();
    span.end();
  } catch (error) {
    span.recordException(error);
    span.end();
    throw error;
  }
}
`),
    },
    {
      name: 'a span for every round',
      code: file(`
function each(items) {
  for (const item of items) {
    const span = tracer.startSpan('item');
    span.setAttribute('id', item.id);
    span.end();
  }
}
`),
    },
    {
      name: 'another span in the same variable',
      code: file(`
function twice() {
  let span = tracer.startSpan('first');
  span.end();
  span = tracer.startSpan('second');
  span.setAttribute('key', 'value');
  span.end();
}
`),
    },
    {
      name: 'what reads a span works on an ended one',
      code: file(`
function mark(log) {
  const span = tracer.startSpan('mark');
  span.end();
  log.info(span.spanContext().traceId, span.isRecording());
}
`),
    },
    {
      name: 'listeners of which each may be the first',
      code: file(`
function read(stream) {
  const span = tracer.startSpan('read');
  stream.on('end', () => span.end());
  stream.on('close', () => span.end());
}
`),
    },
    {
      name: 'ended later, when the promise settles',
      code: file(`
function load(db) {
  const span = tracer.startSpan('load');
  const rows = db.query().finally(() => span.end());
  span.setAttribute('key', 'value');
  return rows;
}
`),
    },
    {
      name: 'ended later, by an async function of the file',
      code: file(`
async function finish(span) {
  await flush();
  span.end();
}
function load() {
  const span = tracer.startSpan('load');
  void finish(span);
  span.setAttribute('key', 'value');
}
`),
    },
    {
      name: 'a helper that may end it',
      code: file(`
function finish(span, error) {
  if (error) span.end();
}
function load(error) {
  const span = tracer.startSpan('load');
  finish(span, error);
  span.setAttribute('key', 'value');
}
`),
    },
    {
      name: 'a helper in a callback that comes first',
      code: file(`
function fail(span, error) {
  span.recordException(error);
  span.end();
}
function load(db) {
  const span = tracer.startSpan('load');
  const rows = db.query((error) => fail(span, error));
  span.end();
  return rows;
}
`),
    },
    {
      name: 'a wrapper that leaves the end to its callback',
      code: file(`
function instrument(name, fn) {
  return tracer.startActiveSpan(name, (span) => fn(span));
}
instrument('work', (span) => {
  span.end();
});
`),
    },
    {
      name: 'a wrapper that asks whether it is ended',
      code: file(`
async function instrument(name, fn) {
  return tracer.startActiveSpan(name, async (span) => {
    try {
      return await fn(span);
    } finally {
      if (span.isRecording()) span.end();
    }
  });
}
instrument('work', async (span) => {
  span.end();
});
`),
    },
    {
      name: 'a callback that only writes to the span of a wrapper',
      code: file(`
async function instrument(name, fn) {
  return tracer.startActiveSpan(name, async (span) => {
    try {
      return await fn(span);
    } finally {
      span.end();
    }
  });
}
instrument('work', async (span) => {
  span.setAttribute('key', 'value');
});
`),
    },
    {
      name: 'something else with an end',
      code: file(`
function close(socket) {
  socket.end();
  socket.end();
}
`),
    },
    {
      name: 'a variable that another function may write to',
      code: file(`
let span = tracer.startSpan('first');
function next() {
  span.end();
  renew();
  span.setAttribute('key', 'value');
}
function renew() {
  span = tracer.startSpan('next');
}
`),
    },
    {
      name: 'code that is not reached',
      code: file(`
function mark() {
  const span = tracer.startSpan('mark');
  span.end();
  return;
  span.setAttribute('key', 'value');
}
`),
    },
    {
      name: 'a span that may not be there',
      code: file(`
function mark(span) {
  span?.end();
  span?.setAttribute('key', 'value');
}
`),
    },
    {
      name: 'another span of a function of the file',
      code: file(`
const startJob = (name) => tracer.startSpan(name);
function run() {
  let span = startJob('first');
  span.end();
  span = startJob('second');
  span.addEvent('ran');
  span.end();
}
`),
    },
  ],
  invalid: [
    {
      name: 'behind a function that ends its span and always throws',
      code: file(`
function fail(span, error) {
  span.end();
  throw error;
}
function run(work) {
  const span = tracer.startSpan('run');
  try {
    return work();
  } catch (error) {
    fail(span, error);
  } finally {
    span.end();
  }
}
`),
      output: null,
      errors: [{ messageId: 'endedAgain', line: 12, column: 5, endLine: 12, endColumn: 22, data: { line: 14 } }],
    },
    {
      name: 'ended in a loop that starts it once',
      code: file(`
function load(items) {
  const span = tracer.startSpan('load');
  do {
    span.setAttribute('left', items.length);
    span.end();
    span.addEvent('again');
  } while (items.pop());
}
`),
      errors: [
        { messageId: 'eachRound', data: { line: 7, name: 'end' }, line: 7, column: 10 },
        { messageId: 'late', data: { line: 7, name: 'addEvent' }, line: 8, column: 10 },
      ],
      output: null,
    },
    {
      name: 'behind an awaited chain that ends it',
      code: file(`
async function load(db) {
  const span = tracer.startSpan('load');
  await db.query().finally(() => span.end());
  span.setAttribute('key', 'value');
  span.end();
}
`),
      output: null,
      errors: [
        { messageId: 'late', data: { name: 'setAttribute', line: 5 }, line: 6, column: 8 },
        { messageId: 'secondEnd', data: { line: 5 }, line: 7, column: 8 },
      ],
    },
    {
      name: 'the nearest end that leads there is named',
      code: file(`
function load(db) {
  const span = tracer.startSpan('load');
  if (!db) { span.end(); return; }
  db.query();
  span.end();
  span.setAttribute('key', 'value');
}
`),
      output: null,
      errors: [{ messageId: 'late', data: { name: 'setAttribute', line: 7 }, line: 8, column: 8 }],
    },

    {
      name: 'an attribute',
      code: file(`
function mark() {
  const span = tracer.startSpan('mark');
  span.end();
  span.setAttribute('key', 'value');
}
`),
      output: null,
      errors: [{ messageId: 'late', line: 6, column: 8 }],
    },
    {
      name: 'everything that a span takes',
      code: file(`
function mark(error, other) {
  const span = tracer.startSpan('mark');
  span.end();
  span.setAttributes({}).addEvent('late').setStatus({ code: 2 }).updateName('other').addLink(other);
  span.recordException(error);
}
`),
      output: null,
      errors: [
        { messageId: 'late', line: 6, column: 8 },
        { messageId: 'late', line: 6, column: 26 },
        { messageId: 'late', line: 6, column: 43 },
        { messageId: 'late', line: 6, column: 66 },
        { messageId: 'late', line: 6, column: 86 },
        { messageId: 'late', line: 7, column: 8 },
      ],
    },
    {
      name: 'a second end',
      code: file(`
function mark() {
  const span = tracer.startSpan('mark');
  span.end();
  span.end();
}
`),
      output: null,
      errors: [{ messageId: 'secondEnd', line: 6, column: 8 }],
    },
    {
      name: 'after an end in either branch',
      code: file(`
function choose(flag) {
  const span = tracer.startSpan('choose');
  if (flag) {
    span.end();
  } else {
    span.end();
  }
  span.addEvent('chosen');
}
`),
      output: null,
      errors: [{ messageId: 'late', line: 10, column: 8 }],
    },
    {
      name: 'ended by a function of the file',
      code: file(`
function finish(span) {
  span.end();
}
function mark() {
  const span = tracer.startSpan('mark');
  finish(span);
  span.setAttribute('key', 'value');
}
`),
      output: null,
      errors: [{ messageId: 'late', line: 9, column: 8 }],
    },
    {
      name: 'written to by a function of the file',
      code: file(`
function fail(span, error) {
  span.recordException(error);
}
function mark(error) {
  const span = tracer.startSpan('mark');
  span.end();
  fail(span, error);
}
`),
      output: null,
      errors: [{ messageId: 'late', line: 9, column: 3 }],
    },
    {
      name: 'ended twice by a function of the file',
      code: file(`
function finish(span) {
  span.end();
}
function mark() {
  const span = tracer.startSpan('mark');
  finish(span);
  finish(span);
}
`),
      output: null,
      errors: [{ messageId: 'secondEnd', line: 9, column: 3 }],
    },
    {
      name: 'ended in catch and in finally',
      code: file(`
async function load(db) {
  const span = tracer.startSpan('load');
  try {
    await db.query();
  } catch (error) {
    span.end();
    throw error;
  } finally {
    span.end();
  }
}
`),
      output: null,
      errors: [{ messageId: 'endedAgain', line: 8, column: 10 }],
    },
    {
      name: 'a parameter that is a span by its type',
      code: file(`
import type { Span } from '@opentelemetry/api';
export function finish(span: Span) {
  span.end();
  span.setAttribute('key', 'value');
}
`),
      output: null,
      errors: [{ messageId: 'late', line: 6, column: 8 }],
    },
    {
      name: 'a callback ends the span of its wrapper',
      code: file(`
async function instrument(name, fn) {
  return tracer.startActiveSpan(name, async (span) => {
    try {
      return await fn(span);
    } finally {
      span.end();
    }
  });
}
export const activate = (run) =>
  instrument('activate', async (span) => {
    const { closed } = await run();
    span.setAttribute('closed', closed).end();
    return closed;
  });
`),
      output: null,
      errors: [{ messageId: 'wrapperEnds', line: 15, column: 41 }],
    },
    {
      name: 'in the callback of startActiveSpan',
      code: file(`
function mark() {
  tracer.startActiveSpan('mark', (span) => {
    span.end();
    span.setStatus({ code: 1 });
  });
}
`),
      output: null,
      errors: [{ messageId: 'late', line: 6, column: 10 }],
    },
    {
      name: 'a span of a function of the file',
      code: file(`
const startJob = (name) => tracer.startSpan(name);
function run() {
  const span = startJob('run');
  span.end();
  span.addEvent('ran');
}
`),
      output: null,
      errors: [{ messageId: 'late', data: { name: 'addEvent', line: 6 }, line: 7, column: 8 }],
    },
    {
      name: 'after an awaited async function of the file that ends it',
      code: file(`
async function settle(span, work) {
  try {
    return await work();
  } finally {
    span.end();
  }
}
async function run(work) {
  const span = tracer.startSpan('run');
  const result = await settle(span, work);
  span.setAttribute('result', result);
  span.end();
}
`),
      output: null,
      errors: [
        { messageId: 'late', data: { name: 'setAttribute', line: 12 }, line: 13, column: 8 },
        { messageId: 'secondEnd', data: { line: 12 }, line: 14, column: 8 },
      ],
    },
  ],
});
