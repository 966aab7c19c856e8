import { attachBeforeSpan } from '../../src/rules/attach-before-span.js';
import { runRule } from '../rule-tester.js';

const HEAD = `import { context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
const tracer = trace.getTracer('orders');
`;

function inFile(body: string): string {
  return `${HEAD}${body}`;
}

const parents = [
  {
    name: 'an option that names the active span, or nothing',
    code: `export function f() {
  const active = trace.getActiveSpan();
  tracer.startSpan('a', { parent: active }).end();
  tracer.startSpan('b', { parent: trace.getSpan(context.active()) }).end();
  tracer.startSpan('c', { parent: undefined, childOf: null }).end();
  return tracer.startActiveSpan('d', (span) => {
    tracer.startSpan('e', { parent: span }).end();
    [1].forEach(() => tracer.startSpan('f', { parent: span.spanContext() }).end());
    step(span);
    span.end();
  });
}
function step(parent) { tracer.startSpan('g', { parent }).end(); }
export function run() {
  const span = tracer.startSpan('h');
  context.with(trace.setSpan(context.active(), span), () => tracer.startSpan('i', { parent: span }).end());
  span.end();
}`,
  },
  {
    name: 'an option beside a parent, of a new root, or of a tracer that is known by its name only',
    code: `export function f(parent, ctx, options) {
  tracer.startSpan('a', { parent }, ctx).end();
  tracer.startSpan('b', { parent, root: true }).end();
  tracer.startSpan('c', { attributes: { parent } }).end();
  tracer.startSpan('d', { ...options }).end();
  const span = this.app.tracer.startSpan('e', { parent });
  span.end();
}`,
  },
  {
    name: 'the start follows the attach',
    code: `function handle(message) {
  const extracted = propagation.extract(context.active(), message.headers);
  const token = context.attach(extracted);
  const span = tracer.startSpan('handle');
  try { work(); } finally { span.end(); token.dispose(); }
}`,
  },
  {
    name: 'the start follows the attach at the top level',
    code: `const extracted = propagation.extract(ROOT_CONTEXT, process.env);
const token = context.attach(extracted);
const span = tracer.startSpan('main');
context.with(trace.setSpan(extracted, span), main);
span.end();
token.dispose();`,
  },
  {
    name: 'the parent is explicit',
    code: `function handle(message) {
  const extracted = propagation.extract(context.active(), message.headers);
  const span = tracer.startSpan('handle', {}, extracted);
  context.with(trace.setSpan(extracted, span), () => work());
  span.end();
}`,
  },
  {
    name: 'the start runs inside the scope',
    code: `async function handle(message) {
  const extracted = propagation.extract(context.active(), message.headers);
  await context.with(extracted, async () => {
    const span = tracer.startSpan('handle');
    await context.with(trace.setSpan(extracted, span), () => work());
    span.end();
  });
}`,
  },
  {
    name: 'the start runs in a function that is bound to the context',
    code: `function handle(message) {
  const extracted = propagation.extract(context.active(), message.headers);
  queue.push(context.bind(extracted, () => {
    const span = tracer.startSpan('handle');
    context.with(trace.setSpan(extracted, span), work);
    span.end();
  }));
}`,
  },
  {
    name: 'the start runs in a function of the file that the scope calls',
    code: `function start() {
  const span = tracer.startSpan('handle');
  context.with(propagation.extract(context.active(), other), work);
  span.end();
}
context.with(propagation.extract(ROOT_CONTEXT, message.headers), start);`,
  },
];

const derived = [
  {
    name: 'the context holds the span',
    code: `function handle(fn) {
  const span = tracer.startSpan('handle');
  const active = trace.setSpan(context.active(), span);
  context.with(active.setValue(KEY, 1), fn);
  const token = context.attach(trace.setSpan(ROOT_CONTEXT, span));
  token.dispose();
  span.end();
}`,
  },
  {
    name: 'the context holds the span by its span context',
    code: `function handle(fn) {
  const span = tracer.startSpan('handle');
  context.with(trace.setSpanContext(ROOT_CONTEXT, span.spanContext()), fn);
  span.end();
}`,
  },
  {
    name: 'a function makes the context from the span',
    code: `function handle(session, fn) {
  const span = tracer.startSpan('turn');
  const scope = createScope(session, span);
  context.with(scope.context, fn);
  context.with(resolveContext(span), fn);
  span.end();
}`,
  },
  {
    name: 'what is extracted was injected in the same file',
    code: `function roundTrip(fn) {
  const span = tracer.startSpan('producer');
  const carrier = {};
  propagation.inject(trace.setSpan(context.active(), span), carrier);
  const extracted = propagation.extract(ROOT_CONTEXT, carrier);
  context.with(extracted, fn);
  span.end();
}`,
  },
  {
    name: 'the extraction builds on the span',
    code: `function handle(headers, fn) {
  const span = tracer.startSpan('handle');
  const active = trace.setSpan(context.active(), span);
  context.with(propagation.extract(active, headers), fn);
  span.end();
}`,
  },
  {
    name: 'the context was read in the same run',
    code: `function patched(callback) {
  const parent = context.active();
  const span = tracer.startSpan('query');
  context.with(parent, callback);
  return [1].map(() => {
    const inner = tracer.startSpan('row');
    context.with(parent, callback);
    inner.end();
  });
}`,
  },
  {
    name: 'the callback of startActiveSpan leaves its span on purpose',
    code: `function query(callback) {
  const parent = context.active();
  tracer.startActiveSpan('query', (span) => {
    span.end();
  });
  tracer.startActiveSpan('rows', (span) => {
    context.with(parent, callback);
    span.end();
  });
}`,
  },
  {
    name: 'the active context is given a value, or tracing is suppressed',
    code: `import { suppressTracing } from '@opentelemetry/core';
function handle(headers, fn) {
  const span = tracer.startSpan('export');
  context.with(context.active().setValue(KEY, 1), fn);
  context.with(suppressTracing(context.active()), fn);
  context.with(suppressTracing(propagation.extract(context.active(), headers)), fn);
  context.with(ROOT_CONTEXT, fn);
  span.end();
}`,
  },
];

