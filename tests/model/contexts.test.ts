import { describe, expect, it } from 'vitest';
import { traceContext } from '../../src/model/dispatch/context-sources.js';
import { buildModel } from './build-model.js';

const HEAD = `import { context, propagation, ROOT_CONTEXT, trace, type Context } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
`;

function getShapes(code: string): readonly string[] {
  const { model, probes } = buildModel(`${HEAD}${code}`);
  return probes.map((node) =>
    model
      .getContextChain(node)
      .map((shape) => shape.kind)
      .join(' < '),
  );
}

describe('what a context is made of', () => {
  it.each([
    ['context.active()', 'active'],
    ['ROOT_CONTEXT', 'root'],
    ['propagation.extract(context.active(), headers)', 'extracted < active'],
    ['propagation.extract(ROOT_CONTEXT, headers, getter)', 'extracted < root'],
    ['propagation.extract()', 'extracted'],
    ['trace.setSpan(context.active(), span)', 'with-span < active'],
    ['trace.setSpanContext(ROOT_CONTEXT, spanContext)', 'with-span-context < root'],
    ['trace.deleteSpan(context.active())', 'without-span < active'],
    ['propagation.setBaggage(context.active(), baggage)', 'with-value < active'],
    ['context.active().setValue(key, 1).deleteValue(other)', 'with-value < with-value < active'],
    ['suppressTracing(context.active())', 'with-value < active'],
    ['trace.setSpan(propagation.extract(ROOT_CONTEXT, h), span)', 'with-span < extracted < root'],
    ['getContext()', 'unknown'],
    ['trace.setSpan(context.active())', 'unknown'],
    ['this.context', 'unknown'],
    ['parent ?? ROOT_CONTEXT', 'unknown'],
    ['parent ? ROOT_CONTEXT : other', 'unknown'],
  ])('%s', (code, expected) => {
    expect(getShapes(`probe(${code});`)).toEqual([expected]);
  });

  it('is followed through constants, not through variables that change', () => {
    const code = `const a = context.active(); const b = trace.setSpan(a, span); let c = ROOT_CONTEXT; if (on) c = a;
      const root = ROOT_CONTEXT; let d = ROOT_CONTEXT; probe(b); probe(c); probe(root); probe(d);`;
    expect(getShapes(code)).toEqual(['with-span < active', 'unknown', 'root', 'root']);
  });

  it('ends on cycles', () => {
    const [shape = ''] = getShapes('const a = trace.deleteSpan(b); const b = trace.deleteSpan(a); probe(a);');
    expect(shape.startsWith('without-span < without-span')).toBe(true);
  });
});

interface Traced {
  readonly sources: string;
  readonly carriesValues: boolean;
  readonly isSuppressed: boolean;
  readonly mayBeMissing: boolean;
  readonly spans: number;
}

function getTraces(code: string): readonly Traced[] {
  const { model, probes } = buildModel(`${HEAD}${code}`);
  return probes.map((node) => {
    const { sources, spans, carriesValues, isSuppressed, mayBeMissing } = traceContext(node, model);
    const kinds = [...new Set(sources.map(({ kind }) => kind))].sort().join(' ');
    return { sources: kinds, carriesValues, isSuppressed, mayBeMissing, spans: spans.length };
  });
}

function getSources(code: string): readonly string[] {
  return getTraces(code).map(({ sources }) => sources);
}

