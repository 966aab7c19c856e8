import { describe, expect, it } from 'vitest';
import { buildModel } from './build-model.js';

const API = "import * as api from '@opentelemetry/api'; ";

/** What each probed expression is: its origin, else the kind of its value; null when it is not known. */
function describeValues(code: string, filename?: string): readonly (string | null)[] {
  const { model, probes } = buildModel(code, {}, filename);
  return probes.map((node) => {
    const origin = model.values.findOrigin(node);
    if (origin) return `${origin.module}:${origin.path}${origin.isInstance ? ' instance' : ''}`;
    return model.values.evaluate(node)?.kind ?? null;
  });
}

describe('the value of an expression', () => {
  it.each([
    [
      'new EventEmitter',
      "import { EventEmitter } from 'node:events'; probe(new EventEmitter())",
      'events:EventEmitter instance',
    ],
    [
      'the API as the SDK for Node.js exports it',
      "import { api } from '@opentelemetry/sdk-node'; probe(api.trace)",
      '@opentelemetry/api:trace',
    ],
    [
      'the API as a member of that SDK',
      "const sdk = require('@opentelemetry/sdk-node'); probe(sdk.api.context.active())",
      '@opentelemetry/api:Context instance',
    ],
    [
      'a module that the SDK for Node.js exports',
      "import * as sdk from '@opentelemetry/sdk-node'; probe(new sdk.node.NodeTracerProvider())",
      '@opentelemetry/sdk-trace-node:NodeTracerProvider instance',
    ],
    [
      'an annotation with the type of a module',
      "class A { api?: typeof import('@opentelemetry/api'); f() { probe(this.api!.trace); } }",
      '@opentelemetry/api:trace',
    ],
    [
      'an annotation with the type of an export',
      "declare const context: typeof import('@opentelemetry/api').context; probe(context)",
      '@opentelemetry/api:context',
    ],
    [
      'an annotation with a type of another module',
      "function f(span: import('@opentelemetry/api').Span) { probe(span); }",
      '@opentelemetry/api:Span instance',
    ],
    [
      'an annotation with the type of a constant',
      `${API}function f(a: typeof api) { probe(a.trace); }`,
      '@opentelemetry/api:trace',
    ],
    [
      'a subclass in the file',
      "import { EventEmitter } from 'events'; class A extends EventEmitter {} class B extends A {} probe(new B())",
      'events:EventEmitter instance',
    ],
    [
      'the request of a handler',
      "import http from 'node:http'; http.createServer((request) => probe(request))",
      'http:IncomingMessage instance',
    ],
    [
      'the response to a request',
      "import { get } from 'https'; get('https://x', {}, function (response) { probe(response); })",
      'http:IncomingMessage instance',
    ],
    [
      'what an event brings',
      "import http from 'http'; http.request('http://x').on('response', (response) => probe(response))",
      'http:IncomingMessage instance',
    ],
    [
      'what another event brings',
      "import http from 'http'; http.request('http://x').on('upgrade', (response) => probe(response))",
      null,
    ],
    [
      'the second parameter of a handler',
      "import http from 'http'; http.createServer((request, response) => probe(response))",
      null,
    ],
    ['an awaited call', "import { connect } from 'x'; probe(await connect())", 'x:connect() instance'],
    ['a default export called', "import connect from 'x'; probe(connect().channel)", 'x:default()#channel'],
    ['a global', 'probe(globalThis.setTimeout)', 'global:setTimeout'],
    ['window in the browser', 'probe(window.setTimeout)', 'global:setTimeout'],
    ['a function', 'const f = () => 1; probe(f)', 'function'],
    ['a hoisted function', 'probe(f); function f() {}', 'function'],
    ['a bound function', 'function f() {} probe(f.bind(null))', 'function'],
    ['a class', 'class A {} probe(A)', 'class'],
    ['an instance of a class of the file', 'class A {} probe(new A())', 'object'],
    ['an object', 'probe({ a: 1 })', 'literal'],
    [
      'an overloaded function',
      'function f(a: string): void; function f(a: number): void; function f() {} probe(f)',
      'function',
    ],
    ['a call of an arrow', "import { a } from 'x'; const f = () => a; probe(f())", 'x:a'],
    [
      'a call of a function that returns at its end',
      "import { a } from 'x'; function f() { if (on) { log(); } return a; } probe(f())",
      'x:a',
    ],
    [
      'a method of a class',
      "import { a } from 'x'; class A { get() { return a; } use() { probe(this.get()); } }",
      'x:a',
    ],
    ['a static method', "import { a } from 'x'; class A { static get() { return a; } } probe(A.get())", 'x:a'],
    ['a private field', "import { a } from 'x'; class A { #a = a; use() { probe(this.#a); } }", 'x:a'],
    [
      'a field set in the constructor',
      "import { a } from 'x'; class A { constructor() { this.a = a; } use() { probe(this.a); } }",
      'x:a',
    ],
    [
      'a field of the base class',
      "import { a } from 'x'; class B { a = a } class A extends B { use() { probe(this.a); } }",
      'x:a',
    ],
    [
      'a parameter property',
      "import { A } from 'x'; class B { constructor(private a: A) {} use() { probe(this.a); } }",
      'x:A instance',
    ],
    [
      'this in an arrow of a method',
      "import { a } from 'x'; class A { a = a; use() { [1].map(() => probe(this.a)); } }",
      'x:a',
    ],
    ['a destructured default', "import { a } from 'x'; const { b = a } = unknown(); probe(b)", 'x:a'],
    ['a nested pattern', "import * as x from 'x'; const { a: { b } } = { a: { b: x.c } }; probe(b)", 'x:c'],
    ['either branch', "import { a } from 'x'; probe(on ? a : null); ", 'x:a'],
    ['an assignment', "import { a } from 'x'; let b; probe(b = a)", 'x:a'],
    ['a satisfies expression', "import { a } from 'x'; probe(a satisfies B)", 'x:a'],
    ['an assertion on something unknown', "import { A } from 'x'; probe(get() as A)", 'x:A instance'],
    ['a shadowed name', "import { a } from 'x'; { const a = () => {}; probe(a); }", 'function'],
  ])('%s', (_, code, expected) => {
    expect(describeValues(code)).toEqual([expected]);
  });

  it.each([
    ['a function that is declared twice', 'function f() {} function f() {} probe(f)', 'src/file.cjs'],
    ['a generator that is called', "import { a } from 'x'; function* f() { return a; } probe(f())"],
    ['a property behind a spread', "import { a } from 'x'; const o = { a, ...other }; probe(o.a)"],
    [
      'this in a plain function',
      "import { a } from 'x'; class A { a = a; use() { return function () { probe(this.a); }; } }",
    ],
    ['an instance field read from the class', "import { a } from 'x'; class A { a = a } probe(A.a)"],
    ['a compound assignment', "import { a } from 'x'; let b = a; b += 1; probe(b)"],
    ['the item of a loop', "import { a } from 'x'; for (const b of [a]) probe(b)"],
    ['a function of the type of another', 'function work() {} function f(run: typeof work) { probe(run); }'],
    ['a caught error', 'try { f(); } catch (error) { probe(error); }'],
    ['a rest parameter', 'function f(...rest) { probe(rest); }'],
    ['a name that is only a type', 'interface A {} function f(a: A) { probe(a.b); }'],
  ])('%s is not known', (_, code, filename = 'src/file.ts') => {
    expect(describeValues(code, filename)).toEqual([null]);
  });
});

