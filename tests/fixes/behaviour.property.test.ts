import { Linter } from 'eslint';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import plugin from '../../src/index.js';
import { getLanguageOptions } from '../rule-tester.js';

/** Statements that are easily broken by what is put around them; `#` is a number that makes their names their own. */
const STATEMENTS = [
  'log(#);',
  'const v# = k + #; log(v#);',
  'let c# = 0; later.push(() => log(`late ${c#++}`)); c# += k;',
  'if (k === 1) return #;',
  'if (k === 2) { log("two"); } else log("other");',
  "if (k === 3) throw new Error('three');",
  'for (const i of [1, 2, 3]) { if (i === k) continue; if (i > 2) break; log(i); }',
  'outer#: for (const i of [1, 2]) { for (const j of [1, 2]) { if (i === j) continue outer#; log(i, j); } }',
  'switch (k) { case 1: log("one"); case 2: log("two"); break; default: log("more"); }',
  'try { if (k === 2) throw new Error("inner"); log(#); } catch (error) { log(error.message); } finally { log("f"); }',
  'log(this.name, arguments.length);',
  'log(inner#()); function inner#() { return #; }',
  'var h# = k; log(h#);',
  'log(typeof h#); var h# = #;',
  'log(`a\n    b ${k}\n`);',
  'class K# { static #n = #; static get n() { return K#.#n; } } log(K#.n);'.replaceAll('#n', '\0n'),
  '{ const context = #, token = 1, span = 2; log(context, token, span); }',
  'const [d#, { e: e# = 4 } = {}] = [k]; later.push(() => log(d#, e#));',
  'do log("do"); while (--k > 4);',
  '[#, k].forEach((n) => log(n));',
  '(() => { if (k) return; log("falsy"); })();',
];
const AWAITS = ['log(await k);', 'for await (const i of [k, 2]) log(i);', 'const w# = await load(); log(w#);'];

/** Defects that have a fix, around the statements that are to be covered. */
const DEFECTS = [
  'context.attach(ctx); WORK',
  'const token = context.attach(ctx); WORK token.dispose();',
  'const token = context.attach(ctx); WORK token.dispose(); TAIL',
  'let token; token = context.attach(ctx); try { WORK token.dispose(); } catch (error) { log(error.message); }',
  'const token = context.attach(ctx); WORK try { WORK } finally { token.dispose(); } TAIL',
  "const span = tracer.startSpan('a'); WORK span.end();",
  "const span = tracer.startSpan('a'); WORK span.end(); TAIL",
  "const span = tracer.startSpan('a'); try { WORK } catch (error) { log(error.message); } span.end(); TAIL",
  "const span = tracer.startSpan('a'); const extracted = propagation.extract(ctx, {}); context.with(extracted, () => { log(1); }); WORK span.end();",
  "tracer.startActiveSpan('a', (span) => { WORK span.end(); }); TAIL",
];
const FRAMES = [
  'return function run(k) { BODY }',
  'return { name: "o", run(k) { log("in"); BODY } }.run',
  'return function run(k) { for (const turn of [1, 2]) { log(turn); BODY } }',
  'return function run(k) { if (k > -1) { BODY } else { log("no"); } log("out"); }',
];
const ASYNC_FRAMES = ['return async function run(k) { BODY }', 'return { async run(k) { BODY } }.run'];
const HEAD =
  "const { context, propagation, trace } = require('@opentelemetry/api');\nconst tracer = trace.getTracer('t');\n";

interface Parts {
  readonly frame: string;
  readonly defect: string;
  readonly work: readonly string[];
  readonly tail: readonly string[];
  readonly layout: 'one line' | 'lines' | 'no semicolons';
}