describe('where a context comes from', () => {
  it.each([
    ['every branch', 'probe(on ? context.active() : propagation.extract(ROOT_CONTEXT, h))', 'active extracted'],
    ['an alternative', 'probe(propagation.extract(ROOT_CONTEXT, h) ?? ROOT_CONTEXT)', 'extracted root'],
    ['every write', 'let c = ROOT_CONTEXT; if (on) c = propagation.extract(c, h); probe(c)', 'extracted root'],
    ['an awaited constant', 'const c = await (await context.active()); probe(c)', 'active'],
    ['what it was before its span', 'probe(trace.setSpan(context.active(), span))', 'active'],
    ['a span of another process', 'probe(trace.setSpan(ROOT_CONTEXT, trace.wrapSpanContext(remote)))', 'extracted'],
    ['a remote span context', 'probe(trace.setSpanContext(context.active(), parse(header)))', 'extracted'],
    ['a span of this process', 'probe(trace.setSpanContext(context.active(), span.spanContext()))', 'unknown'],
    [
      'a wrapped span of this process',
      'const s = span.spanContext(); probe(trace.setSpan(ROOT_CONTEXT, trace.wrapSpanContext(s)))',
      'unknown',
    ],
    ['a parameter', 'function f(c: Context) { probe(c); }', 'given'],
    ['a parameter of the function around', 'function f(c: Context) { g(() => probe(c)); }', 'given'],
    ['a parameter with a default', 'function f(c = context.active()) { probe(c); }', 'active given'],
    ['an option', 'function f({ c }) { probe(c); }', 'given'],
    ['the property of a parameter', 'function f(job) { probe(job.meta.c); }', 'given'],
    ['a property that is destructured', 'const { c } = queue.shift(); probe(c)', 'given'],
    ['the property of an item', 'for (const job of jobs) probe(job.c)', 'given'],
    ['the property of a result', 'const job = await next(); probe(job.c); ', 'given'],
    ['the property of an object of the file', 'const o = { c: other }; probe(o.c)', 'unknown'],
    ['a field', 'class A { c = context.active(); a() { probe(this.c); } }', 'unknown'],
    [
      'a function of the file',
      'function f(m) { if (!m) return context.active(); return propagation.extract(ROOT_CONTEXT, m); } probe(f(m))',
      'active extracted',
    ],
    ['an arrow of the file', 'const f = (m) => propagation.extract(ROOT_CONTEXT, m); probe(f(m))', 'extracted'],
    ['a parameter of another function', 'const f = (c) => c.setValue(k, 1); probe(f(context.active()))', 'unknown'],
    [
      'a function within the function',
      'function f() { g(() => { return ROOT_CONTEXT; }); return context.active(); } probe(f())',
      'active',
    ],
    ['a generator', 'function* f() { return context.active(); } probe(f())', 'unknown'],
    ['a call that nobody knows', 'probe(getContext())', 'unknown'],
    ['a cycle', 'const f = () => g(); const g = () => f(); probe(f())', ''],
    ['nothing', 'probe(undefined); ', ''],
  ])('%s', (_, code, expected) => {
    expect(getSources(code)).toEqual([expected]);
  });

  it('knows what comes out of a carrier that this file has filled', () => {
    const code = `const carrier = {}; propagation.inject(context.active(), carrier); probe(propagation.extract(ROOT_CONTEXT, carrier));
      const job = { headers: {} }; propagation.inject(context.active(), job.headers); probe(propagation.extract(ROOT_CONTEXT, job.headers));
      function f(message) { probe(propagation.extract(ROOT_CONTEXT, message.headers)); propagation.inject(context.active(), message.headers); }`;
    expect(getSources(code)).toEqual(['unknown', 'unknown', 'extracted']);
  });

  it('tells whether it carries values, is suppressed, may be missing, and which spans it was given', () => {
    const code = `probe(context.active().setValue(key, 1)); probe(suppressTracing(context.active()));
      probe(propagation.extract(context.active(), headers)); probe(trace.setSpan(trace.setSpan(ROOT_CONTEXT, a), b));
      probe(on ? context.active() : undefined); probe(trace.setSpanContext(propagation.setBaggage(ROOT_CONTEXT, b), remote));`;
    expect(getTraces(code)).toEqual([
      { sources: 'active', carriesValues: true, isSuppressed: false, mayBeMissing: false, spans: 0 },
      { sources: 'active', carriesValues: false, isSuppressed: true, mayBeMissing: false, spans: 0 },
      { sources: 'extracted', carriesValues: true, isSuppressed: false, mayBeMissing: false, spans: 0 },
      { sources: 'root', carriesValues: false, isSuppressed: false, mayBeMissing: false, spans: 2 },
      { sources: 'active', carriesValues: false, isSuppressed: false, mayBeMissing: true, spans: 0 },
      { sources: 'extracted', carriesValues: true, isSuppressed: false, mayBeMissing: false, spans: 0 },
    ]);
  });

  it('takes a parameter for present where its type says so, or a default fills it', () => {
    const code = `function f(a: Context, b, c?: Context, d: Context | undefined, e = ROOT_CONTEXT, { g }) {
      probe(a); probe(b); probe(c); probe(d); probe(e); probe(g); probe(a.b); }`;
    expect(getTraces(code).map(({ mayBeMissing }) => mayBeMissing)).toEqual([
      false,
      true,
      true,
      true,
      false,
      true,
      true,
    ]);
  });
});