const unrelated = [
  {
    name: 'put into a captured context that is given baggage on the way',
    code: `function wrap(method) {
  let ctx = context.active();
  return (...args) => {
    const span = tracer.startSpan('call');
    ctx = propagation.setBaggage(ctx, propagation.createBaggage({ run: { value: args[0] } }));
    context.with(trace.setSpan(ctx, span), () => method(...args));
    span.end();
  };
}`,
  },
  {
    name: 'the span is over before the context becomes active',
    code: `function handle(message, fn) {
  const span = tracer.startSpan('decode');
  const extracted = propagation.extract(context.active(), message.headers);
  span.end();
  context.with(extracted, fn);
}`,
  },
  {
    name: 'the span covers a batch, each message has a context of its own',
    code: `async function poll(consumer) {
  const span = tracer.startSpan('poll');
  for (const message of await consumer.poll()) {
    context.with(propagation.extract(ROOT_CONTEXT, message.headers), () => handle(message));
  }
  (await consumer.poll()).forEach((message) => {
    context.with(propagation.extract(ROOT_CONTEXT, message.headers), () => handle(message));
  });
  span.end();
}`,
  },
  {
    name: 'the context becomes active in a callback that runs elsewhere',
    code: `function start(consumer) {
  const span = tracer.startSpan('subscribe');
  consumer.on('message', (message) => {
    context.with(propagation.extract(ROOT_CONTEXT, message.headers), () => handle(message));
  });
  span.end();
}`,
  },
  {
    name: 'the relation is stated: root, links, start time, explicit parent',
    code: `function handle(message, fn) {
  const extracted = propagation.extract(ROOT_CONTEXT, message.headers);
  const links = [{ context: trace.getSpanContext(extracted) }];
  const a = tracer.startSpan('a', { root: true });
  const b = tracer.startSpan('b', { links });
  const c = tracer.startSpan('c', { startTime: message.time });
  const d = tracer.startSpan('d', {}, context.active());
  const e = tracer.startSpan(...message.args);
  const token = context.attach(extracted);
  try { fn(); } finally { token.dispose(); a.end(); b.end(); c.end(); d.end(); e.end(); }
}`,
  },
  {
    name: 'another span carries the context on',
    code: `function handle(message, fn) {
  const poll = tracer.startSpan('poll');
  const extracted = propagation.extract(context.active(), message.headers);
  const span = tracer.startSpan('handle', {}, extracted);
  context.with(trace.setSpan(extracted, span), fn);
  span.end();
  poll.end();
}`,
  },
  {
    name: 'the span has another owner',
    code: `function handle(request, next) {
  request.span = tracer.startSpan('handle');
  const span = tracer.startSpan('inner');
  spans.set(request, span);
  context.with(propagation.extract(context.active(), request.headers), next);
  return span;
}`,
  },
  {
    name: 'the span is active already when the other context takes over',
    code: `function handle(message, fn) {
  const span = tracer.startSpan('handle');
  const active = trace.setSpan(context.active(), span);
  context.with(propagation.extract(context.active(), message.headers), fn);
  context.with(active, fn);
  span.end();
}`,
  },
  {
    name: 'the inner span is a child of the active one',
    code: `function handle(fn) {
  return tracer.startActiveSpan('outer', (outer) => {
    const inner = tracer.startSpan('inner');
    inner.end();
    outer.end();
    context.with(propagation.extract(context.active(), headers), fn);
  });
}`,
  },
  {
    name: 'the variable holds another span by then',
    code: `function handle(message, fn) {
  let span = tracer.startSpan('first');
  span = nextSpan();
  context.with(propagation.extract(context.active(), message.headers), fn);
  span.end();
}`,
  },
  {
    name: 'the context comes from a call that nobody knows, or from this',
    code: `class Worker {
  handle(fn) {
    const span = tracer.startSpan('handle');
    context.with(createContext(), fn);
    context.with(this.context, fn);
    span.end();
  }
}`,
  },
  {
    name: 'the span may be one that was started with the context',
    code: `function handle(message, fn) {
  const extracted = propagation.extract(context.active(), message.headers);
  let span;
  if (!message.isOwn) span = tracer.startSpan('handle', {}, extracted);
  else span = tracer.startSpan('own');
  context.with(trace.setSpan(extracted, span), fn);
}`,
  },
  {
    name: 'the unused context is extracted in a branch at the top level, and the span started behind it',
    code: `if (process.env.TRACEPARENT) {
  const extracted = propagation.extract(ROOT_CONTEXT, process.env);
}
const span = tracer.startSpan('main');
span.end();`,
  },
  {
    name: 'the span starts in another function than the unused context',
    code: `function subscribe(message, consumer) {
  const extracted = propagation.extract(context.active(), message.headers);
  consumer.on('tick', () => {
    const span = tracer.startSpan('tick');
    span.end();
  });
}`,
  },
  {
    name: 'the extracted context is read for its span context alone',
    code: `function handle(message) {
  const extracted = propagation.extract(ROOT_CONTEXT, message.headers);
  const upstream = trace.getSpanContext(extracted);
  const span = tracer.startSpan('handle', { attributes: { upstream: upstream?.traceId } });
  span.end();
}`,
  },
  {
    name: 'a parameter that a span is put into may be the active context',
    code: `function withSpan(ctx, name, fn) {
  const span = tracer.startSpan(name);
  return context.with(trace.setSpan(ctx, span), fn);
}`,
  },
  {
    name: 'the timer keeps the context that was captured',
    code: `function later(fn) {
  const captured = context.active();
  setTimeout(() => {
    const span = tracer.startSpan('later');
    context.with(captured, fn);
    span.end();
  });
}`,
  },
  {
    name: 'the remote span context is put into a context, or logged whole, or not remote',
    code: `function handle(request, log) {
  const remote = { traceId: request.traceId, spanId: request.spanId, traceFlags: 1, isRemote: true };
  const parent = trace.setSpanContext(context.active(), remote);
  const logged = { traceId: request.traceId, spanId: request.spanId, isRemote: true };
  log(logged);
  const fields = { traceId: request.traceId, spanId: request.spanId };
  const local = { traceId: request.traceId, spanId: request.spanId, isRemote: false };
  const span = tracer.startSpan('handle');
  span.end();
  return [parent, fields.traceId, local.traceId];
}`,
  },
];