function write({ frame, defect, work, tail, layout }: Parts): string {
  let count = 0;
  const number = (statement: string): string => statement.replaceAll('#', String(++count)).replaceAll('\0n', '#n');
  const body = defect
    .replaceAll('WORK', () => work.map(number).join(' '))
    .replaceAll('TAIL', () => tail.map(number).join(' '));
  const code = HEAD + frame.replace('BODY', () => body);
  // Breaks lines behind statements and braces, but not in the heads of loops.
  if (layout === 'one line') return code;
  const lines = code.replaceAll(
    /(?<!\([^()]*); (?!--)|(?<=\{) (?=const|log|if|for|try|context|let)/gu,
    (gap) => `${gap.trim()}\n`,
  );
  return layout === 'lines' ? lines : lines.replaceAll(/;(?=\n)/gu, '').replaceAll(/\n(?=[([`])/gu, '\n;');
}

interface Outcome {
  readonly logs: readonly string[];
  /** Whether the context that was active before is active again. */
  readonly isRestored: boolean;
}

/** Runs a program with an API that only keeps what is active. */
async function run(code: string, k: number): Promise<Outcome> {
  const logs: string[] = [];
  const later: (() => void)[] = [];
  let active: unknown = 'root';
  const span = { end: () => undefined };
  const within = (ctx: unknown, job: () => unknown): unknown => {
    const before = active;
    active = ctx;
    try {
      return job();
    } finally {
      active = before;
    }
  };
  const api = {
    context: {
      active: () => active,
      with: within,
      attach(ctx: unknown) {
        const before = active;
        active = ctx;
        return { dispose: () => void (active = before) };
      },
    },
    propagation: { extract: (ctx: unknown) => ctx },
    trace: {
      setSpan: (ctx: unknown) => ctx,
      getTracer: () => ({
        startSpan: () => span,
        startActiveSpan: (...given: unknown[]) => (given.at(-1) as (started: unknown) => unknown)(span),
      }),
    },
  };
  const log = (...values: readonly unknown[]): void => void logs.push(values.map(String).join(' '));
  try {
    const make = new Function('require', 'log', 'later', 'load', 'ctx', code);
    const program = make(
      () => api,
      log,
      later,
      () => Promise.resolve('row'),
      'other',
    ) as (k: number) => unknown;
    log('returned', await program.call({ name: 'self' }, k));
  } catch (error) {
    log('threw', error instanceof Error ? error.message : error);
  }
  for (const job of later) job();
  return { logs, isRestored: active === 'root' };
}

const config: Linter.Config = {
  ...plugin.configs.recommended,
  files: ['**/*.cjs'],
  languageOptions: { ...getLanguageOptions('src/file.cjs'), parserOptions: { ecmaFeatures: { globalReturn: true } } },
  settings: { 'otel-context': { contextManager: 'async-local-storage' } },
};

function repair(code: string) {
  const linter = new Linter();
  const { output, messages } = linter.verifyAndFix(code, config, { filename: 'src/file.cjs' });
  return { output, broken: messages.filter(({ fatal, fix }) => fatal || fix), isClean: messages.length === 0 };
}

const synchronous = fc.record({
  frame: fc.constantFrom(...FRAMES),
  defect: fc.constantFrom(...DEFECTS),
  work: fc.array(fc.constantFrom(...STATEMENTS), { minLength: 1, maxLength: 3 }),
  tail: fc.array(fc.constantFrom(...STATEMENTS), { minLength: 1, maxLength: 2 }),
  layout: fc.constantFrom('one line', 'lines', 'no semicolons'),
});
const asynchronous = fc.record({
  frame: fc.constantFrom(...ASYNC_FRAMES),
  defect: fc.constantFrom(...DEFECTS.slice(0, -1)),
  work: fc.array(fc.constantFrom(...STATEMENTS, ...AWAITS), { minLength: 1, maxLength: 3 }),
  tail: fc.array(fc.constantFrom(...STATEMENTS, ...AWAITS), { minLength: 1, maxLength: 2 }),
  layout: fc.constantFrom('one line', 'lines', 'no semicolons'),
});

it.each([
  ['synchronous', synchronous],
  ['async', asynchronous],
])('%s programs do after their repair what they did before', async (_name, programs) => {
  await fc.assert(
    fc.asyncProperty(programs, async (parts) => {
      const code = write(parts);
      const { output, broken, isClean } = repair(code);
      expect(broken, output).toEqual([]);
      for (const k of [0, 1, 2, 3]) {
        const before = await run(code, k);
        const after = await run(output, k);
        expect(after.logs, output).toEqual(before.logs);
        if (isClean) expect(after.isRestored, output).toBe(true);
      }
    }),
    { numRuns: 150 },
  );
});
