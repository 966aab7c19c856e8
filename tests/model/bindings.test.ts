import { describe, expect, it } from 'vitest';
import type { Node } from '../../src/model/code/nodes.js';
import { buildModel } from './build-model.js';

/** What the variable of each probed name can hold: expressions with the steps from them to the name. */
function getAssigned(code: string, filename?: string): readonly (readonly string[] | null)[] {
  const { model, probes } = buildModel(code, {}, filename);
  return probes.map((node) => {
    const variable = node.type === 'Identifier' ? model.bindings.findVariable(node) : null;
    const assigned = variable && model.bindings.findAssigned(variable);
    return (
      assigned?.map(({ expression, steps }) =>
        [model.sourceCode.getText(expression), ...steps.map((step) => step ?? '?')].join(' '),
      ) ?? null
    );
  });
}

describe('what a variable can hold', () => {
  it.each([
    ['its declaration', 'const a = f(); probe(a)', ['f()']],
    ['every assignment', 'let a; a = f(); a = g(); probe(a)', ['f()', 'g()']],
    ['nothing', 'let a; probe(a)', []],
    ['a property', 'const { b: a } = o; probe(a)', ['o b']],
    ['a string property', "const { 'b c': a } = o; probe(a)", ['o b c']],
    ['a deep property', 'const { b: { c: [a] } } = o; probe(a)', ['o b c ?']],
    ['a rest element', 'const { b, ...a } = o; probe(a)', ['o ?']],
    ['a computed property', 'const { [b]: a } = o; probe(a)', ['o ?']],
    ['a default and a property', 'const { a = f() } = o; probe(a)', ['f()', 'o a']],
    ['a default of a parameter', 'function f(a = g()) { probe(a); }', ['g()']],
    ['an assigned pattern', 'let a; ({ b: a } = o); [a] = p; probe(a)', ['o b', 'p ?']],
    ['a name of Object.prototype', 'const { constructor: a, __proto__: b } = o; probe(a); ', ['o constructor']],
  ])('%s', (_, code, expected) => {
    const [assigned] = getAssigned(code);
    expect([...(assigned ?? ['unknown'])].sort()).toEqual([...expected].sort());
  });

  it.each([
    ['the item of a loop', 'for (const a of b) probe(a)'],
    ['the key of a loop', 'for (const a in b) probe(a)'],
    ['an increment', 'let a = 0; a++; probe(a)'],
    ['a compound assignment', 'let a = f(); a ||= g(); probe(a)'],
    ['a global', 'probe(a)'],
    ['an assignment in the head of a loop', 'let a; for (a of b) probe(a)'],
  ])('%s is not known', (_, code) => {
    expect(getAssigned(code)).toEqual([null]);
  });
});

describe('the one value of a variable', () => {
  function getSole(code: string): readonly (string | null)[] {
    const { model, probes } = buildModel(code);
    const getText = (node: Node | null) => node && model.sourceCode.getText(node);
    return probes.map((node) => {
      const variable = node.type === 'Identifier' ? model.bindings.findVariable(node) : null;
      return getText(variable && model.bindings.findSoleValue(variable));
    });
  }

  it('is known for what is written once as a whole', () => {
    expect(getSole('const a = f(); let b; b = g(); probe(a); probe(b);')).toEqual(['f()', 'g()']);
  });

  it('is not known for two writes, patterns, parameters, imports, functions and classes', () => {
    const code = `import c from 'c'; let a = 1; a = 2; const { b } = o; function d(e = 1) { probe(e); } class F {}
      probe(a); probe(b); probe(c); probe(d); probe(F);`;
    expect(getSole(code)).toEqual([null, null, null, null, null, null]);
  });

  it('is not known for a function that is written over', () => {
    expect(getSole('function f() {} f = g; probe(f);')).toEqual([null]);
  });
});

describe('which variable a name means', () => {
  it('is the nearest, also above its declaration, in patterns and in types', () => {
    const code = `probe(a); var a = 1; { let a = 2; probe(a); } function f({ a }) { probe(a); } probe(undeclared);`;
    const { model, probes } = buildModel(code);
    const lines = probes.map((node) => {
      const variable = node.type === 'Identifier' ? model.bindings.findVariable(node) : null;
      return variable?.identifiers[0] ? model.sourceCode.getText(variable.identifiers[0].parent) : null;
    });
    expect(lines).toEqual(['a = 1', 'a = 2', 'a', null]);
  });

  it('tells globals from properties', () => {
    const { model, probes } = buildModel('probe(a); const b = 1; probe(b); probe(c.d);');
    const [a, b, c] = probes;
    const isGlobal = (node: Node | undefined) => node?.type === 'Identifier' && model.bindings.isGlobal(node);
    expect([isGlobal(a), isGlobal(b)]).toEqual([true, false]);
    expect(c?.type === 'MemberExpression' && [isGlobal(c.object), isGlobal(c.property)]).toEqual([true, false]);
  });
});

describe('the modules of a file', () => {
  it('are those that it imports and requires by name', () => {
    const code =
      "import a from 'a'; import 'b'; import type { C } from 'c'; const d = require('d'); require(e); other('f'); export * from 'g';";
    expect(buildModel(code).model.bindings.importSources).toEqual(['a', 'b', 'c', 'd']);
  });
});
