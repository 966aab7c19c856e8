import { noDiscardedContext } from '../../src/rules/no-discarded-context.js';
import { runRule } from '../rule-tester.js';

const IMPORT =
  "import { context, propagation, ROOT_CONTEXT, trace, type Baggage, type Context } from '@opentelemetry/api';\n";

const REQUIRE = "const { context, trace } = require('@opentelemetry/api');\n";

runRule('no-discarded-context', noDiscardedContext, {
  valid: [
    {
      name: 'a variable outside the loop keeps what a turn has made',
      code: `${IMPORT}let ctx = context.active();
for (const span of spans) {
  work(ctx);
  ctx = trace.setSpan(ctx, span);
}
for (var other = context.active(), i = 0; i < 2; i++) {
  work(other);
  other = trace.setSpan(other, spans[i]);
}
for (let third = context.active(), i = 0; i < 2; i++) {
  work(third);
  third = trace.setSpan(third, spans[i]);
}`,
    },
    {
      name: 'scopes that run something, are used, or stand in a test',
      code: `${IMPORT}
context.with(ctx, () => work());
context.with(ctx, () => { work(); });
context.with(ctx, noop);
context.with(ctx, async () => { await work(); });
const result = context.with(ctx, () => {});
export const get = () => context.with(ctx, () => value);
void context.with(ctx, () => {});
tracer.startActiveSpan('order', () => {});
other.with(ctx, () => {});
it('runs', () => { context.with(ctx, () => {}); });
expect(() => { context.with(ctx, () => {}); }).not.toThrow();`,
    },
    {
      name: 'a result that is passed on, returned, awaited, stored or exported',
      code: `${IMPORT}
export const root = trace.setSpan(ROOT_CONTEXT, span);
context.with(trace.setSpan(context.active(), span), work);
function make() { return propagation.extract(ROOT_CONTEXT, headers); }
const concise = () => trace.deleteSpan(context.active());
class Holder { ctx = trace.setSpan(context.active(), span); keep() { this.ctx = this.ctx.setValue(key, 1); } }
store.ctx = propagation.setBaggage(context.active(), baggage);
function* each() { yield trace.setSpan(context.active(), span); }
export default () => [trace.setSpan(context.active(), span)];`,
    },
    {
      name: 'a Baggage that is put into a context, added to, handed over or measured',
      code: `${IMPORT}function f(work) {
  const baggage = propagation.createBaggage();
  const more = baggage.setEntry('tenant', { value: 'acme' });
  context.with(propagation.setBaggage(context.active(), more), work);
  send(propagation.createBaggage({}));
  return propagation.createBaggage().getAllEntries().length;
}
export function renew(baggage) { baggage ??= propagation.createBaggage(); return () => baggage; }`,
    },
    {
      name: 'a result that decides or is told apart',
      code: `${IMPORT}if (trace.setSpan(context.active(), span) === context.active()) work();
const chosen = isRemote ? propagation.extract(ROOT_CONTEXT, headers) : context.active(); run(chosen);`,
    },
    {
      name: 'a function of the file that does more, that is used, or that another class may replace',
      code: `${IMPORT}const remote = (headers) => propagation.extract(context.active(), headers);
function noted(headers) { last = headers; return propagation.extract(context.active(), headers); }
class Receiver { extract(headers) { return propagation.extract(context.active(), headers); } on(message) { this.extract(message.headers); } }
export const receive = (message) => { noted(message.headers); return context.with(remote(message.headers), handle); };
export const all = (messages) => messages.map((message) => remote(message.headers));`,
    },
    {
      name: 'an emitter that is bound is changed in place',
      code: `${IMPORT}import { EventEmitter } from 'node:events';
const emitter = new EventEmitter();
context.bind(context.active(), emitter);
export function either(target) { if (typeof target === 'function' || isEmitter(target)) context.bind(context.active(), target); return target; }
export function other(target, next) { if (typeof next === 'function') context.bind(context.active(), target); return target; }
export function patch(target) { context.bind(context.active(), target); const bound = context.bind(context.active(), target); }`,
    },
    {
      name: 'a context of the file itself may note what it is asked',
      code: `${REQUIRE}
const probe = { getValue: () => undefined, setValue: (key) => { seen = key; return probe; } };
trace.setSpan(probe, span);
class Recording { setValue(key) { this.key = key; return this; } }
trace.setSpan(new Recording(), span);`,
      filename: 'src/file.js',
    },
    {
      name: 'a test of what throws',
      code: `${IMPORT}
expect(() => { propagation.extract(context.active(), null); }).not.toThrow();
assert.doesNotThrow(() => { trace.setSpan(context.active(), undefined); });`,
    },
    {
      name: 'void and names that begin with _ are deliberate',
      code: `${IMPORT}void trace.setSpan(context.active(), span);\nfunction f() { const _ctx = trace.setSpan(context.active(), span); }`,
    },
    {
      name: 'each assignment is read by the next, the last by the work',
      code: `${IMPORT}
let baggage = propagation.createBaggage();
baggage = baggage.setEntry('tenant', { value: 'acme' });
baggage = baggage.setEntry('user', { value: 'ada' });
run(propagation.setBaggage(context.active(), baggage));`,
    },
    {
      name: 'a loop that builds baggage up',
      code: `${IMPORT}
export function build(entries: [string, string][]) {
  let baggage = propagation.getActiveBaggage() ?? propagation.createBaggage();
  for (const [key, value] of entries) baggage = baggage.setEntry(key, { value });
  return baggage;
}`,
    },
    {
      name: 'a variable that a closure reads',
      code: `${IMPORT}
let current = context.active();
export const get = () => current;
export function enter(span) { current = trace.setSpan(current, span); }`,
    },
    {
      name: 'the value of the assignment is used',
      code: `${IMPORT}function f(ctx: Context) { return (ctx = trace.setSpan(ctx, span)); }`,
    },
    {
      name: 'a read that paths do not show counts',
      code: `${IMPORT}function f(ctx: Context) { ctx = trace.setSpan(ctx, span); if (ctx === root) work(); }`,
    },
    {
      name: 'a catch reads what was assigned in the try',
      code: `${IMPORT}function f(ctx: Context) { try { ctx = trace.setSpan(ctx, span); work(); ctx = ROOT_CONTEXT; } catch { report(ctx); } }`,
    },
    {
      name: 'a parameter that arguments reads',
      code: `${REQUIRE}function f(ctx) { ctx = trace.setSpan(ctx, span); return work.apply(this, arguments); }`,
      filename: 'src/file.cjs',
      languageOptions: { sourceType: 'module' },
    },
    {
      name: 'the template of a component reads its variables',
      code: `import { context, trace } from '@opentelemetry/api';\nconst ctx = trace.setSpan(context.active(), span);`,
      filename: 'src/App.vue',
    },
    {
      name: 'more references than are followed',
      code: `${IMPORT}let baggage = propagation.createBaggage();\n${"baggage = baggage.setEntry('tenant', { value: 'acme' });\n".repeat(101)}`,
    },
    {
      name: 'contexts and baggage of other libraries',
      code: `import { trace } from '@opentelemetry/api';
canvas.context.setValue('a', 1); ctx.setValue('a', 1); baggage.setEntry('a', 1); map.deleteValue('a'); i18n.extract(trace);`,
    },
    {
      name: 'a callback whose result forEach alone would drop',
      code: `${IMPORT}const contexts = spans.map((span) => trace.setSpan(context.active(), span)); run(contexts);`,
    },
  ],
  invalid: [
    {
      name: 'a scope that is to set the context for what follows',
      code: `${IMPORT}export function receive(headers, handle) {
  const ctx = propagation.extract(context.active(), headers);
  context.with(ctx, () => {});
  return handle();
}`,
      output: null,
      errors: [
        {
          messageId: 'emptyScope',
          data: { callee: 'context.with' },
          line: 4,
          column: 3,
          endLine: 4,
          endColumn: 30,
          suggestions: [
            {
              messageId: 'runRest',
              output: `${IMPORT}export function receive(headers, handle) {
  const ctx = propagation.extract(context.active(), headers);
  return context.with(ctx, () => {
    return handle();
  });
}`,
            },
          ],
        },
      ],
    },
    {
      name: 'scopes that hold a comment, nothing but a value, or are all that a function does',
      code: `${IMPORT}export async function set(ctx: Context, next) {
  context.with(ctx, function () {
    // The rest runs in this context.
  });
  context.with(ctx, () => undefined);
  await context.with(ctx, async () => {});
  if (ctx) { context.with(ctx, () => {}); }
  next();
}`,
      output: null,
      errors: [
        { messageId: 'emptyScope', line: 3, suggestions: [] },
        {
          messageId: 'emptyScope',
          line: 6,
          suggestions: [
            {
              messageId: 'runRest',
              output: `${IMPORT}export async function set(ctx: Context, next) {
  context.with(ctx, function () {
    // The rest runs in this context.
  });
  return context.with(ctx, async () => {
    await context.with(ctx, async () => {});
    if (ctx) { context.with(ctx, () => {}); }
    next();
  });
}`,
            },
          ],
        },
        { messageId: 'emptyScope', line: 7, suggestions: [] },
        { messageId: 'emptyScope', line: 8, suggestions: [] },
      ],
    },
    {
      name: 'the rest of the function takes the context',
      code: `${IMPORT}function handle(span) {
  trace.setSpan(context.active(), span);
  work();
}`,
      output: null,
      errors: [
        {
          messageId: 'lostContext',
          data: { callee: 'trace.setSpan', fate: 'is dropped here' },
          line: 3,
          column: 3,
          endLine: 3,
          endColumn: 40,
          suggestions: [
            {
              messageId: 'runRest',
              output: `${IMPORT}function handle(span) {
  context.with(trace.setSpan(context.active(), span), () => {
    work();
  });
}`,
            },
          ],
        },
      ],
    },
    {
      name: 'await and return go with it',
      code: `${IMPORT}async function handle(headers) {
  propagation.extract(context.active(), headers); // the caller's
  const result = await work();
  return result;
}`,
      output: null,
      errors: [
        {
          messageId: 'lostContext',
          suggestions: [
            {
              messageId: 'runRest',
              output: `${IMPORT}async function handle(headers) {
  return context.with(propagation.extract(context.active(), headers), async () => { // the caller's
    const result = await work();
    return result;
  });
}`,
            },
          ],
        },
      ],
    },
    {
      name: 'on one line, and with an import that is missing',
      code: `import { trace, type Context } from '@opentelemetry/api';
const handle = (ctx: Context) => { trace.deleteSpan(ctx); work(); };`,
      output: null,
      errors: [
        {
          messageId: 'lostContext',
          suggestions: [
            {
              messageId: 'runRest',
              output: `import { context, trace, type Context } from '@opentelemetry/api';
const handle = (ctx: Context) => { context.with(trace.deleteSpan(ctx), () => { work(); }); };`,
            },
          ],
        },
      ],
    },
    {
      name: 'the result goes back to the variable that it is made from',
      code: `${IMPORT}let ctx = context.active();
trace.setSpan(ctx, span);
context.with(ctx, work);`,
      output: null,
      errors: [
        {
          messageId: 'lostContext',
          suggestions: [
            {
              messageId: 'assignBack',
              data: { name: 'ctx' },
              output: `${IMPORT}let ctx = context.active();
ctx = trace.setSpan(ctx, span);
context.with(ctx, work);`,
            },
          ],
        },
      ],
    },
    {
      name: 'a variable that each turn of the loop makes anew is not read after it',
      code: `${IMPORT}for (const span of spans) {
  const ctx = context.active();
  trace.setSpan(ctx, span);
}
for (const span of spans) {
  let ctx = context.active();
  work(ctx);
  ctx = trace.setSpan(ctx, span);
}`,
      output: null,
      errors: [
        { messageId: 'lostContext', line: 4, suggestions: 0 },
        { messageId: 'lostContext', line: 9, suggestions: 0 },
      ],
    },
    {
      name: 'baggage is immutable, too',
      code: `${IMPORT}let baggage = propagation.createBaggage();
baggage.setEntry('tenant', { value: 'acme' });
run(baggage);`,
      output: null,
      errors: [
        {
          messageId: 'lostBaggage',
          data: { callee: 'baggage.setEntry', fate: 'is dropped here' },
          suggestions: [
            {
              messageId: 'assignBack',
              output: `${IMPORT}let baggage = propagation.createBaggage();
baggage = baggage.setEntry('tenant', { value: 'acme' });
run(baggage);`,
            },
          ],
        },
      ],
    },
    {
      name: 'baggage by annotation, in a chain, in constants',
      code: `${IMPORT}function f(baggage: Baggage) { baggage.removeEntry('a').removeEntries('b'); }
const fixed = propagation.getActiveBaggage();
fixed?.setEntry('a', { value: 'b' });
run(fixed);`,
      output: null,
      errors: [
        { messageId: 'lostBaggage', line: 2, suggestions: 0 },
        {
          messageId: 'lostBaggage',
          line: 4,
          suggestions: [
            {
              messageId: 'assignBack',
              output: `${IMPORT}function f(baggage: Baggage) { baggage.removeEntry('a').removeEntries('b'); }
let fixed = propagation.getActiveBaggage();
fixed = fixed?.setEntry('a', { value: 'b' });
run(fixed);`,
            },
          ],
        },
      ],
    },
    {
      name: 'a constant that is used with what it was not given becomes a variable',
      code: `${IMPORT}function handle(span, work) {
  const /* of the caller */ ctx = context.active();
  trace.setSpan(ctx, span);
  context.with(ctx, work);
}`,
      output: null,
      errors: [
        {
          messageId: 'lostContext',
          suggestions: [
            {
              messageId: 'assignBack',
              data: { name: 'ctx' },
              output: `${IMPORT}function handle(span, work) {
  let /* of the caller */ ctx = context.active();
  ctx = trace.setSpan(ctx, span);
  context.with(ctx, work);
}`,
            },
          ],
        },
      ],
    },
    {
      name: 'a constant that is exported, or declared together with others, stays one',
      code: `${IMPORT}export const ctx = context.active();
trace.setSpan(ctx, span);
context.with(ctx, work);
const base = context.active(), other = 1;
trace.setSpan(base, span);
context.with(base, work);`,
      output: null,
      errors: [
        { messageId: 'lostContext', line: 3, suggestions: 0 },
        { messageId: 'lostContext', line: 6, suggestions: 0 },
      ],
    },
    {
      name: 'a variable that nothing reads',
      code: `${IMPORT}function handle(headers) {
  const parent = propagation.extract(ROOT_CONTEXT, headers);
  work();
}`,
      output: null,
      errors: [
        {
          messageId: 'lostContext',
          data: { callee: 'propagation.extract', fate: "nothing reads from 'parent'" },
          suggestions: [
            {
              messageId: 'runRest',
              output: `${IMPORT}function handle(headers) {
  context.with(propagation.extract(ROOT_CONTEXT, headers), () => {
    work();
  });
}`,
            },
          ],
        },
      ],
    },
    {
      name: 'a variable that only an unused one reads, and one that is overwritten',
      code: `${IMPORT}function a() { const first = trace.setSpan(context.active(), span); const second = first; }
function b() { let ctx = trace.setSpan(context.active(), span); ctx = ROOT_CONTEXT; return ctx; }`,
      output: null,
      errors: [
        { messageId: 'lostContext', line: 2, suggestions: 0 },
        { messageId: 'lostContext', line: 3, suggestions: 0 },
      ],
    },
    {
      name: 'only its own next value reads it',
      code: `${IMPORT}export function send(baggage: Baggage, entries: [string, string][]) {
  for (const [key, value] of entries) baggage = baggage.setEntry(key, { value });
  work();
}`,
      output: null,
      errors: [
        {
          messageId: 'lostBaggage',
          data: { callee: 'baggage.setEntry', fate: "nothing reads from 'baggage'" },
          suggestions: 0,
        },
      ],
    },
    {
      name: 'a parameter is no way out',
      code: `${IMPORT}export function enter(ctx: Context, span) { work(ctx); ctx = trace.setSpan(ctx, span); }`,
      output: null,
      errors: [
        {
          messageId: 'lostContext',
          data: { callee: 'trace.setSpan', fate: "nothing reads from 'ctx'" },
          suggestions: 0,
        },
      ],
    },
    {
      name: 'a condition, a comma and a forEach drop it as well',
      code: `${IMPORT}isTraced && trace.setSpan(context.active(), span);
trace.setSpan(context.active(), span), work();
spans.forEach((span) => trace.setSpan(context.active(), span));`,
      output: null,
      errors: [
        { messageId: 'lostContext', line: 2, suggestions: 0 },
        { messageId: 'lostContext', line: 3, suggestions: 0 },
        { messageId: 'lostContext', line: 4, suggestions: 0 },
      ],
    },
    {
      name: 'a function that is bound is not changed',
      code: `${IMPORT}function job() {}
context.bind(context.active(), job);
queue.add(job);`,
      output: null,
      errors: [
        { messageId: 'lostFunction', data: { callee: 'context.bind', fate: 'is dropped here' }, suggestions: 0 },
      ],
    },
    {
      name: 'a function of the file that does nothing else',
      code: `${IMPORT}const remote = (headers) => propagation.extract(context.active(), headers);
function tag(ctx) { return propagation.setBaggage(ctx, propagation.createBaggage()); }
export function receive(message) {
  remote(message.headers);
  const parent = tag(context.active());
  handle(message);
}`,
      output: null,
      errors: [
        { messageId: 'lostContext', line: 5, data: { callee: 'remote', fate: 'is dropped here' }, suggestions: 1 },
        {
          messageId: 'lostContext',
          line: 6,
          data: { callee: 'tag', fate: "nothing reads from 'parent'" },
          suggestions: 1,
        },
      ],
    },
    {
      name: 'a parameter that a test says is a function, and one whose type has a name',
      code: `${IMPORT}type Callback = (error: Error | null) => void;
export function patch(original) {
  return function query(sql, callback) {
    if (sql && typeof callback === 'function') context.bind(context.active(), callback);
    return original.call(this, sql, callback);
  };
}
export const wait = (done: Callback) => { context.bind(context.active(), done); queue.push(done); };`,
      output: null,
      errors: [
        { messageId: 'lostFunction', line: 5, suggestions: 1 },
        { messageId: 'lostFunction', line: 9, suggestions: 1 },
      ],
    },
    {
      name: 'a parameter that is a function, by its type or since it is called, can take the bound one',
      code: `${IMPORT}function on(handler: () => void) {
  context.bind(context.active(), handler);
  handlers.push(handler);
}
function once(handler) {
  context.bind(context.active(), handler);
  queue.add(() => handler());
}`,
      output: null,
      errors: [
        {
          messageId: 'lostFunction',
          line: 3,
          suggestions: [
            {
              messageId: 'assignBack',
              data: { name: 'handler' },
              output: `${IMPORT}function on(handler: () => void) {
  handler = context.bind(context.active(), handler);
  handlers.push(handler);
}
function once(handler) {
  context.bind(context.active(), handler);
  queue.add(() => handler());
}`,
            },
          ],
        },
        {
          messageId: 'lostFunction',
          line: 7,
          suggestions: [
            {
              messageId: 'assignBack',
              output: `${IMPORT}function on(handler: () => void) {
  context.bind(context.active(), handler);
  handlers.push(handler);
}
function once(handler) {
  handler = context.bind(context.active(), handler);
  queue.add(() => handler());
}`,
            },
          ],
        },
      ],
    },
    {
      name: 'every function and method that only returns',
      code: `import { suppressTracing } from '@opentelemetry/core';
${IMPORT}trace.setSpanContext(context.active(), spanContext);
propagation.setBaggage(context.active(), baggage);
propagation.deleteBaggage(context.active());
context.active().setValue(key, 1);
ROOT_CONTEXT.deleteValue(key);
suppressTracing(context.active());`,
      output: null,
      errors: [3, 4, 5, 6, 7, 8].map((line) => ({ messageId: 'lostContext' as const, line, suggestions: 0 })),
    },
    {
      name: 'a Baggage that is made for nothing',
      code: `${IMPORT}export function run(work) {
  const baggage = propagation.createBaggage({ tenant: { value: 'acme' } });
  propagation.createBaggage();
  return work();
}`,
      output: null,
      errors: [
        {
          messageId: 'unusedBaggage',
          data: { callee: 'propagation.createBaggage', fate: "nothing reads from 'baggage'" },
          line: 3,
          column: 19,
          endLine: 3,
          endColumn: 75,
          suggestions: 0,
        },
        {
          messageId: 'unusedBaggage',
          data: { callee: 'propagation.createBaggage', fate: 'is dropped here' },
          line: 4,
          column: 3,
          endLine: 4,
          endColumn: 30,
          suggestions: 0,
        },
      ],
    },
    {
      name: 'aliases, namespaces and require',
      code: `const api = require('@opentelemetry/api');
const { trace: tracing } = api;
tracing.setSpan(api.context.active(), span);`,
      filename: 'src/file.cjs',
      output: null,
      errors: [{ messageId: 'lostContext', line: 3, suggestions: 0 }],
    },
    {
      name: 'no suggestion where what follows yields, calls nothing, or declares what is used before',
      code: `${IMPORT}function* a() { trace.setSpan(context.active(), span); yield work(); }
function b() { trace.setSpan(context.active(), span); return 1; }
function c() { later(); trace.setSpan(context.active(), span); function later() { work(); } later(); }`,
      output: null,
      errors: [2, 3, 4].map((line) => ({ messageId: 'lostContext' as const, line, suggestions: 0 })),
    },
  ],
});
