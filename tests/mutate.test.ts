import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Judgement, judgeSource } from '../scripts/mutate/judge.js';
import { computeMutants } from '../scripts/mutate/mutants.js';
import { drawMutant, drawTable } from '../scripts/mutate/report.js';
import { loadCaseSources, loadDocsSources, loadProgramSources, type Source } from '../scripts/mutate/sources.js';
import { createWorkFolder, removeWorkFolder } from './proof/run-program.js';

const workFolder = await createWorkFolder();
afterAll(() => removeWorkFolder(workFolder));

/** The mutants of one kind, without the indentation and the empty lines that a break leaves behind. */
function mutate(name: string, text: string): string[] {
  const tidy = (source: string): string => source.replaceAll(/\s+/gu, ' ').trim();
  return computeMutants(text, 'file.ts')
    .filter((mutant) => mutant.name === name)
    .map((mutant) => tidy(mutant.text));
}

describe('the breaks', () => {
  it.each([
    [
      'drop a finally',
      'function f() { try { work(); } finally { span.end(); } }',
      ['function f() { work(); span.end(); }'],
    ],
    [
      'drop a finally',
      'try { work(); } catch (error) { log(error); } finally { token.dispose(); }',
      ['try { work(); } catch (error) { log(error); } token.dispose();'],
    ],
    ['drop a finally', 'try { work(); } finally { close(); }', []],
    ['try too late', 'try { a(); b(); } finally { span.end(); }', ['a(); try { b(); } finally { span.end(); }']],
    ['try too late', 'try { a(); } finally { close(); }', []],
    ['drop an end', 'work(); span?.end();', ['work();']],
    [
      'drop an end',
      "const root = tracer.startSpan('a'); root.end(); response.end();",
      ["const root = tracer.startSpan('a'); response.end();"],
    ],
    ['drop an end', "tracer.startSpan('a').end();", ["tracer.startSpan('a');"]],
    ['drop an end', "on(() => tracer.startSpan('a').end());", ["on(() => tracer.startSpan('a'));"]],
    ['drop an end', 'work().finally(() => span.end());', ['work();']],
    ['drop an end', "stream.on('close', () => span.end());", ["stream.on('close', () => {});"]],
    ['drop a dispose', 'token.dispose(); work();', ['work();']],
    ['swap two disposals', '{ b.dispose(); a.dispose(); }', ['{ a.dispose(); b.dispose(); }']],
    [
      'swap two disposals',
      'try { try { a(); } finally { inner.dispose(); } } finally { outer.dispose(); }',
      ['try { try { a(); } finally { outer.dispose(); } } finally { inner.dispose(); }'],
    ],
    ['drop an await', 'async () => { await done; span.end(); };', ['async () => { done; span.end(); };']],
    [
      'end without waiting',
      'function f() { return work().finally(() => span.end()); }',
      ['function f() { const pending = work(); span.end(); return pending; }'],
    ],
    ['drop an await', 'async () => { await work(); span.end(); };', ['async () => { work(); span.end(); };']],
    ['drop an await', 'async () => { await work(); };', []],
    [
      'start above the attach',
      "const t = context.attach(c); try { tracer.startSpan('a').end(); } finally { t.dispose(); }",
      [
        "tracer.startSpan('a').end(); const t = context.attach(c); try { } finally { t.dispose(); }",
        "const started = tracer.startSpan('a'); const t = context.attach(c); try { started.end(); } finally { t.dispose(); }",
      ],
    ],
    [
      'start above the attach',
      "context.with(c, () => { const span = tracer.startSpan('a'); span.end(); });",
      ["const span = tracer.startSpan('a'); context.with(c, () => { span.end(); });"],
    ],
    ['forget a parent', "tracer.startSpan('a', {}, parent);", ["tracer.startSpan('a', {});"]],
    ['forget a parent', "tracer.startActiveSpan('a', {}, parent, fn);", ["tracer.startActiveSpan('a', {}, fn);"]],
    [
      'put the span into the active context',
      'api.trace.setSpan(parent, span);',
      ['api.trace.setSpan(api.context.active(), span);'],
    ],
    ['call a callback', 'context.with(c, work);', ['context.with(c, work());']],
    ['call a callback', 'work().finally(() => span.end());', ['work().finally(span.end());']],
    [
      'discard a result',
      'context.with(trace.setSpan(c, span), work);',
      ['trace.setSpan(c, span); context.with(c, work);'],
    ],
    ['discard a result', 'add(context.bind(c, work));', ['context.bind(c, work); add(work);']],
    [
      'discard a result',
      "baggage = baggage.setEntry('a', { value });",
      ["baggage.setEntry('a', { value }); baggage = baggage;"],
    ],
    [
      'drop an attach',
      'const t = context.attach(c); try { work(); } finally { t.dispose(); u.dispose(); }',
      ['try { work(); } finally { u.dispose(); }'],
    ],
    [
      'attach for a with',
      'function f() { return context.with(c, async () => { await work(); }); }',
      [
        'async function f() { const attached = context.attach(c); try { await work(); } finally { attached.dispose(); } }',
      ],
    ],
    ['attach for a with', 'const o = { f() { return context.with(c, async () => work()); } };', []],
    [
      'read outside the scope',
      'await context.with(c, async () => { for await (const row of rows()) use(row); });',
      ['for await (const row of context.with(c, () => rows())) use(row);'],
    ],
    [
      'read outside the scope',
      "await withSpan('rows', async () => { for (const row of rows()) use(row); });",
      ["for (const row of await withSpan('rows', () => rows())) use(row);"],
    ],
    ['read outside the scope', 'rows.forEach(() => { for (const row of rows()) use(row); });', []],
    ['unwrap a hand-off', 'add(context.bind(context.active(), () => work()));', ['add(() => work());']],
    ['unwrap a hand-off', 'add((a) => context.with(captured, async () => work(a)));', ['add(async (a) => work(a));']],
    ['unwrap a hand-off', 'add(() => context.with(captured, work, undefined, 1));', ['add(() => work(1));']],
    ['unwrap a root', 'context.with(ROOT_CONTEXT, () => setInterval(poll, 10));', ['setInterval(poll, 10);']],
    ['unwrap a scope', 'context.with(trace.setSpan(c, span), work);', ['work();']],
  ])('%s: %s', (name, text, mutants) => {
    expect(mutate(name, text)).toEqual(mutants);
  });

  it('name the line of the break, and the lines of the function around it and of what calls that', () => {
    const text = 'a();\n\nfunction f() {\n  work();\n  span.end();\n}\n\nf();\n';
    const places = [
      { first: 3, last: 6 },
      { first: 8, last: 8 },
    ];
    expect(computeMutants(text, 'file.js')).toMatchObject([{ line: 5, places }]);
  });

  it('leave a text alone that does not parse', () => {
    expect(computeMutants('span.end(', 'file.js')).toEqual([]);
  });
});

