import { describe, expect, it } from 'vitest';
import type { SpanStart } from '../../src/model/spans.js';
import { buildModel } from './build-model.js';

const API = "import { context, ROOT_CONTEXT, trace, type Tracer } from '@opentelemetry/api'; ";

function getStarts(code: string, settings?: object): readonly SpanStart[] {
  return buildModel(code, settings).model.getSpanStarts();
}

function countStarts(code: string, settings?: object): number {
  return getStarts(code, settings).length;
}

describe('a tracer', () => {
  it.each([
    ['a call', "trace.getTracer('x').startSpan('a')"],
    ['a constant', "const t = trace.getTracer('x'); t.startSpan('a')"],
    ['a provider', "const t = trace.getTracerProvider().getTracer('x'); t.startSpan('a')"],
    ['a factory of the file', "const get = () => trace.getTracer('x'); get().startSpan('a')"],
    ['a field', "class A { #t = trace.getTracer('x'); a() { this.#t.startSpan('a') } }"],
    [
      'a field that the constructor is given',
      "class A { constructor(private t: Tracer) {} a() { this.t.startSpan('a') } }",
    ],
    ['a parameter of the type', "function f(t: Tracer) { t.startSpan('a') }"],
    ['an optional parameter', "function f(t?: Tracer) { t?.startSpan('a') }"],
    ['an option', "function f({ t }: { t: Tracer }) { t.startSpan('a') }"],
    ['an object', "const otel = { t: trace.getTracer('x') }; otel.t.startSpan('a')"],
    ['a fallback', "function f(given) { const t = given ?? trace.getTracer('x'); t.startSpan('a') }"],
    ['a name, beside an import of the API', "function f(tracer) { tracer.startSpan('a') }"],
    ['a name that ends in Tracer', "this.dbTracer.startSpan('a')"],
    ['a private name', "this._tracer.startSpan('a'); "],
    [
      'what a helper returned, by its name',
      "import { getTracer } from './otel'; const tracer = getTracer(); tracer.startSpan('a')",
    ],
    [
      'what a helper of the project returned, by its name, for work that leaves its span out',
      "import { getTracer } from './otel'; const tracer = getTracer(); tracer.startActiveSpan('a', () => work())",
    ],
    [
      'what another package returned, by its name, for work that takes its span',
      "import * as dag from '@acme/sdk'; const tracer = dag.getTracer(); tracer.startActiveSpan('a', (span) => span.end())",
    ],
    ['self', "function f() { const self = this; return () => self.tracer.startSpan('a') }"],
    ['a member by a string', "trace['getTracer']('x')['startSpan']('a')"],
    ['an assertion', "(unknown as Tracer).startSpan('a')"],
  ])('is known by %s', (_, code) => {
    expect(countStarts(`${API}${code}`)).toBe(1);
  });

  it.each([
    ['a bare function', "startSpan('a'); startActiveSpan('a', () => {})"],
    [
      'Sentry',
      "import * as Sentry from '@sentry/node'; Sentry.startSpan({ name: 'a' }, () => {}); Sentry.startSpan('a')",
    ],
    [
      'an imported object called tracer',
      "import { tracer } from './telemetry'; tracer.startSpan('a'); tracer.startActiveSpan('a', () => {})",
    ],
    [
      'a tracer of another package whose work leaves its span out',
      "import * as dag from '@acme/sdk/telemetry'; const tracer = dag.getTracer('a'); tracer.startActiveSpan('a', () => work())",
    ],
    ['an object of the file', "const tracer = { startSpan(name) {} }; tracer.startSpan('a')"],
    ['a class of the file', "class T { startSpan() {} } const tracer = new T(); tracer.startSpan('a')"],
    ['another name', "function f(profiler) { profiler.startSpan('a'); }"],
    ['a name that only begins alike', "function f(tracerFactory) { tracerFactory.startSpan('a'); }"],
    [
      'an object for a name',
      "function f(tracer) { tracer.startSpan({ name: 'a' }); tracer.startActiveSpan({ name: 'a' }, fn); }",
    ],
    [
      'a callback before the end',
      "function f(tracer) { tracer.startActiveSpan('a', () => {}, {}); tracer.startActiveSpan('a', fn, {}); }",
    ],
    ['a callback for startSpan', "function f(tracer) { tracer.startSpan('a', () => {}); }"],
    [
      'no arguments, or too many',
      "function f(tracer) { tracer.startSpan(); tracer.startActiveSpan('a'); tracer.startSpan('a', {}, c, d); }",
    ],
    ['a construction', "new tracer.startSpan('a')"],
    ['a computed method', "function f(tracer) { tracer[startSpan]('a'); }"],
  ])('is not %s', (_, code) => {
    expect(countStarts(`${API}${code}`)).toBe(0);
  });

  it('is not known by a name alone in a file without the API, but for startActiveSpan', () => {
    expect(countStarts("function f(tracer) { tracer.startSpan('a'); }")).toBe(0);
    expect(countStarts("function f(tracer) { tracer.startActiveSpan('a', () => {}); }")).toBe(1);
  });

  describe('of another module', () => {
    const imports = "import { getTracer, handlerTracer, telemetry, tracer, tracers } from './otel'; ";

    it.each([
      ['a variable', "const s = tracer.startSpan('a', { kind: 1 }); s.setAttribute('k', 1); s.end();"],
      ['an assignment', "let s = null; if (on) s = tracer.startSpan('a'); s?.end();"],
      ['one variable for several', "let s = tracer.startSpan('a'); s.end(); s = work.startSpan('b'); s.end();"],
      ['a closure', "function f(req) { const s = tracer.startSpan('a'); req.on('close', () => s.end()); }"],
      [
        'a function of the file',
        "const finish = (it) => it.end(Date.now()); const s = tracer.startSpan('a'); finish(s);",
      ],
      ['a callback', "tracer.startActiveSpan('a', async (s) => { try { await f(); } finally { s.end(); } });"],
      ['a callback behind options', "handlerTracer.startActiveSpan('a', {}, c, (s) => { s.end(); });"],
      ['a named callback', "function run(s) { s.end(); } tracer.startActiveSpan('a', run);"],
      ['what a helper returns', "const s = getTracer('x').startSpan('a'); s.end();"],
      ['what a helper resolves to', "const s = (await getTracer()).startSpan('a'); s.end();"],
      ['a member', "const s = telemetry.tracer.startSpan('a'); s.end();"],
      ['a method of a base class', "class A extends B { a() { const s = this.getTracer().startSpan('a'); s.end(); } }"],
      ['one of several tracers', "const s = tracers.http.startSpan('a'); s.end();"],
    ])('is known by the end of its span: %s', (_, code) => {
      expect(countStarts(`${API}${imports}${code}`)).toBe(1);
    });

    it.each([
      ['a span that nothing ends', "const s = tracer.startSpan('a'); s.setAttribute('k', 1);"],
      ['an end of something else', "const span = tracer.startSpan('a'); function f(span) { span.end(); } f(other);"],
      ['an end that is not called', "const s = tracer.startSpan('a'); use(s.end);"],
      ['an end of what it leads to', "const s = tracer.startSpan('a'); s.stream.end();"],
      ['an end with more than a time', "const s = tracer.startSpan('a'); s.end('x', 'utf8');"],
      ['a variable that holds other things', "let s = tracer.startSpan('a'); s = open(); s.end();"],
      ['a part of the result', "const { span } = tracer.startSpan('a'); span.end();"],
      ['a promise of it', "const s = await tracer.startSpan('a'); s.end();"],
      ['a callback that takes more', "tracer.startActiveSpan('a', (s, done) => { s.end(); done(); });"],
      ['options behind the callback', "tracer.startActiveSpan('a', (s) => s.end(), { kind: 1 });"],
      ['unknown options there', "const run = (s) => s.end(); tracer.startActiveSpan('a', run, telemetry.options);"],
      ['a generator that may not run', "function* run(it) { it.end(); } const s = tracer.startSpan('a'); run(s);"],
      ['another name', "const s = telemetry.startSpan('a'); s.end();"],
      [
        'a helper by another name',
        "import { getProfiler } from './p'; const s = getProfiler().startSpan('a'); s.end();",
      ],
      [
        'an object of the file',
        "const my = { tracer: { startSpan() {} } }; const s = my.tracer.startSpan('a'); s.end();",
      ],
      ['Sentry', "import * as Sentry from '@sentry/node'; Sentry.startSpan({ name: 'a' }, (s) => s.end());"],
      ['Sentry, by a name', "import * as Sentry from '@sentry/node'; const s = Sentry.startSpan('a'); s.end();"],
      ['Effect', "import { Effect } from 'effect'; const s = Effect.startSpan('a'); s.end();"],
      ['k6', "import tracing from 'k6/experimental/tracing'; const s = tracing.startSpan('a'); s.end();"],
      ['moleculer', "function f(ctx) { const s = ctx.startSpan('a', { tags: {} }); s.end(); ctx.finishSpan(s); }"],
      [
        'moleculer, its tracer',
        "import { broker } from './b'; const s = broker.tracer.startSpan('a'); try { f(); } finally { s.finish(); }",
      ],
      [
        'dd-trace',
        "import { tracer as ddTracer } from 'dd-trace'; const s = ddTracer.startSpan('a', { childOf }); s.finish();",
      ],
      ['newrelic', "import newrelic from 'newrelic'; newrelic.startSegment('a', true, (s) => s.end());"],
      [
        'OpenTracing',
        "import { globalTracer } from 'opentracing'; const s = globalTracer().startSpan('a', { childOf }); s.finish();",
      ],
    ])('is not known by %s', (_, code) => {
      expect(countStarts(`${API}${imports}${code}`)).toBe(0);
    });

    it('is not known in a file without the API', () => {
      const code = "const s = tracer.startSpan('a'); s.end();";
      expect(countStarts(`${imports}${code}`)).toBe(0);
      expect(countStarts(`import type { Span } from '@opentelemetry/api'; ${imports}${code}`)).toBe(1);
    });
  });

  it('is what the settings name', () => {
    const code = "import { tracer } from './telemetry'; tracer.startSpan('a'); this.otel.t.startSpan('b');";
    expect(countStarts(code, { tracers: ['./telemetry#tracer'] })).toBe(1);
    expect(countStarts(code, { tracers: ['this.otel.t'] })).toBe(1);
  });
});

