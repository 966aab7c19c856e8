import { noEarlySpanEnd } from '../../src/rules/no-early-span-end.js';
import { runRule } from '../rule-tester.js';

/** A function with a span, which the code below ends, on line 8 and after. */
const intercepting = (code: string, type = '') => `
import type { CallHandler } from '@nestjs/common';
import { trace } from '@opentelemetry/api';
import { type Observable, finalize, map, of } from 'rxjs';
const tracer = trace.getTracer('shop');
export function intercept(next: CallHandler, source: Source, items: Item[])${type} {
  const span = tracer.startSpan('intercept');
  ${code}
}
`;

/** A function with a span, and a generator of the file, on line 6 and after. */
const generating = (body: string, code: string) => `
import { trace } from '@opentelemetry/api';
const tracer = trace.getTracer('shop');
export function run(rows) {
  const span = tracer.startSpan('run');
  function* read() { ${body} }
  ${code}
}
`;

const lazy = (line: number, column: number, end = line) => ({
  output: null,
  errors: [{ messageId: 'lazy' as const, line, column, data: { line: end } }],
});
const floating = (line: number, column: number) => ({
  output: null,
  errors: [{ messageId: 'floating' as const, line, column, data: { line } }],
});

runRule('no-early-span-end', noEarlySpanEnd, {
  valid: [
    {
      name: 'an Observable that ends the span',
      code: intercepting('return next.handle().pipe(finalize(() => span.end()));'),
    },
    { name: 'what may well be a value', code: intercepting('try { return source.handle(); } finally { span.end(); }') },
    {
      name: 'a pipe of something else',
      code: intercepting('try { return source.pipe(items); } finally { span.end(); }'),
    },
    {
      name: 'another Observable',
      code: intercepting('try { return source.read(); } finally { span.end(); }', ': Observable').replace(
        'type Observable, ',
        '',
      ),
    },
    {
      name: 'an end on another path',
      code: intercepting(
        'const all = next.handle().pipe(finalize(() => span.end())); if (!source) { span.end(); return of(1); } return all;',
      ),
    },
    { name: 'an Observable that is made before', code: intercepting('span.end(); return next.handle();') },
    {
      name: 'a generator that is read at once',
      code: generating("span.addEvent('a'); yield 1;", 'const found = [...read()]; span.end(); return found;'),
    },
    {
      name: 'a generator that is read in a loop',
      code: generating(
        "span.addEvent('a'); yield 1;",
        'const found = read(); for (const row of found) rows.push(row); span.end(); return rows;',
      ),
    },
    {
      name: 'a generator that knows nothing of the span',
      code: generating('yield* rows;', 'try { return read(); } finally { span.end(); }'),
    },
    {
      name: 'a generator that ends the span',
      code: generating(
        'try { yield 1; } finally { span.end(); }',
        'const all = read(); if (!rows) { span.end(); return []; } return all;',
      ),
    },
    {
      name: 'a loop of work beside other work',
      code: intercepting('source.open(); items.forEach(async (it) => { await it.send(); }); span.end();'),
    },
    {
      name: 'gathered work beside other work',
      code: intercepting('source.open(); Promise.all(items.map((it) => it.send())); span.end();'),
    },
    {
      name: 'gathered work that is not to be waited for',
      code: intercepting('void Promise.all(items.map((it) => it.send())); span.end();'),
    },
    { name: 'a loop without work', code: intercepting('items.forEach((it) => { it.send(); }); span.end();') },
  ],
  invalid: [
    {
      name: 'what a handler of Nest gives',
      code: intercepting('try { return next.handle(); } finally { span.end(); }'),
      ...lazy(8, 16),
    },
    {
      name: 'what the type of the function says',
      code: intercepting('try { return source.read(); } finally { span.end(); }', ': Observable<Item>'),
      ...lazy(8, 16),
    },
    {
      name: 'operators',
      code: intercepting('try { return source.read().pipe(map((it) => it.id)); } finally { span.end(); }'),
      ...lazy(8, 16),
    },
    {
      name: 'an Observable in a constant',
      code: intercepting('const all = next.handle(); span.end(); return all;'),
      ...lazy(8, 15),
    },
    {
      name: 'a generator',
      code: generating("span.addEvent('a'); yield 1;", 'try { return read(); } finally { span.end(); }'),
      ...lazy(7, 16),
    },
    {
      name: 'a generator in a constant',
      code: generating("span.addEvent('a'); yield 1;", 'const all = read(); span.end(); return all;'),
      ...lazy(7, 15),
    },
    {
      name: 'a loop of work and nothing else',
      code: intercepting(
        "span.setAttribute('a', items.length); items.forEach(async (it) => { await it.send(); }); span.end();",
      ),
      ...floating(8, 41),
    },
    {
      name: 'gathered work and nothing else',
      code: intercepting('try { Promise.all(items.map((it) => it.send())); } finally { span.end(); }'),
      ...floating(8, 9),
    },
  ],
});