const givenParents = [
  {
    name: 'a callback that was given runs under the span that was given, outside the span of an instrumentation',
    code: `function patched(parentSpan, callback) {
  const span = tracer.startSpan('query');
  context.with(trace.setSpan(context.active(), parentSpan), callback);
  span.end();
}`,
  },
  {
    name: 'a span that was given is no parent by its name, or belongs to a function around',
    code: `function pair(other, fn) {
  const span = tracer.startSpan('first');
  context.with(trace.setSpan(context.active(), other), () => fn());
  span.end();
}
function outer(parent) {
  return (fn) => {
    const span = tracer.startSpan('inner');
    context.with(trace.setSpan(context.active(), parent), () => fn());
    span.end();
  };
}`,
  },
  {
    name: 'the callback of startActiveSpan goes on under the span that was given',
    code: `function handle(parent, fn) {
  return tracer.startActiveSpan('handle', (span) => {
    context.with(trace.setSpan(context.active(), parent), () => fn());
    span.end();
  });
}`,
  },
  {
    name: 'something may look at the context that is attached after the span',
    code: `async function a(parent, fn) {
  tracer.startSpan('before').end();
  const token = context.attach(trace.setSpan(context.active(), parent));
  try { return fn(); } finally { token.dispose(); }
}
function b(parent) {
  tracer.startSpan('before').end();
  const token = context.attach(trace.setSpan(context.active(), parent));
  try { return load(); } finally { token.dispose(); }
}
function load() { return [1].map((row) => tracer.startSpan('row', {}).end()); }
function c(parent, later) {
  tracer.startSpan('before').end();
  const token = context.attach(trace.setSpan(context.active(), parent));
  try { setTimeout(later, 10); } finally { token.dispose(); }
}
function d(parent) {
  tracer.startSpan('before').end();
  const token = context.attach(trace.setSpan(context.active(), parent));
  try { return trace.getActiveSpan(); } finally { token.dispose(); }
}
async function e(parent, work) {
  tracer.startSpan('before').end();
  await context.with(trace.setSpan(context.active(), parent), async () => { for await (const row of work) rows.push(row); });
}`,
  },
  {
    name: 'more is done under it than is looked at',
    code: `function load(parent) {
  tracer.startSpan('before').end();
  const token = context.attach(trace.setSpan(context.active(), parent));
  try { return [${'1, '.repeat(600)}]; } finally { token.dispose(); }
}`,
  },
  {
    name: 'what is awaited may start its work then',
    code: `async function load(parent, query) {
  tracer.startSpan('before').end();
  return context.with(trace.setSpan(context.active(), parent), async () => { return await query; });
}`,
  },
  {
    name: 'the callback of startActiveSpan goes on with the captured context and the span',
    code: `const captured = context.active();
export const run = (fn) => tracer.startActiveSpan('run', (span) => {
  context.with(trace.setSpan(captured, span), fn);
  span.end();
});`,
  },
  {
    name: 'the context stays attached, or holds a span of the function, the active one, or a value only',
    code: `function a(parent) {
  tracer.startSpan('before').end();
  return context.attach(trace.setSpan(context.active(), parent));
}
function b() {
  const work = tracer.startSpan('work');
  tracer.startSpan('before').end();
  context.with(trace.setSpan(context.active(), work), () => 1);
  work.end();
}
function c() {
  const active = trace.getActiveSpan();
  tracer.startSpan('before').end();
  context.with(trace.setSpan(context.active(), active), () => 1);
}
function d(value) {
  tracer.startSpan('before').end();
  context.with(context.active().setValue(KEY, value), () => 1);
}`,
  },
];

const otherWorlds = [
  {
    name: 'a context that is not of OpenTelemetry',
    code: `import Koa from 'koa';
export function handle(context, tracer) {
  const span = tracer.startSpan('x');
  context.with(context.extract(context.headers), () => {});
  span.end();
}`,
  },
  {
    name: 'names of Object.prototype',
    code: inFile(`function constructor(__proto__) {
  const toString = tracer.startSpan('constructor');
  context.with(__proto__.hasOwnProperty(), valueOf);
  toString.end();
}`),
  },
  {
    name: 'cycles',
    code: inFile(`function a() { return b(); }
function b() { return a(); }
let x = y, y = x;
const span = tracer.startSpan('x');
context.with(a(), work);
context.with(x, work);
span.end();`),
  },
];

runRule('attach-before-span: correct code', attachBeforeSpan, {
  valid: [
    ...[...parents, ...derived, ...unrelated, ...givenParents].map(({ name, code }) => ({ name, code: inFile(code) })),
    ...otherWorlds,
  ],
  invalid: [],
});

runRule('attach-before-span: an option that no tracer has', attachBeforeSpan, {
  valid: [],
  invalid: [
    {
      name: 'an option that names a span which is not active',
      code: inFile(`export function f(parentSpan) {
  const order = tracer.startSpan('order');
  const charge = tracer.startSpan('charge', { parent: order });
  const store = tracer.startSpan('store', { kind: 1, childOf: order.spanContext(), });
  charge.end(), store.end(), order.end();
  return tracer.startActiveSpan('reply', { parentSpan, attributes: {} }, (span) => span.end());
}`),
      output: null,
      errors: [
        {
          messageId: 'option',
          data: { option: 'parent' },
          line: 5,
          column: 47,
          endLine: 5,
          endColumn: 60,
          suggestions: [
            {
              messageId: 'passParent',
              output: inFile(`export function f(parentSpan) {
  const order = tracer.startSpan('order');
  const charge = tracer.startSpan('charge', {}, trace.setSpan(context.active(), order));
  const store = tracer.startSpan('store', { kind: 1, childOf: order.spanContext(), });
  charge.end(), store.end(), order.end();
  return tracer.startActiveSpan('reply', { parentSpan, attributes: {} }, (span) => span.end());
}`),
            },
          ],
        },
        {
          messageId: 'option',
          data: { option: 'childOf' },
          line: 6,
          suggestions: [
            {
              messageId: 'passParent',
              output: inFile(`export function f(parentSpan) {
  const order = tracer.startSpan('order');
  const charge = tracer.startSpan('charge', { parent: order });
  const store = tracer.startSpan('store', { kind: 1, }, trace.setSpan(context.active(), order));
  charge.end(), store.end(), order.end();
  return tracer.startActiveSpan('reply', { parentSpan, attributes: {} }, (span) => span.end());
}`),
            },
          ],
        },
        {
          messageId: 'option',
          data: { option: 'parentSpan' },
          line: 8,
          suggestions: [
            {
              messageId: 'passParent',
              output: inFile(`export function f(parentSpan) {
  const order = tracer.startSpan('order');
  const charge = tracer.startSpan('charge', { parent: order });
  const store = tracer.startSpan('store', { kind: 1, childOf: order.spanContext(), });
  charge.end(), store.end(), order.end();
  return tracer.startActiveSpan('reply', { attributes: {} }, trace.setSpan(context.active(), parentSpan), (span) => span.end());
}`),
            },
          ],
        },
      ],
    },
    {
      name: 'an option that holds a context, stands elsewhere or beside a comment, or names a span of an outer scope',
      code: inFile(`export function f(carrier) {
  const extracted = propagation.extract(context.active(), carrier);
  tracer.startSpan('a', { parent: extracted }).end();
  return tracer.startActiveSpan('b', (outer) => tracer.startActiveSpan('c', (inner) => {
    const options = { parent: outer };
    tracer.startSpan('d', options).end();
    tracer.startSpan('e', { parent: outer /* not inner */ }).end();
    inner.end(), outer.end();
  }));
}`),
      output: null,
      errors: [
        {
          messageId: 'option',
          line: 5,
          suggestions: [
            {
              messageId: 'passParent',
              output: inFile(`export function f(carrier) {
  const extracted = propagation.extract(context.active(), carrier);
  tracer.startSpan('a', {}, extracted).end();
  return tracer.startActiveSpan('b', (outer) => tracer.startActiveSpan('c', (inner) => {
    const options = { parent: outer };
    tracer.startSpan('d', options).end();
    tracer.startSpan('e', { parent: outer /* not inner */ }).end();
    inner.end(), outer.end();
  }));
}`),
            },
          ],
        },
        { messageId: 'option', line: 7, suggestions: [] },
        { messageId: 'option', line: 9, suggestions: [] },
      ],
    },
  ],
});