describe('the sources', () => {
  it('are the repaired programs, the Correct examples and the valid cases', async () => {
    const programs = await loadProgramSources('early-return');
    expect(programs).toMatchObject([{ name: 'early-return', settings: { contextManager: 'async-local-storage' } }]);
    expect(loadDocsSources('end-span.md').length).toBeGreaterThan(1);
    expect(loadCaseSources('end-span').length).toBeGreaterThan(10);
  });
});

const summarize = ({ mutant, effect, reporters }: Judgement) => [mutant.name, effect, reporters.join(', ')];

describe('judging', () => {
  it('runs a program and its mutants, and asks the rules', async () => {
    const [source] = await loadProgramSources('span-lost-by-return');
    const judgements = source === undefined ? [] : await judgeSource(source, workFolder);
    expect(judgements.map(summarize)).toEqual([
      ['drop a finally', 'traces', 'end-span'],
      ['try too late', 'none', ''],
      ['drop an end', 'traces', 'end-span'],
    ]);
  });

  const example: Source = {
    name: 'example',
    text: `import { trace } from '@opentelemetry/api';
const tracer = trace.getTracer('example');
export function quiet() {
  const span = tracer.startSpan('quiet');
  span.end();
}
export const open = () => tracer.startSpan('open');
`,
    fileName: path.resolve('src/example.js'),
    settings: { contextManager: 'async-local-storage' },
    options: {},
  };

  it('lints what cannot be run', async () => {
    expect((await judgeSource(example, workFolder)).map(summarize)).toEqual([['drop an end', 'not run', 'end-span']]);
  });

  it('judges nothing that is reported as it is', async () => {
    const text = `${example.text}export const lost = () => void tracer.startSpan('lost');\n`;
    expect(await judgeSource({ ...example, text }, workFolder)).toEqual([]);
  });

  it('counts and draws the mutants', async () => {
    const [judgement] = await judgeSource(example, workFolder);
    if (judgement === undefined) throw new Error('There is no mutant.');
    const survived: Judgement = { ...judgement, effect: 'traces', reporters: [] };
    const row = drawTable([survived, { ...judgement, effect: 'traces' }])
      .split('\n')
      .at(-1);
    expect(row?.trim().split(/\s+/u)).toEqual(['all', '2', '2', '1', '1', '0', '0', '0', '0', '0', '0']);
    expect(drawMutant(survived)).toContain('example:5: drop an end (end-span), traces: not reported');
    expect(drawMutant(survived)).toContain('    -   span.end();');
  });
});
