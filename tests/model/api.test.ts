import { describe, expect, it } from 'vitest';
import { parseSpecifier } from '../../src/settings.js';
import { buildModel } from './build-model.js';

/** What the API calls each expression that the text passes to `probe`. */
function getNames(code: string, settings?: object, filename?: string): readonly (string | null)[] {
  const { model, probes } = buildModel(code, settings, filename);
  return probes.map((node) => model.api.findName(node));
}

describe('names of the API', () => {
  it.each([
    ['a named import', "import { context } from '@opentelemetry/api'; probe(context.active)"],
    ['an alias', "import { context as otel } from '@opentelemetry/api'; probe(otel.active)"],
    ['a string name', "import { 'context' as otel } from '@opentelemetry/api'; probe(otel.active)"],
    ['a namespace', "import * as api from '@opentelemetry/api'; probe(api.context.active)"],
    ['a default import', "import api from '@opentelemetry/api'; probe(api.context.active)"],
    ['import equals', "import api = require('@opentelemetry/api'); probe(api.context.active)"],
    ['require', "const api = require('@opentelemetry/api'); probe(api.context.active)"],
    ['a pattern', "const { context: { active } } = require('@opentelemetry/api'); probe(active)"],
    ['a pattern with a default', "const { context = null } = require('@opentelemetry/api'); probe(context.active)"],
    ['a dynamic import', "const { context } = await import('@opentelemetry/api'); probe(context.active)"],
    ['a subpath', "import { context } from '@opentelemetry/api/experimental'; probe(context.active)"],
    ['a source of Deno', "import { context } from 'npm:@opentelemetry/api@1.9.0'; probe(context.active)"],
    ['one without a version', "import { context } from 'npm:@opentelemetry/api'; probe(context.active)"],
    ['one with a slash', "import { context } from 'npm:/@opentelemetry/api@1/experimental'; probe(context.active)"],
    ['an address', "import { context } from 'https://esm.sh/@opentelemetry/api@1.9.0?bundle'; probe(context.active)"],
    [
      'another one',
      "import api from 'https://cdn.jsdelivr.net/npm/@opentelemetry/api/+esm'; probe(api.context.active)",
    ],
    ['constants', "import { context } from '@opentelemetry/api'; const a = context; const b = a; probe(b.active)"],
    ['a computed name', "import { context } from '@opentelemetry/api'; probe(context['active'])"],
    ['an optional chain', "import { context } from '@opentelemetry/api'; probe(context?.active)"],
    ['assertions', "import { context } from '@opentelemetry/api'; probe((context as any)!.active)"],
    [
      'a field',
      "import * as api from '@opentelemetry/api'; class A { #api = api; a() { probe(this.#api.context.active) } }",
    ],
    [
      'a getter',
      "import * as api from '@opentelemetry/api'; class A { get api() { return api } a() { probe(this.api.context.active) } }",
    ],
    ['a literal', "import { context } from '@opentelemetry/api'; const otel = { context }; probe(otel.context.active)"],
    ['a later write', "let api; if (on) api = require('@opentelemetry/api'); probe(api.context.active)"],
    [
      'the type of the API',
      "import type { ContextAPI } from '@opentelemetry/api'; function f(context: ContextAPI) { probe(context.active) }",
    ],
  ])('are found through %s', (_, code) => {
    expect(getNames(code)).toEqual(['context.active']);
  });

  it.each([
    ['a parameter', "import { context } from '@opentelemetry/api'; function f(context) { probe(context.active) }"],
    [
      'a local constant',
      "import { context } from '@opentelemetry/api'; { const context = koa(); probe(context.active) }",
    ],
    ['another module', "import { context } from 'koa'; probe(context.active)"],
    [
      'a module whose name only begins alike',
      "import { context } from '@opentelemetry/api-logs'; probe(context.active)",
    ],
    ['a global', 'probe(context.active)'],
    ['a rest element', "const { trace, ...context } = require('@opentelemetry/api'); probe(context.active)"],
    ['an element of an array', "import { context } from '@opentelemetry/api'; const [a] = [context]; probe(a.active)"],
    ['a computed variable', "import { context } from '@opentelemetry/api'; probe(context[name])"],
    ['a local require', "function f(require) { const api = require('@opentelemetry/api'); probe(api.context.active) }"],
    ['a hand-made object', 'const context = { active() {} }; probe(context.active)'],
    ['the items of a loop', "import { context } from '@opentelemetry/api'; for (const a of context) probe(a.active)"],
  ])('are not found in %s', (_, code) => {
    expect(getNames(code)).not.toContain('context.active');
  });

  it('take Object.prototype for nothing', () => {
    const names = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'];
    const code = names.map((name) => `probe(${name}); probe(api.${name}); probe(api['${name}']()); `).join('');
    const found = getNames(`import * as api from '@opentelemetry/api'; ${code}`);
    expect(found.filter((name) => name !== null && !/^\w+(?:\(\))?$/.test(name))).toEqual([]);
    expect(
      getNames(`const o = {}; ${names.map((name) => `probe(o.${name}); probe(o['${name}'].${name});`).join('')}`),
    ).toEqual(names.flatMap(() => [null, null]));
  });

  it('are those of the project when the settings say so', () => {
    const code = "import { context } from './telemetry.js'; probe(context.active)";
    expect(getNames(code)).toEqual([null]);
    expect(getNames(code, { apiModules: ['./telemetry'] })).toEqual(['context.active']);
  });

  it('are known in CommonJS and in JavaScript', () => {
    const code = "const { trace } = require('@opentelemetry/api'); probe(trace.getTracer('x'))";
    expect(getNames(code, {}, 'src/file.cjs')).toEqual(['Tracer']);
    expect(getNames(code, {}, 'src/file.js')).toEqual(['Tracer']);
  });

  it('follow annotations', () => {
    const code = `import { type Tracer, type Span as S } from '@opentelemetry/api';
      import type * as api from '@opentelemetry/api';
      interface Deps { tracer: Tracer; nested: { span: S } }
      type Alias = Deps;
      function g(trace: api.TraceAPI, propagation: api.PropagationAPI) {
        probe(trace.getTracer('x')); probe(propagation.extract);
      }
      function f(tracer: Tracer, span: S | undefined, ctx: api.Context, { tracer: t }: Alias, deps: Deps) {
        probe(tracer); probe(span); probe(ctx); probe(t); probe(deps.nested.span); probe(tracer.startSpan);
      }`;
    expect(getNames(code)).toEqual([
      'Tracer',
      'propagation.extract',
      'Tracer',
      'Span',
      'Context',
      'Tracer',
      'Span',
      'Tracer#startSpan',
    ]);
  });
});