runRule('attach-before-span: a span that the function was given', attachBeforeSpan, {
  valid: [],
  invalid: [
    {
      name: 'it is the parent by its name, and becomes active while the own span lives',
      code: inFile(`function charge(parent, amount) {
  const span = tracer.startSpan('charge');
  const token = context.attach(trace.setSpan(context.active(), parent));
  try { pay(amount); } finally { token.dispose(); span.end(); }
}
function handle({ parentSpan }, fn) {
  const span = tracer.startSpan('handle');
  context.with(trace.setSpan(context.active(), parentSpan), () => fn());
  span.end();
}`),
      output: inFile(`function charge(parent, amount) {
  const capturedContext = trace.setSpan(context.active(), parent);
  const span = tracer.startSpan('charge', {}, capturedContext);
  const token = context.attach(capturedContext);
  try { pay(amount); } finally { token.dispose(); span.end(); }
}
function handle({ parentSpan }, fn) {
  const capturedContext = trace.setSpan(context.active(), parentSpan);
  const span = tracer.startSpan('handle', {}, capturedContext);
  context.with(capturedContext, () => fn());
  span.end();
}`),
      errors: [
        { messageId: 'attach', data: { origin: 'captured', line: 5 }, line: 4, column: 16, endLine: 4, endColumn: 32 },
        { messageId: 'with', data: { origin: 'captured', line: 10 }, line: 9, column: 16, endLine: 9, endColumn: 32 },
      ],
    },
    {
      name: 'nothing can look at it while it is attached, so the span above was meant to',
      code: inFile(`function charge(order, amounts) {
  const paid = [];
  tracer.startSpan('check').end();
  tracer.startSpan('charge').end();
  const token = context.attach(trace.setSpan(context.active(), order));
  try {
    for (const amount of amounts) paid.push(toText(amount));
    console.log(paid.join(', '), new Map());
    return paid;
  } finally {
    token.dispose();
  }
}
function toText(amount) { return JSON.stringify(Number(amount)); }`),
      output: inFile(`function charge(order, amounts) {
  const paid = [];
  tracer.startSpan('check').end();
  const capturedContext = trace.setSpan(context.active(), order);
  tracer.startSpan('charge', {}, capturedContext).end();
  const token = context.attach(capturedContext);
  try {
    for (const amount of amounts) paid.push(toText(amount));
    console.log(paid.join(', '), new Map());
    return paid;
  } finally {
    token.dispose();
  }
}
function toText(amount) { return JSON.stringify(Number(amount)); }`),
      errors: [
        { messageId: 'attach', data: { origin: 'captured', line: 7 }, line: 6, column: 3, endLine: 6, endColumn: 19 },
      ],
    },
    {
      name: 'what comes behind the disposal has nothing to do with it',
      code: inFile(`function charge(parent, amount) {
  let checked;
  tracer.startSpan('charge').end();
  const token = context.attach(trace.setSpan(context.active(), parent));
  try { checked = check(amount); } finally { token.dispose(); }
  tracer.startSpan('audit').end();
  return checked.toFixed(2);
}
function check(amount) { if (amount < 0) throw new RangeError(); return amount ? check(amount - 1) : 0; }`),
      output: inFile(`function charge(parent, amount) {
  let checked;
  const capturedContext = trace.setSpan(context.active(), parent);
  tracer.startSpan('charge', {}, capturedContext).end();
  const token = context.attach(capturedContext);
  try { checked = check(amount); } finally { token.dispose(); }
  tracer.startSpan('audit').end();
  return checked.toFixed(2);
}
function check(amount) { if (amount < 0) throw new RangeError(); return amount ? check(amount - 1) : 0; }`),
      errors: [{ messageId: 'attach', data: { origin: 'captured', line: 6 }, line: 5 }],
    },
    {
      name: 'the callback that nothing can look at it in is async',
      code: inFile(`async function receive({ headers, body }) {
  const extracted = propagation.extract(ROOT_CONTEXT, headers);
  tracer.startSpan('receive').end();
  return context.with(extracted, async () => {
    await wait();
    return await Promise.resolve(body.length);
  });
}
async function wait() { await Promise.resolve(); }`),
      output: inFile(`async function receive({ headers, body }) {
  const extracted = propagation.extract(ROOT_CONTEXT, headers);
  tracer.startSpan('receive', {}, extracted).end();
  return context.with(extracted, async () => {
    await wait();
    return await Promise.resolve(body.length);
  });
}
async function wait() { await Promise.resolve(); }`),
      errors: [{ messageId: 'with', data: { origin: 'extracted', line: 6 }, line: 5 }],
    },
    {
      name: 'the same with an extracted context, a callback and a loop',
      code: inFile(`function receive(messages) {
  for (const { headers, span } of messages) {
    tracer.startSpan('receive').end();
    context.with(propagation.extract(ROOT_CONTEXT, headers), () => { count += 1; });
    tracer.startSpan('check').end();
    context.with(trace.setSpan(ROOT_CONTEXT, span), () => Math.max(1, 2));
  }
}`),
      output: inFile(`function receive(messages) {
  for (const { headers, span } of messages) {
    const extractedContext = propagation.extract(ROOT_CONTEXT, headers);
    tracer.startSpan('receive', {}, extractedContext).end();
    context.with(extractedContext, () => { count += 1; });
    const capturedContext2 = trace.setSpan(ROOT_CONTEXT, span);
    tracer.startSpan('check', {}, capturedContext2).end();
    context.with(capturedContext2, () => Math.max(1, 2));
  }
}`),
      errors: [
        { messageId: 'with', data: { origin: 'extracted', line: 6 }, line: 5 },
        { messageId: 'with', data: { origin: 'captured', line: 8 }, line: 7 },
      ],
    },
  ],
});

