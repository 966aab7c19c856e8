import type { TSESLint } from '@typescript-eslint/utils';
import { describe, expect, it } from 'vitest';
import { canThrow, shareFlow } from '../../src/flow/index.js';
import { type Analysis, analyse } from './analyse.js';

/** The life of what `acquire()` returns, until `release()`. */
function getLife({ flow, call, calls }: Analysis, ignoresExceptions = false) {
  const releases = calls('release');
  return flow.getLiveRegion({ acquire: call('acquire'), releases, escapes: calls('escape'), ignoresExceptions });
}

function getExits(code: string) {
  return getLife(analyse(code))
    .getExits()
    .map(({ kind, line }) => `${kind} ${line}`);
}

function findThrow(code: string): string | null {
  const analysis = analyse(code);
  const releases: readonly unknown[] = analysis.calls('release');
  const thrown = getLife(analysis, true).findThrow((event) => canThrow(event) && !releases.includes(event));
  return thrown && code.slice(...thrown.range);
}

describe('the exits that a resource reaches alive', () => {
  it.each([
    ['the end of a function', 'function f() {\nacquire();\n}', ['end 3']],
    ['the end of the file', 'acquire();\nuse();', ['end 2']],
    ['none after a release', 'function f() {\nacquire();\nrelease();\n}', []],
    ['none after it has got another owner', 'function f() {\nacquire();\nescape();\n}', []],
    ['an early return', 'function f(a) {\nacquire();\nif (a) {\nreturn;\n}\nrelease();\n}', ['return 4']],
    ['a throw', 'function f(a) {\nacquire();\nif (a) throw a;\nrelease();\n}', ['throw 3']],
    ['every one of several', 'function f(a) {\nacquire();\nif (a) return 1;\nuse();\n}', ['return 3', 'end 5']],
    ['a branch without a release', 'function f(a) {\nacquire();\nif (a) release();\n}', ['end 4']],
    [
      'a case without a release',
      'function f(a) {\nacquire();\nswitch (a) {\ncase 1: release(); break;\ncase 2:\n}\n}',
      ['end 7'],
    ],
    [
      'no case, since every one falls through to the release',
      'function f(a) {\nacquire();\nswitch (a) {\ncase 1:\ndefault: release();\n}\n}',
      [],
    ],
    ['past a labelled block', 'function f(a) {\nacquire();\nout: {\nif (a) break out;\nrelease();\n}\n}', ['end 7']],
    [
      'a return that goes through finally',
      'function f(a) {\nacquire();\ntry {\nreturn 1;\n} finally {\nuse();\n}\n}',
      ['return 4'],
    ],
    [
      'none where finally releases',
      'function f(a) {\nacquire();\ntry {\nif (a) return use();\n} finally {\nrelease();\n}\n}',
      [],
    ],
    [
      'none where finally releases on the way of a break',
      'for (const a of b) {\nacquire();\ntry {\nif (a) break;\n} finally {\nrelease();\n}\n}',
      [],
    ],
    ['none in a loop without an end', 'function f() {\nacquire();\nfor (;;) use();\n}', []],
    ['none of unreachable code', 'function f() {\nreturn;\nacquire();\n}', []],
    ['the same on every version for a yield', 'function* f() {\nacquire();\nyield 1;\nrelease();\n}', []],
    ['the end of a static block', 'class A {\nstatic {\nacquire();\n}\n}', ['end 4']],
    ["the end of a field's value", 'class A {\nfield = acquire();\n}', ['end 2']],
    ['the end of a module with top-level await', 'acquire();\nawait use();\n', ['end 3']],
  ])('%s', (_, code, expected) => {
    expect(getExits(code)).toEqual(expected);
  });
});