describe('what is started', () => {
  function getStart(call: string, before = ''): SpanStart | undefined {
    return getStarts(`${API}const tracer = trace.getTracer('x'); ${before}; const s = ${call};`)[0];
  }

  it('says by its arguments which is which', () => {
    expect(getStart("tracer.startSpan('a')")).toMatchObject({
      method: 'startSpan',
      options: null,
      parent: null,
      callback: null,
    });
    expect(getStart("tracer.startSpan('a', o, c)")).toMatchObject({
      options: { name: 'o' },
      parent: { name: 'c' },
      callback: null,
    });
    expect(getStart("tracer.startActiveSpan('a', f)")).toMatchObject({
      method: 'startActiveSpan',
      options: null,
      parent: null,
      callback: { name: 'f' },
    });
    expect(getStart("tracer.startActiveSpan('a', o, f)")).toMatchObject({
      options: { name: 'o' },
      parent: null,
      callback: { name: 'f' },
    });
    expect(getStart("tracer.startActiveSpan('a', o, c, f)")).toMatchObject({
      options: { name: 'o' },
      parent: { name: 'c' },
      callback: { name: 'f' },
    });
  });

  it('takes undefined for no parent, and spread arguments for unknown', () => {
    expect(getStart("tracer.startSpan('a', {}, undefined)")).toMatchObject({ parent: null, isUncertain: false });
    expect(getStart('tracer.startSpan(...args)')).toMatchObject({ isUncertain: true });
    expect(getStart("tracer.startActiveSpan('a', ...args)")).toMatchObject({ isUncertain: true });
  });

  it.each([
    ['{ root: true }', { isRoot: true, hasLinks: false, isRetroactive: false }],
    ['{ root: isRoot }', { isRoot: true, hasLinks: false, isRetroactive: false }],
    ['{ root: false }', { isRoot: false, hasLinks: false, isRetroactive: false }],
    ['{ links: [] }', { isRoot: false, hasLinks: true, isRetroactive: false }],
    ["{ 'links': l, startTime: t }", { isRoot: false, hasLinks: true, isRetroactive: true }],
    ['{ attributes: { root: true } }', { isRoot: false, hasLinks: false, isRetroactive: false }],
    ['{ links } as SpanOptions', { isRoot: false, hasLinks: true, isRetroactive: false }],
    ['{ constructor: 1, __proto__: null }', { isRoot: false, hasLinks: false, isRetroactive: false }],
  ])('reads the options %s', (options, expected) => {
    expect(getStart(`tracer.startSpan('a', ${options})`)).toMatchObject(expected);
  });

  it('reads options behind a name, a spread and a call', () => {
    expect(getStart("tracer.startSpan('a', o)", 'const o = { root: true }')).toMatchObject({ isRoot: true });
    expect(getStart("tracer.startSpan('a', { ...{ root: true } })")).toMatchObject({ isRoot: true });
    expect(getStart("tracer.startSpan('a', { ...o })", 'const o = { root: true }')).toMatchObject({ isRoot: true });
    expect(getStart("tracer.startSpan('a', { root: true, ...other })")).toMatchObject({ isRoot: true });
    expect(getStart("tracer.startSpan('a', { ...o, root: false })", 'const o = { root: true }')).toMatchObject({
      isRoot: false,
    });
    expect(getStart("tracer.startSpan('a', o)", 'const o = { ...o }')).toMatchObject({ isRoot: false });
  });

  it('knows the starters that the settings name', () => {
    const [a, b] = getStarts("const a = beginSpan('a'); beginSpan('b', (span) => {});", {
      spanStarters: ['beginSpan'],
    });
    expect(a).toMatchObject({ method: 'startSpan', callback: null });
    expect(b).toMatchObject({ method: 'startActiveSpan', callback: { type: 'ArrowFunctionExpression' } });
  });
});