runRule('attach-before-span: a context that is at hand is passed', attachBeforeSpan, {
  valid: [],
  invalid: [
    {
      name: 'attached after the start',
      code: inFile(`function handle(message) {
  const extracted = propagation.extract(context.active(), message.headers);
  const span = tracer.startSpan('handle');
  const token = context.attach(extracted);
  try { work(); } finally { token.dispose(); span.end(); }
}`),
      output: inFile(`function handle(message) {
  const extracted = propagation.extract(context.active(), message.headers);
  const span = tracer.startSpan('handle', {}, extracted);
  const token = context.attach(extracted);
  try { work(); } finally { token.dispose(); span.end(); }
}`),
      errors: [
        {
          messageId: 'attach',
          data: { origin: 'extracted', line: 6 },
          line: 5,
          column: 16,
          endLine: 5,
          endColumn: 32,
        },
      ],
    },
    {
      name: 'active for a callback after the start; options stay',
      code: inFile(`async function handle(message: Message) {
  const extracted = propagation.extract(ROOT_CONTEXT, message.headers);
  const span = tracer.startSpan(\`handle \${message.topic}\`, { kind: SpanKind.CONSUMER });
  try {
    await context.with(extracted, () => work(message));
  } finally {
    span.end();
  }
}`),
      output: inFile(`async function handle(message: Message) {
  const extracted = propagation.extract(ROOT_CONTEXT, message.headers);
  const span = tracer.startSpan(\`handle \${message.topic}\`, { kind: SpanKind.CONSUMER }, extracted);
  try {
    await context.with(extracted, () => work(message));
  } finally {
    span.end();
  }
}`),
      errors: [{ messageId: 'with', data: { origin: 'extracted', line: 7 } }],
    },
    {
      name: 'a parent that is written as undefined',
      code: inFile(`function handle(message) {
  const extracted = propagation.extract(context.active(), message.headers);
  const span = tracer.startSpan('handle', { kind: 1 }, undefined);
  context.with(extracted, work);
  span.end();
}`),
      output: inFile(`function handle(message) {
  const extracted = propagation.extract(context.active(), message.headers);
  const span = tracer.startSpan('handle', { kind: 1 }, extracted);
  context.with(extracted, work);
  span.end();
}`),
      errors: [{ messageId: 'with' }],
    },
    {
      name: 'a captured context in a job that runs elsewhere',
      code: inFile(`function dispatch(queue) {
  const captured = context.active();
  queue.add(() => {
    const span = tracer.startSpan('job');
    const token = context.attach(captured);
    try { work(); } finally { token.dispose(); span.end(); }
  });
}`),
      output: inFile(`function dispatch(queue) {
  const captured = context.active();
  queue.add(() => {
    const span = tracer.startSpan('job', {}, captured);
    const token = context.attach(captured);
    try { work(); } finally { token.dispose(); span.end(); }
  });
}`),
      errors: [{ messageId: 'attach', data: { origin: 'captured', line: 7 } }],
    },
    {
      name: 'the parameter of a worker',
      code: inFile(`function run(job, ctx) {
  const span = tracer.startSpan('job');
  try {
    return context.with(ctx, () => job());
  } finally {
    span.end();
  }
}`),
      output: inFile(`function run(job, ctx) {
  const span = tracer.startSpan('job', {}, ctx);
  try {
    return context.with(ctx, () => job());
  } finally {
    span.end();
  }
}`),
      errors: [{ messageId: 'with', data: { origin: 'captured', line: 6 } }],
    },
    {
      name: 'a context from one of two carriers, by a function of the file',
      code: inFile(`function getParent(message) {
  if (!message.headers) return context.active();
  return propagation.extract(ROOT_CONTEXT, message.headers);
}
function handle(message, fallback) {
  const parent = message.own ? getParent(message) : propagation.extract(context.active(), fallback);
  const span = tracer.startSpan('handle');
  context.with(parent, work);
  span.end();
}`),
      output: inFile(`function getParent(message) {
  if (!message.headers) return context.active();
  return propagation.extract(ROOT_CONTEXT, message.headers);
}
function handle(message, fallback) {
  const parent = message.own ? getParent(message) : propagation.extract(context.active(), fallback);
  const span = tracer.startSpan('handle', {}, parent);
  context.with(parent, work);
  span.end();
}`),
      errors: [{ messageId: 'with' }],
    },
    {
      name: 'a remote span context that is put into a context by hand',
      code: inFile(`function handle(message) {
  const parent = trace.setSpanContext(context.active(), parse(message.traceparent));
  const other = trace.setSpan(ROOT_CONTEXT, trace.wrapSpanContext(message.spanContext));
  const span = tracer.startSpan('handle');
  context.with(parent, work);
  const second = tracer.startSpan('second');
  context.with(other, work);
  span.end();
  second.end();
}`),
      output: inFile(`function handle(message) {
  const parent = trace.setSpanContext(context.active(), parse(message.traceparent));
  const other = trace.setSpan(ROOT_CONTEXT, trace.wrapSpanContext(message.spanContext));
  const span = tracer.startSpan('handle', {}, parent);
  context.with(parent, work);
  const second = tracer.startSpan('second', {}, other);
  context.with(other, work);
  span.end();
  second.end();
}`),
      errors: [{ messageId: 'with' }, { messageId: 'with' }],
    },
    {
      name: 'in a branch: the parent holds for the other branch, too, so it is a suggestion',
      code: inFile(`function handle(message) {
  const extracted = propagation.extract(context.active(), message.headers);
  const span = tracer.startSpan('handle');
  if (message.isTraced) context.with(extracted, work);
  span.end();
}`),
      output: null,
      errors: [
        {
          messageId: 'with',
          suggestions: [
            {
              messageId: 'passParent',
              output: inFile(`function handle(message) {
  const extracted = propagation.extract(context.active(), message.headers);
  const span = tracer.startSpan('handle', {}, extracted);
  if (message.isTraced) context.with(extracted, work);
  span.end();
}`),
            },
          ],
        },
      ],
    },
    {
      name: 'CommonJS, an API namespace, double quotes, no semicolons, a trailing comma',
      filename: 'src/file.cjs',
      code: `const api = require("@opentelemetry/api")
const tracer = api.trace.getTracer("orders")
exports.handle = (message) => {
  const extracted = api.propagation.extract(api.context.active(), message.headers)
  const span = tracer.startSpan(
    "handle",
  )
  api.context.with(extracted, work)
  span.end()
}`,
      output: `const api = require("@opentelemetry/api")
const tracer = api.trace.getTracer("orders")
exports.handle = (message) => {
  const extracted = api.propagation.extract(api.context.active(), message.headers)
  const span = tracer.startSpan(
    "handle",
    {},
    extracted,
  )
  api.context.with(extracted, work)
  span.end()
}`,
      errors: [{ messageId: 'with' }],
    },
    {
      name: 'in a class, in TypeScript',
      code: `import { context, propagation, type Tracer } from '@opentelemetry/api';
export class Consumer {
  constructor(private readonly tracer: Tracer) {}
  async handle(message: Message): Promise<void> {
    const extracted = propagation.extract(context.active(), message.headers);
    const span = this.tracer.startSpan('handle')!;
    await context.with(extracted, () => this.work(message));
    span.end();
  }
}`,
      output: `import { context, propagation, type Tracer } from '@opentelemetry/api';
export class Consumer {
  constructor(private readonly tracer: Tracer) {}
  async handle(message: Message): Promise<void> {
    const extracted = propagation.extract(context.active(), message.headers);
    const span = this.tracer.startSpan('handle', {}, extracted)!;
    await context.with(extracted, () => this.work(message));
    span.end();
  }
}`,
      errors: [{ messageId: 'with' }],
    },
    {
      name: 'after a disposal the attached context is no parent',
      code: inFile(`function handle(first, second) {
  const token = context.attach(propagation.extract(ROOT_CONTEXT, first));
  token.dispose();
  const extracted = propagation.extract(ROOT_CONTEXT, second);
  const span = tracer.startSpan('second');
  context.with(extracted, work);
  span.end();
}`),
      output: inFile(`function handle(first, second) {
  const token = context.attach(propagation.extract(ROOT_CONTEXT, first));
  token.dispose();
  const extracted = propagation.extract(ROOT_CONTEXT, second);
  const span = tracer.startSpan('second', {}, extracted);
  context.with(extracted, work);
  span.end();
}`),
      errors: [{ messageId: 'with' }],
    },
    {
      name: "an attacher of the project's own",
      settings: { 'otel-context': { contextManager: 'async-local-storage', contextAttachers: ['enterContext'] } },
      code: inFile(`function handle(message) {
  const extracted = propagation.extract(ROOT_CONTEXT, message.headers);
  const span = tracer.startSpan('handle');
  const token = enterContext(extracted);
  try { work(); } finally { token.dispose(); span.end(); }
}`),
      output: inFile(`function handle(message) {
  const extracted = propagation.extract(ROOT_CONTEXT, message.headers);
  const span = tracer.startSpan('handle', {}, extracted);
  const token = enterContext(extracted);
  try { work(); } finally { token.dispose(); span.end(); }
}`),
      errors: [{ messageId: 'attach' }],
    },
    {
      name: 'a starter of the project, whose parameters are not known',
      settings: { 'otel-context': { contextManager: 'async-local-storage', spanStarters: ['beginSpan'] } },
      code: inFile(`function handle(message) {
  const extracted = propagation.extract(context.active(), message.headers);
  const span = beginSpan('handle');
  context.with(extracted, work);
  span.end();
}`),
      output: null,
      errors: [{ messageId: 'with' }],
    },
  ],
});

