import { describe, expect, it } from 'vitest';
import { isFunction } from '../../src/model/code/nodes.js';
import { analyseSpans } from './build-lifetimes.js';

/** What the function `helper` of the code does with its parameter `span`. */
function getEffect(code: string): string {
  const { model, lifetimes } = analyseSpans(code);
  const helper = model.sourceCode.ast.body.find((node) => isFunction(node) && node.id?.name === 'helper');
  if (!isFunction(helper)) throw new Error('The code has no function helper.');
  const [parameter] = helper.params;
  const ownership = parameter?.type === 'Identifier' ? lifetimes.findOwnershipOf(parameter) : null;
  if (!ownership) throw new Error('The function has no parameter.');
  return ownership.getEffect(helper);
}

describe('what a function does with the span that it is given', () => {
  it.each([
    ['reads it', 'function helper(span) { return span.spanContext().traceId; }', 'none'],
    ['writes to it', "function helper(span) { span.setAttribute('key', 1).addEvent('x'); }", 'none'],
    ['tests it', 'function helper(span) { if (!span) return; span?.isRecording(); }', 'none'],
    [
      'makes it active',
      'function helper(span) { context.with(trace.setSpan(context.active(), span), () => 1); }',
      'none',
    ],
    ['writes to it in a timer', 'function helper(span) { setInterval(() => span.addEvent("tick"), 1); }', 'none'],
    ['ends it', 'function helper(span) { span.end(); }', 'ends'],
    ['ends it behind a chain', 'function helper(span) { span.setStatus({ code: 1 }).end(); }', 'ends'],
    ['ends it where it is there', 'function helper(span) { span?.end(); }', 'ends'],
    ['ends it in either branch', 'function helper(span, x) { if (x) span.end(); else span.end(); }', 'ends'],
    ['ends it in finally', 'function helper(span, f) { try { return f(); } finally { span.end(); } }', 'ends'],
    ['ends it by another function', 'function other(s) { s.end(); } function helper(span) { other(span); }', 'ends'],
    [
      'ends it in an object',
      'function other({ span }) { span.end(); } function helper(span) { other({ span }); }',
      'ends',
    ],
    [
      'ends it under another name',
      'function other({ a: b = 1 } = {}) { b.end(); } function helper(span) { other({ a: span }); }',
      'ends',
    ],
    [
      'ends it unless it has a default',
      'function other(s = 1) { s.end(); } function helper(span) { other(span); }',
      'ends',
    ],
    [
      'may end it in an object',
      'function other({ span, x }) { if (x > 1) span.end(); } function helper(span, x) { other({ span, x }); }',
      'escapes',
    ],
    [
      'only writes to it in an object',
      'function other({ span }) { span.addEvent("x"); } function helper(span) { other({ span }); }',
      'none',
    ],
    [
      'lends an object that holds it',
      'function other(o) { o.span.end(); } function helper(span) { other({ span }); }',
      'lends',
    ],
    [
      'lends an object of which it is the rest',
      'function other({ x, ...o }) { o.span.end(); } function helper(span) { other({ span }); }',
      'lends',
    ],
    [
      'lends an object that another one is spread over',
      'function other({ span }) { span.end(); } function helper(span, o) { other({ span, ...o }); }',
      'lends',
    ],
    [
      'lends an object at an unknown position',
      'function other(x, { span }) { span.end(); } function helper(span, all) { other(...all, { span }); }',
      'lends',
    ],
    ['ends it by a closure', 'function helper(span) { const end = () => span.end(); end(); }', 'ends'],
    ['ends it when a promise settles', 'function helper(span, p) { return p.finally(() => span.end()); }', 'ends'],
    ['ends it when a promise is fulfilled', 'function helper(span, p) { return p.then(() => span.end()); }', 'escapes'],
    ['ends it in a scope', 'function helper(span, ctx) { context.with(ctx, () => { span.end(); }); }', 'ends'],
    ['ends it unless it throws', 'function helper(span, x) { if (x) throw x; span.end(); }', 'ends'],
    ['ends it unless it is ended', 'function helper(span, ended) { if (!ended) span.end(); }', 'ends'],
    ['ends it on one path', 'function helper(span, x) { if (x > 1) return; span.end(); }', 'may-end'],
    ['ends it in a case', 'function helper(span, x) { switch (x) { case 1: span.end(); } }', 'may-end'],
    ['lends it', 'function helper(span, f) { f(span); }', 'lends'],
    ['lends it in an object', 'function helper(span, f) { f({ span }); }', 'lends'],
    ['lends it to a method that is not known', 'function helper(span) { span.finish(); }', 'lends'],
    ['lends it, then ends it', 'function helper(span, f) { f(span); span.end(); }', 'ends'],
    ['returns it', 'function helper(span) { return span; }', 'escapes'],
    ['yields it', 'function* helper(span) { yield span; }', 'escapes'],
    ['stores it', 'function helper(span) { this.span = span; }', 'escapes'],
    ['puts it into a map', 'const map = new Map(); function helper(span) { map.set("key", span); }', 'escapes'],
    ['puts it into an array', 'function helper(span) { const all = [span]; return all; }', 'escapes'],
    ['spreads it', 'function helper(span, f) { f(...span); }', 'escapes'],
    ['assigns it', 'function helper(span, request) { Object.assign(request, { span }); }', 'escapes'],
    ['gives it another name', 'function helper(span) { const other = span; other.end(); }', 'escapes'],
    ['gives it to a constructor', 'function helper(span) { return new Wrapper(span); }', 'escapes'],
    ['hands on a closure', 'function helper(span, f) { f(() => span.end()); }', 'escapes'],
    ['returns a closure', 'function helper(span) { return () => span.end(); }', 'escapes'],
    ['returns its context', 'function helper(span) { return trace.setSpan(context.active(), span); }', 'escapes'],
    ['calls itself', 'function helper(span) { helper(span); }', 'escapes'],
    ['replaces it', "function helper(span) { span = tracer.startSpan('x'); span.end(); }", 'escapes'],
    ['is a generator', 'function* helper(span) { yield 1; span.end(); }', 'escapes'],
    ['hands on the end alone', 'function helper(span, p) { p.finally(span.end); }', 'escapes'],
  ])('%s', (_name, code, effect) => {
    expect(getEffect(code)).toBe(effect);
  });

  it.each(['constructor', '__proto__', 'hasOwnProperty', 'toString'])('takes %s for an ordinary name', (name) => {
    expect(getEffect(`function helper(span) { span.${name}(); span.end(); }`)).toBe('ends');
    expect(getEffect(`function ${name}(s) { s.end(); } function helper(span) { ${name}(span); }`)).toBe('ends');
  });
});