describe('where a span is held', () => {
  function getHolders(code: string): readonly (string | null)[] {
    const { model } = buildModel(`${API}const tracer = trace.getTracer('x'); ${code}`);
    return model.getSpanStarts().map((start) => model.findSpanVariable(start)?.name ?? null);
  }

  it('is the declared or assigned variable, or the parameter of the callback', () => {
    expect(
      getHolders(
        "const s = tracer.startSpan('a'); let t; t = tracer.startSpan('b')!; tracer.startActiveSpan('c', (u) => {});",
      ),
    ).toEqual(['s', 't', 'u']);
    expect(
      getHolders(
        "const work = (v) => {}; tracer.startActiveSpan('a', work); tracer.startActiveSpan('b', async function (w) {});",
      ),
    ).toEqual(['v', 'w']);
  });

  it('is none for members, results, patterns and unknown callbacks', () => {
    expect(
      getHolders(
        "this.s = tracer.startSpan('a'); const { x } = tracer.startSpan('b'); f(tracer.startSpan('c')); tracer.startActiveSpan('d', fn); tracer.startActiveSpan('e', () => {}); tracer.startActiveSpan('f', ({ end }) => {});",
      ),
    ).toEqual([null, null, null, null, null, null]);
  });

  it('leads from an expression to its start', () => {
    const { model, probes } = buildModel(
      `${API}const tracer = trace.getTracer('x'); const s = tracer.startSpan('a'); const t = s; probe(s); probe(t); probe(tracer.startSpan('b'));
       tracer.startActiveSpan('c', (u) => { probe(u); }); probe(unknown); function f(span) { probe(span); }`,
    );
    const names = probes.map((node) => {
      const name = model.findStartOf(node)?.node.arguments[0];
      return name?.type === 'Literal' ? name.value : null;
    });
    expect(names).toEqual(['a', 'a', 'b', 'c', null, null]);
  });

  it('leads to the last of several starts', () => {
    const { model, probes } = buildModel(
      `${API}const tracer = trace.getTracer('x'); let s = tracer.startSpan('a'); s = tracer.startSpan('b'); probe(s);`,
    );
    expect(probes.map((node) => model.findStartOf(node))).toEqual([model.getSpanStarts()[1]]);
  });
});