runRule('attach-before-span: a context that is made too late is made above the start', attachBeforeSpan, {
  valid: [],
  invalid: [
    {
      name: 'its declaration moves up',
      code: inFile(`function handle(message) {
  const span = tracer.startSpan('handle');
  span.setAttribute('topic', message.topic);
  const extracted = propagation.extract(context.active(), message.headers);
  const token = context.attach(extracted);
  try { work(); } finally { token.dispose(); span.end(); }
}`),
      output: inFile(`function handle(message) {
  const extracted = propagation.extract(context.active(), message.headers);
  const span = tracer.startSpan('handle', {}, extracted);
  span.setAttribute('topic', message.topic);
  const token = context.attach(extracted);
  try { work(); } finally { token.dispose(); span.end(); }
}`),
      errors: [{ messageId: 'attach', data: { origin: 'extracted', line: 7 } }],
    },
    {
      name: 'one that has no name is given one, which differs from those that are taken',
      code: inFile(`function handle(message, extractedContext) {
  const span = tracer.startSpan('handle');
  const token = context.attach(propagation.extract(context.active(), message.headers));
  try { work(); } finally { token.dispose(); span.end(); }
}`),
      output: inFile(`function handle(message, extractedContext) {
  const extractedContext2 = propagation.extract(context.active(), message.headers);
  const span = tracer.startSpan('handle', {}, extractedContext2);
  const token = context.attach(extractedContext2);
  try { work(); } finally { token.dispose(); span.end(); }
}`),
      errors: [{ messageId: 'attach' }],
    },
    {
      name: 'two in one function get two names',
      code: inFile(`function handle(first, second) {
  const a = tracer.startSpan('a');
  context.with(propagation.extract(context.active(), first), work);
  a.end();
  const b = tracer.startSpan('b');
  context.with(propagation.extract(context.active(), second), work);
  b.end();
}`),
      output: inFile(`function handle(first, second) {
  const extractedContext = propagation.extract(context.active(), first);
  const a = tracer.startSpan('a', {}, extractedContext);
  context.with(extractedContext, work);
  a.end();
  const extractedContext2 = propagation.extract(context.active(), second);
  const b = tracer.startSpan('b', {}, extractedContext2);
  context.with(extractedContext2, work);
  b.end();
}`),
      errors: [{ messageId: 'with' }, { messageId: 'with' }],
    },
    {
      name: 'the context that a job carries',
      code: inFile(`function work() {
  const job = queue.shift();
  const span = tracer.startSpan('job');
  context.with(job.context, job.run);
  span.end();
}`),
      output: inFile(`function work() {
  const job = queue.shift();
  const capturedContext = job.context;
  const span = tracer.startSpan('job', {}, capturedContext);
  context.with(capturedContext, job.run);
  span.end();
}`),
      errors: [{ messageId: 'with', data: { origin: 'captured', line: 6 } }],
    },
    {
      name: 'it builds on what stands between: the start moves down, as a suggestion',
      code: inFile(`function handle(message) {
  const span = tracer.startSpan('handle');
  const headers = decode(message);
  const extracted = propagation.extract(context.active(), headers);
  context.with(extracted, work);
  span.end();
}`),
      output: null,
      errors: [
        {
          messageId: 'with',
          suggestions: [
            {
              messageId: 'passParent',
              output: inFile(`function handle(message) {
  const headers = decode(message);
  const extracted = propagation.extract(context.active(), headers);
  const span = tracer.startSpan('handle', {}, extracted);
  context.with(extracted, work);
  span.end();
}`),
            },
          ],
        },
      ],
    },
    {
      name: 'the same for one that has no name',
      code: inFile(`function handle(message) {
  const span = tracer.startSpan('handle');
  const headers = decode(message);
  const token = context.attach(propagation.extract(context.active(), headers));
  try { work(); } finally { token.dispose(); span.end(); }
}`),
      output: null,
      errors: [
        {
          messageId: 'attach',
          suggestions: [
            {
              messageId: 'passParent',
              output: inFile(`function handle(message) {
  const headers = decode(message);
  const extractedContext = propagation.extract(context.active(), headers);
  const span = tracer.startSpan('handle', {}, extractedContext);
  const token = context.attach(extractedContext);
  try { work(); } finally { token.dispose(); span.end(); }
}`),
            },
          ],
        },
      ],
    },
    {
      name: 'the span is used before what the context builds on: no edit keeps both',
      code: inFile(`function handle(message) {
  const span = tracer.startSpan('handle');
  const headers = decode(message, span);
  const extracted = propagation.extract(context.active(), headers.all);
  context.with(extracted, work);
  span.end();
}`),
      output: null,
      errors: [{ messageId: 'with' }],
    },
    {
      name: 'a comment behind the last argument stays with it',
      code: inFile(`function handle(message) {
  const extracted = propagation.extract(context.active(), message.headers);
  const span = tracer.startSpan(
    'handle', // one a message
    /* no options */
  );
  context.with(extracted, work);
  span.end();
}`),
      output: inFile(`function handle(message) {
  const extracted = propagation.extract(context.active(), message.headers);
  const span = tracer.startSpan(
    'handle', // one a message
    /* no options */
    {},
    extracted,
  );
  context.with(extracted, work);
  span.end();
}`),
      errors: [{ messageId: 'with' }],
    },
    {
      name: 'the comments that speak of a statement go with it, those of the other stay',
      code: inFile(`function handle(message) {
  begin(); // behind what comes before

  // of the function

  /* the span */
  // of the message
  const span = tracer.startSpan('handle'); // one a message

  // where it comes
  // from
  const extracted = propagation.extract(context.active(), /* all */ message.headers); // W3C

  // the work
  context.with(extracted, work);
  span.end();
}`),
      output: inFile(`function handle(message) {
  begin(); // behind what comes before

  // of the function

  // where it comes
  // from
  const extracted = propagation.extract(context.active(), /* all */ message.headers); // W3C
  /* the span */
  // of the message
  const span = tracer.startSpan('handle', {}, extracted); // one a message

  // the work
  context.with(extracted, work);
  span.end();
}`),
      errors: [{ messageId: 'with' }],
    },
    {
      name: 'comments on a line with other code would come to stand elsewhere: a suggestion',
      code: inFile(`function handle(message) {
  const span = tracer.startSpan('handle'); /* where it comes from */ const extracted = propagation.extract(context.active(), message.headers);
  context.with(extracted, work);
  span.end();
}`),
      output: null,
      errors: [
        {
          messageId: 'with',
          suggestions: [
            {
              messageId: 'passParent',
              output: inFile(`function handle(message) {
  const extracted = propagation.extract(context.active(), message.headers);
  const span = tracer.startSpan('handle', {}, extracted); /* where it comes from */ context.with(extracted, work);
  span.end();
}`),
            },
          ],
        },
      ],
    },
    {
      name: 'a call between may change the carrier: a suggestion',
      code: inFile(`function handle(message) {
  const span = tracer.startSpan('handle');
  prepare(message);
  context.with(propagation.extract(context.active(), message.headers), work);
  span.end();
}`),
      output: null,
      errors: [
        {
          messageId: 'with',
          suggestions: [
            {
              messageId: 'passParent',
              output: inFile(`function handle(message) {
  const extractedContext = propagation.extract(context.active(), message.headers);
  const span = tracer.startSpan('handle', {}, extractedContext);
  prepare(message);
  context.with(extractedContext, work);
  span.end();
}`),
            },
          ],
        },
      ],
    },
  ],
});