describe('the first event whose exception leaves the function alive', () => {
  it.each([
    ['a call', 'acquire(); use(); release();', 'use()'],
    ['nothing behind the release', 'acquire(); release(); use();', null],
    ['nothing before the acquisition', 'use(); acquire(); release();', null],
    ['a throw statement', 'function f(a) { acquire(); if (a) throw a; release(); }', 'throw a;'],
    ['an await', 'async function f(a) { acquire(); await a; release(); }', 'await a'],
    ['a yield', 'function* f(a) { acquire(); yield a; release(); }', 'yield a'],
    ['before try', 'function f() { acquire(); use(); try { work(); } finally { release(); } }', 'use()'],
    ['nothing where finally releases', 'function f() { acquire(); try { work(); } finally { release(); } }', null],
    ['where finally does not', 'function f() { acquire(); try { work(); } finally { use(); } release(); }', 'work()'],
    [
      'nothing where catch goes on to the release',
      'function f() { acquire(); try { work(); } catch {} release(); }',
      null,
    ],
    ['where catch leaves', 'function f() { acquire(); try { work(); } catch { return; } release(); }', 'work()'],
    [
      'where catch throws again',
      'function f() { acquire(); try { work(); } catch (e) { throw e; } release(); }',
      'work()',
    ],
    [
      'in the middle of try, past the release',
      'function f() { try { start(); acquire(); work(); release(); } catch {} }',
      'work()',
    ],
    [
      'through finally to a catch that releases',
      'function f() { acquire(); try { try { work(); } finally { a = 1; } } catch { release(); } }',
      null,
    ],
    [
      'nothing in the form of finally that goes on to the release',
      'function f() { try { work(); acquire(); } finally { try { use(); } catch {} } release(); }',
      null,
    ],
    ['in catch itself', 'function f() { acquire(); try { a = 1; } catch { work(); } release(); }', null],
    [
      'in a catch that a call leads to',
      'function f() { acquire(); try { use(); } catch { work(); } release(); }',
      'work()',
    ],
  ])('%s', (_, code, expected) => {
    expect(findThrow(code)).toBe(expected);
  });
});

describe('branches that are certain', () => {
  const life = (code: string, isTaken: boolean) => {
    const analysis = analyse(code);
    const branch = analysis.call('release').parent;
    const branches = branch ? [branch] : [];
    const releases = isTaken ? [analysis.call('release')] : [];
    return analysis.flow
      .getLiveRegion({
        acquire: analysis.call('acquire'),
        releases,
        escapes: [],
        ...(isTaken ? { taken: branches } : { never: branches }),
      })
      .getExits();
  };

  it('are entered where they are taken', () => {
    expect(life('function f(a) { acquire(); if (a) release(); }', true)).toEqual([]);
  });

  it('are not entered where they are never', () => {
    expect(life('function f(a) { acquire(); if (a) release(); else for (;;); }', false)).toEqual([]);
  });
});

describe('the stack of the caller', () => {
  it.each([
    ['before any await', 'async function f() { here(); await a; }', true],
    ['after an await', 'async function f() { await a; here(); }', false],
    ['in an argument after an await', 'async function f() { here(await a); }', false],
    ['after an await on one branch', 'async function f(a) { if (a) await a; here(); }', true],
    ['after an await on both', 'async function f(a) { a ? await a : await b; here(); }', false],
    ['in for await', 'async function f(a) { for await (const b of a) here(); }', false],
    ['behind for await', 'async function f(a) { for await (const b of a); here(); }', false],
    ['behind await using, in its block', 'async function f(a) { await using b = a; here(); }', true],
    ['behind the block of await using', 'async function f(a) { { await using b = a; } here(); }', false],
    ['in a function inside', 'async function f(a) { await a; () => here(); }', true],
    ['after a yield', 'async function* f(a) { await a; yield 1; here(); }', true],
    ['after a yield and an await', 'async function* f(a) { yield 1; await a; here(); }', false],
    ['at the top level', 'await a; here();', false],
  ])('%s', (_, code, expected) => {
    for (const isListening of [true, false]) {
      const { flow, call } = analyse(code, isListening);
      expect(flow.isOnCallerStack(call('here'))).toBe(expected);
    }
  });
});