describe('code beyond measure', () => {
  it('has an answer for functions that call each other in a circle', () => {
    const circle = Array.from({ length: 50 }, (_, index) => `function f${index}(s) { f${(index + 1) % 50}(s); }`);
    expect(getEffect(`${circle.join('\n')} function helper(span) { f0(span); }`)).toBe('escapes');
  });

  it('takes a span that is handed on too deep for one with another owner', () => {
    const chain = Array.from({ length: 2000 }, (_, index) => `function f${index}(s) { f${index + 1}(s); }`);
    const code = `${chain.join('\n')} function f2000(s) { s.end(); } function helper(span) { f0(span); }`;
    expect(getEffect(code)).toBe('escapes');
  });

  it('follows a span through a function of ten thousand lines', () => {
    const lines = Array.from({ length: 10_000 }, (_, index) => `if (x[${index}]) span.setAttribute('key', ${index});`);
    expect(getEffect(`function helper(span, x) {\n${lines.join('\n')}\nspan.end(); }`)).toBe('ends');
  });

  it('follows thousands of spans of one function', () => {
    const lines = Array.from(
      { length: 2000 },
      (_, index) => `const span${index} = tracer.startSpan('x'); span${index}.end();`,
    );
    const { model, lifetimes } = analyseSpans(`function f() {\n${lines.join('\n')}\n}`);
    const spans = model.getSpanStarts().flatMap((start) => lifetimes.findOwnedSpan(start) ?? []);
    expect(spans).toHaveLength(2000);
    expect(spans.every(({ uses }) => uses.ends.length === 1)).toBe(true);
  });

  it('answers for labels, unreachable code and the top level', () => {
    const code = `
      outer: for (const x of []) { for (;;) { const span = tracer.startSpan('x'); if (x) continue outer; span.end(); break; } }
      function f() { return; const span = tracer.startSpan('x'); span.end(); }
      const span = tracer.startSpan('x'); await work(); span.end();
    `;
    const { model, lifetimes } = analyseSpans(code);
    const spans = model.getSpanStarts().map((start) => lifetimes.findOwnedSpan(start) !== null);
    expect(spans).toEqual([true, false, true]);
  });
});
