import { noSpanUseAfterEnd } from '../../src/rules/no-span-use-after-end.js';
import { runRule } from '../rule-tester.js';

/** A function with a span, which returns `work()` with reactions on line 6. */
const chained = (reactions: string, start = "const span = tracer.startSpan('work');") => `
import { trace } from '@opentelemetry/api';
const tracer = trace.getTracer('shop');
export function run(work, log) {
  ${start}
  return work()${reactions};
}
`;

/** A function with a span that may not be there, on line 5, and code below it, on line 6. */
const optional = (code: string) => `
import { trace } from '@opentelemetry/api';
const tracer = trace.getTracer('shop');
export function run(work, isTraced) {
  let span = isTraced ? tracer.startSpan('work') : undefined;
  ${code}
}
`;

/** A function with a span, on line 5, that hands a callback to something on line 6. */
const deferred = (code: string, async = '') => `
import { trace } from '@opentelemetry/api';
const tracer = trace.getTracer('shop');
export ${async}function run(work, later) {
  const span = tracer.startSpan('work');
  ${code}
}
`;

const late = (line: number, column: number, name: string, end: number) => ({
  output: null,
  errors: [{ messageId: 'late' as const, line, column, data: { name, line: end } }],
});

runRule('no-span-use-after-end', noSpanUseAfterEnd, {
  valid: [
    {
      name: 'reactions before the end',
      code: chained('.catch((e) => { span.recordException(e); throw e; }).finally(() => span.end())'),
    },
    {
      name: 'either of two reactions',
      code: chained('.then(() => span.end(), (e) => { span.recordException(e); span.end(); throw e; })'),
    },
    {
      name: 'a rejection that the reaction before does not see',
      code: chained(
        '.then((v) => { span.end(); return v; }).catch((e) => { span.recordException(e); span.end(); throw e; })',
      ),
    },
    {
      name: 'an end that asks whether there was one',
      code: chained(
        '.then(() => { ended = true; span.end(); }).finally(() => { if (!ended) span.end(); })',
        "let ended = false; const span = tracer.startSpan('work');",
      ),
    },
    { name: 'an end on a condition', code: chained('.then((v) => { if (v) span.end(); }).finally(() => span.end())') },
    {
      name: 'an end of another span',
      code: chained(
        '.finally(() => span.end()).then(() => other.addEvent("done"))',
        "const other = tracer.startSpan('other'); const span = tracer.startSpan('work'); void other;",
      ),
    },
    {
      name: 'a span that is asked whether it records',
      code: chained('.finally(() => span.end()).catch((e) => { if (span.isRecording()) span.recordException(e); })'),
    },
    {
      name: 'what only reads an ended span',
      code: chained('.finally(() => span.end()).then(() => log(span.spanContext()))'),
    },
    {
      name: 'a span that is started again',
      code: optional("span?.end(); span = tracer.startSpan('more'); span?.addEvent('more'); span.end();"),
    },
    { name: 'a span that may be ended', code: optional("if (work.done) span?.end(); span?.addEvent('more');") },
    {
      name: 'a span that was not there',
      code: optional(
        "if (!span) { span = tracer.startSpan('other'); } else { span.end(); return; } span.addEvent('more'); span.end();",
      ),
    },
    {
      name: 'a timer that is called off',
      code: deferred(
        "const timer = setTimeout(() => span.addEvent('slow'), 9); work(); clearTimeout(timer); span.end();",
      ),
    },
    {
      name: 'a timer that may be quicker than the work',
      code: deferred(
        "setTimeout(() => span.addEvent('slow'), 9); try { await work(); } finally { span.end(); }",
        'async ',
      ),
    },
    {
      name: 'a timer that ends the span',
      code: deferred("setTimeout(() => { span.addEvent('late'); span.end(); }, 9);"),
    },
    {
      name: 'a timer that may be the first',
      code: deferred("setTimeout(() => span.addEvent('slow'), 9); work(() => span.end());"),
    },
    {
      name: 'an end on some paths only',
      code: deferred("setTimeout(() => span.addEvent('slow'), 9); if (work()) { span.end(); return; } later(span);"),
    },
    { name: 'a function that may call it at once', code: deferred("later(() => span.addEvent('now')); span.end();") },
    { name: 'an array method', code: deferred('work.forEach((it) => span.addEvent(it)); span.end();') },
    {
      name: 'a function that is named like a timer',
      code: deferred("const setTimeout = later; setTimeout(() => span.addEvent('now'), 9); span.end();"),
    },
  ],
  invalid: [
    {
      name: 'an error that is recorded behind finally',
      code: chained('.finally(() => span.end()).catch((e) => { span.recordException(e); })'),
      ...late(6, 63, 'recordException', 6),
    },
    {
      name: 'an attribute behind both ends',
      code: chained('.then(() => span.end(), () => span.end()).then(() => { span.setAttribute("a", 1); })'),
      ...late(6, 76, 'setAttribute', 6),
    },
    {
      name: 'a reaction in between',
      code: chained(
        '.finally(() => { span.end(); }).then((v) => v.rows).catch((e) => { span.setStatus({ code: 2 }); throw e; })',
      ),
      ...late(6, 88, 'setStatus', 6),
    },
    {
      name: 'two ends behind each other',
      code: chained('.finally(() => span.end()).finally(() => span.end())'),
      output: null,
      errors: [{ messageId: 'secondEnd', line: 6, column: 62, data: { name: 'end', line: 6 } }],
    },
    {
      name: 'an end that finally follows',
      code: chained('.then((v) => { span.end(); return v; }).finally(() => span.end())'),
      output: null,
      errors: [{ messageId: 'endedAgain', line: 6, column: 36, data: { name: 'end', line: 6 } }],
    },
    {
      name: 'a span that may not be there',
      code: optional("work(); span?.end(); span?.setAttribute('a', 1);"),
      ...late(6, 30, 'setAttribute', 6),
    },
    {
      name: 'a span that is asked for',
      code: optional("if (span) { span.end(); } work(); span?.addEvent('a');"),
      ...late(6, 43, 'addEvent', 6),
    },
    {
      name: 'a timer',
      code: deferred("setTimeout(() => { work(); span.addEvent('done'); }, 9); span.end();"),
      ...late(6, 35, 'addEvent', 6),
    },
    {
      name: 'a tick',
      code: deferred("process.nextTick(() => span.setAttribute('a', 1)); try { work(); } finally { span.end(); }"),
      ...late(6, 31, 'setAttribute', 6),
    },
    {
      name: 'a microtask that ends it once more',
      code: deferred('queueMicrotask(() => span.end()); span.end();'),
      output: null,
      errors: [{ messageId: 'secondEnd', line: 6, column: 29, data: { name: 'end', line: 6 } }],
    },
  ],
});