runRule('attach-before-span: startActiveSpan', attachBeforeSpan, {
  valid: [],
  invalid: [
    {
      name: 'the callback makes the context: it moves out, and keeps the span where it is active',
      code: inFile(`export async function handle(message) {
  await tracer.startActiveSpan('handle', async (span) => {
    const extracted = propagation.extract(context.active(), message.headers);
    await context.with(extracted, () => work(message));
    span.end();
  });
}`),
      output: inFile(`export async function handle(message) {
  const extracted = propagation.extract(context.active(), message.headers);
  await tracer.startActiveSpan('handle', {}, extracted, async (span) => {
    await context.with(trace.setSpan(extracted, span), () => work(message));
    span.end();
  });
}`),
      errors: [{ messageId: 'callback', data: { origin: 'extracted', line: 6 }, line: 4, column: 9 }],
    },
    {
      name: 'the callback makes the context where it uses it',
      code: inFile(`function handle(message) {
  return tracer.startActiveSpan('handle', { kind: 4 }, (span) => {
    span.setAttribute('topic', message.topic);
    try {
      return context.with(propagation.extract(context.active(), message.headers), work);
    } finally {
      span.end();
    }
  });
}`),
      output: inFile(`function handle(message) {
  const extractedContext = propagation.extract(context.active(), message.headers);
  return tracer.startActiveSpan('handle', { kind: 4 }, extractedContext, (span) => {
    span.setAttribute('topic', message.topic);
    try {
      return context.with(trace.setSpan(extractedContext, span), work);
    } finally {
      span.end();
    }
  });
}`),
      errors: [{ messageId: 'callback' }],
    },
    {
      name: 'a captured context, attached in the callback; the import is added',
      code: `import { context, type Tracer } from '@opentelemetry/api';
export function dispatch(tracer: Tracer, pool: Pool) {
  const captured = context.active();
  pool.run(() => {
    tracer.startActiveSpan(
      'job',
      (span) => {
        const token = context.attach(captured);
        try { work(); } finally { token.dispose(); span.end(); }
      },
    );
  });
}`,
      output: `import { trace, context, type Tracer } from '@opentelemetry/api';
export function dispatch(tracer: Tracer, pool: Pool) {
  const captured = context.active();
  pool.run(() => {
    tracer.startActiveSpan(
      'job',
      {},
      captured,
      (span) => {
        const token = context.attach(trace.setSpan(captured, span));
        try { work(); } finally { token.dispose(); span.end(); }
      },
    );
  });
}`,
      errors: [{ messageId: 'callback', data: { origin: 'captured', line: 8 } }],
    },
    {
      name: 'no statement can hold the context: no fix',
      code: inFile(`const handle = (message) => tracer.startActiveSpan('handle', (span) => {
  context.with(propagation.extract(context.active(), message.headers), work);
  span.end();
});`),
      output: null,
      errors: [{ messageId: 'callback' }],
    },
    {
      name: 'the context waits for the callback: no fix',
      code: inFile(`async function handle(message) {
  await tracer.startActiveSpan('handle', async (span) => {
    const headers = await read(message);
    const extracted = propagation.extract(context.active(), headers);
    await context.with(extracted, work);
    span.end();
  });
}`),
      output: null,
      errors: [{ messageId: 'callback' }],
    },
    {
      name: 'the name means something else outside: no fix',
      code: inFile(`function handle(message, extracted) {
  tracer.startActiveSpan('handle', (span) => {
    const extracted = propagation.extract(context.active(), message.headers);
    context.with(extracted, work);
    span.end();
  });
}`),
      output: null,
      errors: [{ messageId: 'callback' }],
    },
    {
      name: 'work in the callback comes first: a suggestion',
      code: inFile(`function handle(message) {
  tracer.startActiveSpan('handle', (span) => {
    prepare(message);
    const extracted = propagation.extract(context.active(), message.headers);
    context.with(extracted, work);
    span.end();
  });
}`),
      output: null,
      errors: [
        {
          messageId: 'callback',
          suggestions: [
            {
              messageId: 'passParent',
              output: inFile(`function handle(message) {
  const extracted = propagation.extract(context.active(), message.headers);
  tracer.startActiveSpan('handle', {}, extracted, (span) => {
    prepare(message);
    context.with(trace.setSpan(extracted, span), work);
    span.end();
  });
}`),
            },
          ],
        },
      ],
    },
  ],
});

