import { describe, expect, it } from 'vitest';
import { findTokenUses } from '../../src/model/lifetimes/token-uses.js';
import { buildModel } from './build-model.js';

const imports = "import { context } from '@opentelemetry/api';\n";

function getKinds(code: string, settings: object = {}): string[] {
  const { model } = buildModel(imports + code, settings);
  return model.getAttachments().map(({ kind }) => kind);
}

/** What the file does with the token of its first attachment, as source text. */
function getUses(code: string) {
  const { model } = buildModel(imports + code);
  const [attachment] = model.getAttachments();
  if (!attachment) throw new Error('The code attaches nothing.');
  const uses = findTokenUses(attachment, model);
  const toText = (nodes: readonly { range: readonly [number, number] }[]) =>
    nodes.map((node) => model.sourceCode.text.slice(...node.range));
  return {
    disposals: toText(uses.disposals),
    helperCalls: toText(uses.helperCalls),
    foreign: toText(uses.foreign),
    isShared: uses.isShared,
    writes: toText(uses.writes),
    taken: toText(uses.taken),
    never: toText(uses.never),
  };
}

const NOTHING = { disposals: [], helperCalls: [], foreign: [], isShared: false, writes: [], taken: [], never: [] };

describe('what becomes of a token', () => {
  it.each([
    ['nothing, as a statement', 'context.attach(ctx);', 'dropped'],
    ['nothing, behind void', 'void context.attach(ctx);', 'dropped'],
    ['nothing, before a comma', 'context.attach(ctx), run();', 'dropped'],
    ['nothing, behind a condition', 'ctx && context.attach(ctx);', 'dropped'],
    ['nothing, in a variable that is not read', 'const token = context.attach(ctx);', 'dropped'],
    ['a variable', 'const token = context.attach(ctx); token.dispose();', 'variable'],
    ['a variable that is assigned', 'let token; token = context.attach(ctx); token.dispose();', 'variable'],
    ['a variable, on a condition', 'const token = ctx ? context.attach(ctx) : null; token?.dispose();', 'variable'],
    ['a variable, with an assertion', 'const token = context.attach(ctx) as Token; token.dispose();', 'variable'],
    ['a using declaration', 'using token = context.attach(ctx);', 'using'],
    ['an exported variable', 'export const token = context.attach(ctx);', 'handed-on'],
    [
      'a variable of an outer function',
      'let token; function f() { token = context.attach(ctx); } token.dispose();',
      'handed-on',
    ],
    ['the caller', 'function f() { return context.attach(ctx); }', 'handed-on'],
    ['a field', 'class A { f() { this.token = context.attach(ctx); } }', 'handed-on'],
    ['a map', 'tokens.set(key, context.attach(ctx));', 'handed-on'],
    ['an array', 'const tokens = [context.attach(ctx)];', 'handed-on'],
    ['a pattern', 'const { dispose } = context.attach(ctx);', 'handed-on'],
    ['its own disposal', 'context.attach(ctx).dispose();', 'handed-on'],
  ])('%s', (_, code, kind) => {
    expect(getKinds(code)).toEqual([kind]);
  });

  it('is followed out of functions of the file that return it', () => {
    const code = 'const enter = () => context.attach(ctx);\nconst token = enter();\ntoken.dispose();';
    expect(getKinds(code)).toEqual(['handed-on', 'variable']);
  });

  it('is not followed out of async functions', () => {
    expect(getKinds('const enter = async () => context.attach(ctx);\nenter();')).toEqual(['handed-on']);
  });

  it('is followed out of functions that the settings name', () => {
    const code = "import { enterContext } from './telemetry';\nenterContext(ctx);";
    expect(getKinds(code)).toEqual([]);
    expect(getKinds(code, { contextAttachers: ['./telemetry#enterContext'] })).toEqual(['dropped']);
  });

  it('is asked of a context manager, too', () => {
    const code =
      "import { AsyncLocalStorageContextManager as Manager } from '@opentelemetry/context-async-hooks';\nconst manager = new Manager();\nmanager.attach(ctx);";
    expect(getKinds(code)).toEqual(['dropped']);
  });

  it('is not asked of anything else that is called context', () => {
    expect(getKinds('function f(context) { context.attach(node); }')).toEqual([]);
  });
});

describe('the uses of a token', () => {
  const inFunction = (code: string) => `function f(ctx) { const token = context.attach(ctx); ${code} }`;

  it.each([
    ['token.dispose();', { disposals: ['token.dispose()'] }],
    ['token?.dispose();', { disposals: ['token?.dispose()'], taken: ['dispose'] }],
    ['token!.dispose();', { disposals: ['token!.dispose()'] }],
    ["token['dispose']();", { disposals: ["token['dispose']()"] }],
    ['token[Symbol.dispose]();', { disposals: ['token[Symbol.dispose]()'] }],
    ['void token;', {}],
    ['if (token) run(); else stop();', { taken: ['run();'], never: ['stop();'] }],
    ['if (!token) return;', { never: ['return;'] }],
    ['if (token === undefined) stop(); else run();', { taken: ['run();'], never: ['stop();'] }],
    ['token != null && run();', { taken: ['run()'] }],
    ['token || stop();', { never: ['stop()'] }],
    ['return token;', { isShared: true }],
    ['keep(token);', { isShared: true }],
    ['const other = token;', { isShared: true }],
    ['this.token = token;', { isShared: true }],
    ['const { dispose } = token;', { isShared: true }],
    ['const end = token.dispose; end();', { isShared: true }],
    ['return () => token.dispose();', { isShared: true }],
    ['onEnd(() => token.dispose());', { isShared: true }],
    ['onEnd(() => keep(token));', { isShared: true }],
    ['const end = () => token.dispose(); end();', { helperCalls: ['end()'] }],
    ['end(); function end() { token.dispose(); }', { helperCalls: ['end()'] }],
    ['(() => { token.dispose(); })();', { helperCalls: ['(() => { token.dispose(); })()'] }],
    ['[1].forEach(() => token.dispose());', { helperCalls: ['[1].forEach(() => token.dispose())'] }],
    ['const end = () => token.dispose(); end(); keep(end);', { isShared: true }],
    ['(async () => { await run(); token.dispose(); })();', { foreign: ['token.dispose()'] }],
    ['setTimeout(() => token.dispose(), 1);', { foreign: ['token.dispose()'] }],
    ['run().then(() => token.dispose());', { foreign: ['token.dispose()'] }],
    ["source.once('end', () => { token.dispose(); });", { foreign: ['token.dispose()'] }],
    ["const end = () => token.dispose(); source.on('end', end);", { foreign: ['token.dispose()'] }],
  ])('%s', (code, expected) => {
    expect(getUses(inFunction(code))).toEqual({ ...NOTHING, ...expected });
  });

  it('include what else is written to its variable', () => {
    const code = 'function f(ctx) { let token = null; token = context.attach(ctx); token = other; token.dispose(); }';
    expect(getUses(code)).toEqual({ ...NOTHING, disposals: ['token.dispose()'], writes: ['token = other'] });
  });

  it('cannot be followed where another function writes the variable', () => {
    const code =
      'function f(ctx) { let token = context.attach(ctx); reset(() => { token = null; }); token.dispose(); }';
    expect(getUses(code).isShared).toBe(true);
  });

  it('may lie at the end of the process, at the top level', () => {
    expect(getUses("const token = context.attach(ctx); process.on('exit', () => token.dispose());").isShared).toBe(
      true,
    );
  });
});
