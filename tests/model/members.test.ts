import { describe, expect, it } from 'vitest';
import type { TSESTree } from '@typescript-eslint/utils';
import { findClassMember, findLiteralMember, findThisClass, findTypeMember } from '../../src/model/code/members.js';
import { type ClassNode, type Node, isClass } from '../../src/model/code/nodes.js';
import { buildModel } from './build-model.js';

function getClass(code: string): {
  readonly owner: ClassNode;
  readonly getMembers: (name: string, isStatic?: boolean) => string[];
} {
  const { model } = buildModel(code);
  const owner = model.sourceCode.ast.body.find((node): node is TSESTree.ClassDeclarationWithName => isClass(node));
  if (!owner) throw new Error('no class');
  const getMembers = (name: string, isStatic = false) =>
    findClassMember(owner, name, isStatic, model.index.assignments).map((node) => model.sourceCode.getText(node));
  return { owner, getMembers };
}

describe('a member of a class', () => {
  it('is what its field holds, its method, and what its getter returns', () => {
    const { getMembers } = getClass('class A { a = 1; b() {} get c() { return this.a; } set c(v) {} d; }');
    expect(getMembers('a')).toEqual(['1']);
    expect(getMembers('b')).toEqual(['() {}']);
    expect(getMembers('c')).toEqual(['this.a']);
    expect(getMembers('d')).toEqual([]);
    expect(getMembers('e')).toEqual([]);
  });

  it('is told by values before types, wherever they are assigned', () => {
    const code = `class A { a: T; constructor(private b: U, readonly c: V = d, e) { this.a = 1; }
      set(v) { this.a = 2; this.b = v; other.a = 3; this.a += 4; this['f'] = 5; } }`;
    const { getMembers } = getClass(code);
    expect(getMembers('a')).toEqual(['1', '2', 'T']);
    expect(getMembers('b')).toEqual(['v', 'U']);
    expect(getMembers('c')).toEqual(['d', 'V']);
    expect(getMembers('e')).toEqual([]);
    expect(getMembers('f')).toEqual(['5']);
  });

  it('is static or not, private or not', () => {
    const { getMembers } = getClass(
      'class A { static a = 1; a = 2; #a = 3; "b c" = 4; [d] = 5; static { this.e = 6; } }',
    );
    expect([getMembers('a', true), getMembers('a'), getMembers('#a'), getMembers('b c'), getMembers('d')]).toEqual([
      ['1'],
      ['2'],
      ['3'],
      ['4'],
      [],
    ]);
  });

  it('may be named as those of Object.prototype', () => {
    const { getMembers } = getClass(
      'class A { constructor() { this.__proto__ = 1; } toString() {} hasOwnProperty = 2; }',
    );
    expect(getMembers('constructor')).toEqual([]);
    expect(getMembers('__proto__')).toEqual(['1']);
    expect(getMembers('toString')).toEqual(['() {}']);
    expect(getMembers('hasOwnProperty')).toEqual(['2']);
    expect(getMembers('valueOf')).toEqual([]);
  });
});

describe('the class that this means', () => {
  it('is that of the method, field or static block around it, through arrows', () => {
    const code = `class A { a = probe(this); static b = probe(this); c() { probe(this); [1].map(() => probe(this)); }
      static d() { probe(this); } static { probe(this); } get e() { return probe(this); } f = () => probe(this); constructor() { probe(this); }
      g() { function h() { probe(this); } const o = { i() { probe(this); } }; } [probe(this)]() {} } probe(this); const j = () => probe(this);`;
    const { probes } = buildModel(code, {}, 'src/file.js');
    const found = probes.map((node) => {
      const owner = findThisClass(node);
      return owner && (owner.isStatic ? 'static' : 'instance');
    });
    expect(found).toEqual([
      'instance',
      'static',
      'instance',
      'instance',
      'static',
      'static',
      'instance',
      'instance',
      'instance',
      null,
      null,
      null,
      null,
      null,
    ]);
  });
});

describe('a property of an object', () => {
  function getProperty(code: string, name: string): string | null {
    const { model, probes } = buildModel(`probe(${code});`);
    const [literal] = probes;
    const value: Node | null = literal?.type === 'ObjectExpression' ? findLiteralMember(literal, name) : null;
    return value && model.sourceCode.getText(value);
  }

  it.each([
    ['{ a: 1 }', 'a', '1'],
    ['{ a: 1, a: 2 }', 'a', '2'],
    ["{ 'a b': 1 }", 'a b', '1'],
    ['{ [`a`]: 1 }', 'a', '1'],
    ['{ a }', 'a', 'a'],
    ['{ a() {} }', 'a', '() {}'],
    ['{ ...o, a: 1 }', 'a', '1'],
    ['{ a: 1, ...o }', 'a', null],
    ['{ get a() { return 1; } }', 'a', null],
    ['{ [a]: 1 }', 'a', null],
    ['{}', 'constructor', null],
    ['{ constructor: 1 }', 'constructor', '1'],
    ['{ 1: 2 }', '1', null],
  ])('%s: %s', (code, name, expected) => {
    expect(getProperty(code, name)).toBe(expected);
  });
});

describe('a property of a type', () => {
  it('is found in interfaces and object types', () => {
    const { model } = buildModel("interface A { a: T; readonly 'b c'?: U; d(): V; e }");
    const [type] = model.sourceCode.ast.body;
    if (type?.type !== 'TSInterfaceDeclaration') throw new Error('no interface');
    const names = ['a', 'b c', 'd', 'e', 'constructor'];
    const found = names.map((name) => findTypeMember(type.body, name));
    expect(found.map((node) => node && model.sourceCode.getText(node))).toEqual(['T', 'U', null, null, null]);
  });
});