describe('helpers that the settings name', () => {
  function isNamed(code: string, specifier: string): readonly boolean[] {
    const { model, probes } = buildModel(code);
    return probes.map((node) => model.api.isNamed(node, parseSpecifier(specifier)));
  }

  it('match by their last name, or by the whole path', () => {
    const code =
      'probe(withSpan); probe(this.withSpan); probe(a.b.withSpan); probe(withSpan.call); probe(a[withSpan]);';
    expect(isNamed(code, 'withSpan')).toEqual([true, true, true, false, false]);
    expect(isNamed(code, 'this.withSpan')).toEqual([false, true, false, false, false]);
    expect(isNamed(code, 'a.b.withSpan')).toEqual([false, false, true, false, false]);
  });

  it('match exports of a module, whatever they are called here', () => {
    const code = `import { withSpan as wrap } from '../lib/telemetry.js'; import * as t from '../lib/telemetry.js';
      import { withSpan } from './other.js'; probe(wrap); probe(t.withSpan); probe(withSpan);`;
    expect(isNamed(code, '../lib/telemetry#withSpan')).toEqual([true, true, false]);
  });
});

describe('whether the file imports the API', () => {
  it.each([
    ["import '@opentelemetry/api';", true],
    ["import type { Span } from '@opentelemetry/api';", true],
    ["const api = require('@opentelemetry/api');", true],
    ["import { x } from '@opentelemetry/sdk-node';", false],
    ['const name = "@opentelemetry/api";', false],
  ])('%s', (code, expected) => {
    expect(buildModel(code).model.api.isImported).toBe(expected);
  });
});