describe('paths between nodes', () => {
  it('are found, and found missing', () => {
    const { flow, call } = analyse('function f(a) { one(); if (a) { two(); return; } three(); }');
    expect(flow.reaches(call('one'), call('three'))).toBe(true);
    expect(flow.reaches(call('two'), call('three'))).toBe(false);
    expect(flow.reaches(call('one'), call('two'), [call('two')])).toBe(true);
  });

  it('can avoid nodes', () => {
    const { flow, call } = analyse('function f() { one(); two(); three(); }');
    expect(flow.reaches(call('one'), call('three'), [call('two')])).toBe(false);
  });

  it('lead into a loop of catch by its beginning alone', () => {
    const { flow, call } = analyse('try { work(); } catch { one(); while (a) two(); }');
    expect(flow.isDominatedBy(call('two'), [call('one')])).toBe(true);
  });

  it('lead through the finally that a break leaves', () => {
    const { flow, call } = analyse('while (a) { try { work(); break; } finally { one(); } two(); } three();');
    expect(flow.reaches(call('work'), call('three'), [call('one')])).toBe(false);
    expect(flow.reaches(call('work'), call('three'), [call('two')])).toBe(true);
  });

  it('lead round a loop to the same node', () => {
    const { flow, call } = analyse('while (a) { one(); two(); }');
    expect(flow.reaches(call('one'), call('one'))).toBe(true);
    expect(flow.reaches(call('one'), call('one'), [call('two')])).toBe(false);
  });

  it('find the event around a node that is none', () => {
    const { flow, node, call } = analyse('function f(a) { if (a) return a.b; one(a.c); }');
    expect(flow.isReachable(node('MemberExpression'))).toBe(true);
    expect(flow.isDominatedBy(call('one'), [node('ReturnStatement')])).toBe(false);
  });

  it('are those of a function that a class field holds', () => {
    const { flow, call } = analyse('class A { run = async () => { first(); await 1; second(); }; }');
    expect(flow.isOnCallerStack(call('first'))).toBe(true);
    expect(flow.isOnCallerStack(call('second'))).toBe(false);
  });

  it('do not lead out of a function', () => {
    const { flow, call } = analyse('one(); const f = () => { two(); };');
    expect(flow.reaches(call('one'), call('two'))).toBe(false);
  });
});

describe('the recording', () => {
  it('is made by the rule that asks first, for all of them', () => {
    const ast = { type: 'Program' } as TSESLint.SourceCode['ast'];
    const first = shareFlow({ ast });
    const second = shareFlow({ ast });
    expect(first.recorder).not.toBeNull();
    expect(second.recorder).toBeNull();
    expect(second.getFlow()).toBeNull();
  });

  it('begins anew when a walk was cut short', () => {
    const ast = { type: 'Program' } as TSESLint.SourceCode['ast'];
    const { recorder } = shareFlow({ ast });
    const start = recorder?.getListeners('')['onCodePathStart'] as ((path: unknown, node: unknown) => void) | undefined;
    start?.({ upper: null }, ast);
    expect(shareFlow({ ast }).recorder).not.toBeNull();
  });
});

describe('large functions', () => {
  it('of ten thousand lines have an answer', () => {
    const lines = Array.from({ length: 10_000 }, (_, index) => `if (a === ${index}) use${index}();`);
    expect(getExits(`function f(a) {\nacquire();\n${lines.join('\n')}\n}`)).toEqual(['end 10003']);
  });

  it('with thousands of resources have one for each', () => {
    const lines = Array.from({ length: 3000 }, (_, index) => `acquire${index}(); if (a) return; release${index}();`);
    const { flow, calls } = analyse(`function f(a) {\n${lines.join('\n')}\n}`);
    const releases = calls('release');
    const exits = calls('acquire').flatMap((acquire, index) => {
      const own = releases.slice(index, index + 1);
      return flow.getLiveRegion({ acquire, releases: own, escapes: [] }).getExits();
    });
    expect(exits.map(({ line }) => line)).toEqual(lines.map((_, index) => index + 2));
  });

  it('with deep nesting have one', () => {
    const depth = 400;
    expect(
      getExits(`function f(a) {\nacquire();\n${'if (a) {'.repeat(depth)}release();${'}'.repeat(depth)}\n}`),
    ).toEqual(['end 4']);
  });
});
