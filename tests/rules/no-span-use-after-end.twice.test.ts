import { noSpanUseAfterEnd } from '../../src/rules/no-span-use-after-end.js';
import { runRule } from '../rule-tester.js';

/** A function with a span, on line 5, and what it does, on line 6. */
const ending = (code: string, start = "const span = tracer.startSpan('work');") => `
import { trace } from '@opentelemetry/api';
const tracer = trace.getTracer('shop');
export async function run(items, work) {
  ${start}
  ${code}
}
`;

/** A function with a span that waits for one of the file, on line 8. */
const calling = (helper: string, call = 'await step(span, work)') => `
import { trace } from '@opentelemetry/api';
const tracer = trace.getTracer('shop');
async function step(span, work) { ${helper} }
export async function run(work) {
  const span = tracer.startSpan('work');
  try {
    return ${call};
  } finally {
    span.end();
  }
}
`;

const twice = (messageId: 'endedLater' | 'eachRound' | 'secondEnd', line: number, column: number, end = line) => ({
  output: null,
  errors: [{ messageId, line, column, data: { name: 'end', line: end } }],
});

/** Functions that keep a span in a map, and one that takes it out on line 6. */
const kept = (code: string) => `
import { trace } from '@opentelemetry/api';
const tracer = trace.getTracer('shop');
const spans = new Map();
export function begin(id) { spans.set(id, tracer.startSpan('call')); }
export function finish(id, error) { const span = spans.get(id); ${code} spans.delete(id); }
`;

runRule('no-span-use-after-end', noSpanUseAfterEnd, {
  valid: [
    { name: 'a span of a map that is ended last', code: kept('if (!span) return; span.addEvent("a"); span.end();') },
    {
      name: 'a span of a map that may be ended',
      code: kept('if (error) { span.end(); return; } span.addEvent("a"); span.end();'),
    },
    {
      name: 'a map of other things',
      code: kept('span.end(); span.setStatus(1);').replace(
        "spans.set(id, tracer.startSpan('call'))",
        'spans.set(id, open(id, tracer))',
      ),
    },
    { name: 'an end before another path', code: ending('if (items) { span.end(); return; } span.end();') },
    {
      name: 'an end that asks for a flag',
      code: ending('let ended = false; if (items) { span.end(); ended = true; } if (!ended) span.end();'),
    },
    {
      name: 'an end of another span by the same name',
      code: ending('span.end(); span = tracer.startSpan("b"); span.end();', "let span = tracer.startSpan('a');"),
    },
    {
      name: 'a variable that is emptied',
      code: ending('if (items) { span.end(); span = null; } span?.end();', "let span = tracer.startSpan('a');"),
    },
    {
      name: 'an end that an exception passes by',
      code: ending('if (items) { span.end(); throw new Error("no items"); } span.end();'),
    },
    { name: 'cases that are left', code: ending('switch (items) { case 1: span.end(); break; default: span.end(); }') },
    {
      name: 'a span of each round',
      code: ending("for (const item of items) { const span = tracer.startSpan('item'); span.end(); }", ''),
    },
    {
      name: 'a span that each round starts anew',
      code: ending(
        "for (const item of items) { span.end(); span = tracer.startSpan('b'); }",
        "let span = tracer.startSpan('a');",
      ),
    },
    {
      name: 'a round that is the last one',
      code: ending('for (const item of items) { span.end(); return item; } span.end();'),
    },
    { name: 'a round that leaves the loop', code: ending('while (items.length) { span.end(); break; }') },
    { name: 'an end in some rounds', code: ending('for (const item of items) { if (item.isLast) span.end(); }') },
    {
      name: 'an end that other rounds pass by',
      code: ending('for (const item of items) { if (!item.isLast) continue; span.end(); }'),
    },
    { name: 'a loop that is none', code: ending('do { span.end(); } while (false);') },
    {
      name: 'a function that leaves the span alone',
      code: calling('try { return await work(); } catch (error) { span.recordException(error); throw error; }'),
    },
    { name: 'a function that may end the span', code: calling('if (work.done) span.end();') },
    { name: 'a function that is told to end it', code: calling('if (work.endsSpan) { span.end(); }') },
  ],
  invalid: [
    {
      name: 'a span of a map',
      code: kept('if (!span) return; span.end(); if (error) span.setStatus({ code: 2 });'),
      output: null,
      errors: [{ messageId: 'late', line: 6, column: 112, data: { name: 'setStatus', line: 6 } }],
    },
    {
      name: 'an end on one path before the end of all',
      code: ending('if (items) { span.end(); } work.log(); span.end();'),
      ...twice('endedLater', 6, 21),
    },
    {
      name: 'a case that runs into the next one',
      code: ending('switch (items) { case 1: span.end(); default: span.end(); }'),
      ...twice('endedLater', 6, 33),
    },
    {
      name: 'an end in every round',
      code: ending('for (const item of items) { item.span.end(); span.end(); }'),
      ...twice('eachRound', 6, 53),
    },
    {
      name: 'an end in every round until the work is done',
      code: ending('while (items.length) { await work(); span.end(); if (items.done) { break; } }'),
      ...twice('eachRound', 6, 45),
    },
    {
      name: 'a function that ends what its caller ends',
      code: calling('try { return await work(); } finally { span.end(); }'),
      ...twice('secondEnd', 10, 10, 8),
    },
    {
      name: 'a function that ends it when all went well',
      code: calling('const found = await work(); span.end(); return found;'),
      ...twice('secondEnd', 10, 10, 8),
    },
  ],
});