runRule('attach-before-span: a context that never becomes the parent', attachBeforeSpan, {
  valid: [],
  invalid: [
    {
      name: 'it is not used at all; the context of the span is built on it in the same pass',
      code: inFile(`function middleware(req, res, next) {
  const extracted = propagation.extract(context.active(), req.headers);
  const span = tracer.startSpan('request');
  res.once('close', () => span.end());
  context.with(trace.setSpan(context.active(), span), next);
}`),
      output: inFile(`function middleware(req, res, next) {
  const extracted = propagation.extract(context.active(), req.headers);
  const span = tracer.startSpan('request', {}, extracted);
  res.once('close', () => span.end());
  context.with(trace.setSpan(extracted, span), next);
}`),
      errors: [{ messageId: 'unused', data: { origin: 'extracted', line: 4 }, line: 5 }],
    },
    {
      name: 'it is not used at all, before startActiveSpan',
      code: inFile(`async function handle(message) {
  const extracted = message.headers ? propagation.extract(context.active(), message.headers) : context.active();
  await tracer.startActiveSpan('handle', async (span) => {
    await work(message);
    span.end();
  });
}`),
      output: inFile(`async function handle(message) {
  const extracted = message.headers ? propagation.extract(context.active(), message.headers) : context.active();
  await tracer.startActiveSpan('handle', {}, extracted, async (span) => {
    await work(message);
    span.end();
  });
}`),
      errors: [{ messageId: 'unused' }],
    },
    {
      name: 'the span is put into it, but was not started with it',
      code: inFile(`function middleware(req, res, next) {
  const extracted = propagation.extract(context.active(), req.headers);
  const span = tracer.startSpan('request');
  context.with(trace.setSpan(extracted, span), next);
  span.end();
}`),
      output: inFile(`function middleware(req, res, next) {
  const extracted = propagation.extract(context.active(), req.headers);
  const span = tracer.startSpan('request', {}, extracted);
  context.with(trace.setSpan(extracted, span), next);
  span.end();
}`),
      errors: [{ messageId: 'set', data: { origin: 'extracted', line: 6 } }],
    },
    {
      name: 'startActiveSpan: its callback puts the span into an extracted context, which is at hand or made there',
      code: inFile(`function handle(message) {
  const extracted = propagation.extract(context.active(), message.headers);
  return tracer.startActiveSpan('handle', (span) => {
    const token = context.attach(trace.setSpan(extracted, span));
    try { return work(); } finally { token.dispose(); span.end(); }
  });
}
function receive(message) {
  return tracer.startActiveSpan('receive', async (span) => {
    const extracted = propagation.extract(ROOT_CONTEXT, message.headers);
    await context.with(trace.setSpan(extracted, span), () => work());
    span.end();
  });
}`),
      output: inFile(`function handle(message) {
  const extracted = propagation.extract(context.active(), message.headers);
  return tracer.startActiveSpan('handle', {}, extracted, (span) => {
    const token = context.attach(trace.setSpan(extracted, span));
    try { return work(); } finally { token.dispose(); span.end(); }
  });
}
function receive(message) {
  const extracted = propagation.extract(ROOT_CONTEXT, message.headers);
  return tracer.startActiveSpan('receive', {}, extracted, async (span) => {
    await context.with(trace.setSpan(extracted, span), () => work());
    span.end();
  });
}`),
      errors: [
        { messageId: 'set', data: { origin: 'extracted', line: 6 }, line: 5, column: 10, endLine: 5, endColumn: 32 },
        { messageId: 'set', data: { origin: 'extracted', line: 13 }, line: 11, column: 10, endLine: 11, endColumn: 32 },
      ],
    },
    {
      name: 'the span is put into a captured one in a job that runs elsewhere',
      code: inFile(`function dispatch(queue) {
  const captured = context.active();
  queue.add(() => {
    const span = tracer.startSpan('job');
    context.with(trace.setSpan(captured, span), work);
    span.end();
  });
}`),
      output: inFile(`function dispatch(queue) {
  const captured = context.active();
  queue.add(() => {
    const span = tracer.startSpan('job', {}, captured);
    context.with(trace.setSpan(captured, span), work);
    span.end();
  });
}`),
      errors: [{ messageId: 'set', data: { origin: 'captured', line: 7 } }],
    },
    {
      name: 'a remote span context that is made by hand; whether it is valid is not known, so it is a suggestion',
      code: inFile(`function middleware(req, res, next) {
  const remote = { traceId: req.get('x-trace'), spanId: req.get('x-span'), traceFlags: 1, isRemote: true };
  const span = tracer.startSpan('request', { attributes: { trace: remote.traceId } });
  next();
  span.end();
}`),
      output: null,
      errors: [
        {
          messageId: 'remote',
          data: { line: 4 },
          suggestions: [
            {
              messageId: 'passParent',
              output: inFile(`function middleware(req, res, next) {
  const remote = { traceId: req.get('x-trace'), spanId: req.get('x-span'), traceFlags: 1, isRemote: true };
  const span = tracer.startSpan('request', { attributes: { trace: remote.traceId } }, trace.setSpanContext(context.active(), remote));
  next();
  span.end();
}`),
            },
          ],
        },
      ],
    },
  ],
});