describe('odd input', () => {
  it('takes names of Object.prototype for ordinary names', () => {
    const code = `${API}
      const o = { constructor: api.trace, ['__proto__']: api.context, toString: api.propagation };
      class A { constructor() {} valueOf = api.trace; hasOwnProperty() { return api.context; } use() {
        probe(this.constructor); probe(this.valueOf); probe(this.hasOwnProperty()); probe(this.toString); } }
      probe(o.constructor); probe(o.toString); probe(o.hasOwnProperty); probe({}.constructor); probe(new A().__proto__);`;
    expect(describeValues(code)).toEqual([
      null,
      '@opentelemetry/api:trace',
      '@opentelemetry/api:context',
      null,
      '@opentelemetry/api:trace',
      '@opentelemetry/api:propagation',
      null,
      null,
      null,
    ]);
  });

  it('answers on cycles', () => {
    const code = `let a = b; let b = c; let c = a; class A extends B {} class B extends A {} interface I extends I { i: I }
      type T = U; type U = T; const f = () => g(); const g = () => f(); const o = { o: () => o }; const { p = p } = q; var q = { p };
      probe(a); probe(new A().x); probe(f()); probe(o.o().o().o); probe(p); probe(q.p);
      function h(i: I, t: T) { probe(i.i.i.i); probe(t); probe(h(h(h()))); }`;
    expect(describeValues(code)).toEqual([null, null, null, 'function', null, null, 'type', null, null]);
  });

  it('gives the same answer whatever was asked before', () => {
    const cycle = `${API} let a = b; if (on) a = api.trace; let b = a; let c = b;`;
    const expected = '@opentelemetry/api:trace';
    expect(describeValues(`${cycle} probe(a); probe(b); probe(c);`)).toEqual([expected, expected, expected]);
    expect(describeValues(`${cycle} probe(c); probe(b); probe(a);`)).toEqual([expected, expected, expected]);
    expect(describeValues(`${cycle} probe(b); probe(a); probe(c);`)).toEqual([expected, expected, expected]);
  });

  it('does not let a deep question spoil a shallow one', () => {
    const count = 70;
    const constants = Array.from({ length: count }, (_, index) => `const v${index + 1} = v${index};`).join(' ');
    const code = `${API} const v0 = api.trace; ${constants}`;
    expect(describeValues(`${code} probe(v70); probe(v30);`)[1]).toBe('@opentelemetry/api:trace');
  });

  it('answers on deep nesting', () => {
    const members = `probe(a${'.b'.repeat(300)});`;
    const calls = `probe(a${'.b()'.repeat(300)});`;
    const branches = `probe(${'0 || ('.repeat(300)}a${')'.repeat(300)});`;
    const aliases = Array.from({ length: 5000 }, (_, index) => `const v${index + 1} = v${index};`).join('\n');
    const code = `import { a } from 'x'; ${members} ${calls} ${branches} const v0 = a; ${aliases} probe(v5000);`;
    expect(describeValues(code)).toEqual([null, null, null, null]);
  });

  it('looks at a variable once, however often it is written from itself', () => {
    const writes = 'query = query.where();\n'.repeat(3000);
    const { model } = buildModel(`${API} let query = api.trace.getTracer('x'); ${writes}`);
    const names = model.index.calls.map((call) => model.api.findName(call));
    expect(names).toHaveLength(3001);
    expect(names[0]).toBe('Tracer');
  });
});

describe('the expression that a constant stands for', () => {
  function dereference(code: string): readonly string[] {
    const { model, probes } = buildModel(code);
    return probes.map((node) => model.sourceCode.getText(model.values.dereference(node)));
  }

  it('is followed through names and assertions', () => {
    expect(dereference('const a = f(); const b = a as T; let c = b!; probe(c); probe(a.b); probe((a));')).toEqual([
      'f()',
      'a.b',
      'f()',
    ]);
  });

  it('is the name itself where the variable is written twice, destructured, a parameter or in a cycle', () => {
    const code =
      'let a = 1; a = 2; const { b } = o; function f(c = 1) { probe(c); } probe(a); probe(b); probe(unknown); var d = e, e = d; probe(d);';
    const [c, a, b, unknown, d] = dereference(code);
    expect([c, a, b, unknown]).toEqual(['c', 'a', 'b', 'unknown']);
    expect(['d', 'e']).toContain(d);
  });
});
