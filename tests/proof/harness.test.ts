import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Linter, Rule } from 'eslint';
import { afterAll, describe, expect, it } from 'vitest';
import type { ProofManager } from './observation.js';
import { type Evidence, findFaults, gatherEvidence } from './prove.js';
import { createWorkFolder, removeWorkFolder } from './run-program.js';
import { drawTraces } from './trace-tree.js';

const workFolder = await createWorkFolder();
afterAll(() => removeWorkFolder(workFolder));

/** A job whose context `lose` loses and `keep` keeps; `swap` also says so, and `drop` forgets the job. */
const PROGRAM = `
import { context, trace } from '@opentelemetry/api';
const tracer = trace.getTracer('toy');
const lose = (job) => job;
const keep = (job) => context.bind(context.active(), job);
const swap = (job) => (console.log('swapped'), keep(job));
const drop = () => () => {};
export function run() {
  const jobs = tracer.startActiveSpan('request', (span) => {
    const job = lose(() => tracer.startSpan('job').end());
    span.end();
    return [job, keep, swap, drop];
  });
  jobs[0]();
}
`;

const BEFORE = 'request\njob';
const AFTER = 'request\n  job';

/** A rule that replaces the callee `from` by `to`, and reports without a fix what is called `reported`. */
function createRule(from: string, to: string, reported = ''): Rule.RuleModule {
  return {
    meta: { fixable: 'code', hasSuggestions: true, messages: { lost: 'Lost.', keepIt: 'Keep it.' } },
    create: (context) => ({
      CallExpression({ callee }): void {
        if (callee.type !== 'Identifier') return;
        if (callee.name === from) {
          context.report({ node: callee, messageId: 'lost', fix: (fixer) => fixer.replaceText(callee, to) });
        } else if (callee.name === reported) {
          context.report({
            node: callee,
            messageId: 'lost',
            suggest: [{ messageId: 'keepIt', fix: (fixer) => fixer.replaceText(callee, 'keep') }],
          });
        }
      },
    }),
  };
}

interface Toy {
  readonly rules: Record<string, Rule.RuleModule>;
  readonly text?: string;
  readonly file?: string;
  readonly manager?: ProofManager;
  readonly suggestion?: string;
  readonly committed?: string;
}

let count = 0;

async function prove({ rules, text = PROGRAM, file = 'main.js', ...toy }: Toy): Promise<Evidence> {
  const name = `toy-${String(++count)}`;
  const folder = path.join(workFolder, `${name}-source`);
  await mkdir(folder);
  const fixed = path.join(folder, file.replace('main', 'fixed'));
  await writeFile(path.join(folder, file), text);
  await writeFile(fixed, toy.committed ?? text.replace('= lose(', '= keep('));
  const config: Linter.Config = {
    plugins: { toy: { rules } },
    rules: Object.fromEntries(Object.keys(rules).map((rule) => [`toy/${rule}`, 'error'])),
  };
  const { manager = 'async-local-storage', suggestion } = toy;
  const proof = { rule: 'keep', shows: 'the job is lost', manager, before: BEFORE, after: AFTER };
  const stated = suggestion === undefined ? proof : { ...proof, suggestion };
  return gatherEvidence({ name, folder, main: file, fixed, proof: stated }, config, workFolder);
}

const getClaims = (evidence: Evidence): string[] => findFaults(evidence).map((fault) => fault.claim);

describe('a proof', () => {
  it('holds for a program that is broken, and right after the fix', async () => {
    expect(findFaults(await prove({ rules: { keep: createRule('lose', 'keep') } }))).toEqual([]);
  });

  it('holds for TypeScript in CommonJS, and under the stack manager', async () => {
    const text = PROGRAM.replace(
      "import { context, trace } from '@opentelemetry/api'",
      'import api = require("@opentelemetry/api")',
    )
      .replace('const tracer', 'const { context, trace } = api;\nconst tracer')
      .replace('const lose = (job)', 'const lose = (job: () => void)');
    const rules = { keep: createRule('lose', 'keep') };
    expect(findFaults(await prove({ rules, text, file: 'main.cts', manager: 'stack' }))).toEqual([]);
  });

  it('holds for a suggestion that is named', async () => {
    const rules = { keep: createRule('', '', 'lose') };
    expect(findFaults(await prove({ rules, suggestion: 'keepIt' }))).toEqual([]);
  });

  it('fails when the program is not broken', async () => {
    const text = PROGRAM.replace('lose = (job) => job', 'lose = (job) => keep(job)');
    expect(getClaims(await prove({ rules: { keep: createRule('lose', 'keep') }, text }))).toEqual(['broken']);
  });

  it('fails when the trace after the fix is another one', async () => {
    const rules = { keep: createRule('lose', 'drop') };
    const committed = PROGRAM.replace('= lose(', '= drop(');
    expect(getClaims(await prove({ rules, committed }))).toEqual(['repaired']);
  });

  it('fails when the fix changes the output', async () => {
    const rules = { keep: createRule('lose', 'swap') };
    const committed = PROGRAM.replace('= lose(', '= swap(');
    expect(getClaims(await prove({ rules, committed }))).toEqual(['unchanged']);
  });

  it('fails when the fix changes what the program returns', async () => {
    const text = PROGRAM.replace('jobs[0]();', 'jobs[0]();\n  return lose.name;');
    const rename: Rule.RuleModule = {
      meta: { fixable: 'code' },
      create: (context) => ({
        'MemberExpression[object.name="lose"]': (node: Rule.Node): void =>
          context.report({ node, message: 'No.', fix: (fixer) => fixer.replaceText(node, '"other"') }),
      }),
    };
    const evidence = await prove({ rules: { keep: createRule('lose', 'keep'), rename }, text });
    expect(getClaims(evidence)).toEqual(expect.arrayContaining(['unchanged', 'reported', 'reviewed']));
  });

  it('fails when the fix needs two passes', async () => {
    const rules = { keep: createRule('lose', 'swap'), more: createRule('swap', 'keep') };
    expect(getClaims(await prove({ rules }))).toEqual(['quiet']);
  });

  it('fails when the result is still reported', async () => {
    const rules = { keep: createRule('lose', 'keep', 'keep') };
    expect(getClaims(await prove({ rules }))).toEqual(['quiet']);
  });

  it('fails when nothing is reported', async () => {
    expect(getClaims(await prove({ rules: { keep: createRule('other', 'keep') } }))).toEqual([
      'repaired',
      'reported',
      'quiet',
      'reviewed',
    ]);
  });

  it('fails when the repaired source is not the committed one', async () => {
    const rules = { keep: createRule('lose', 'keep') };
    expect(getClaims(await prove({ rules, committed: PROGRAM }))).toEqual(['reviewed']);
  });
});

describe('a drawn trace', () => {
  it('shows attributes, events, errors, links, missing ends and unknown parents', async () => {
    const text = `
import { ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api';
const tracer = trace.getTracer('toy');
const remote = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };
export function run() {
  const first = tracer.startSpan('first', { attributes: { size: 2 } }).addEvent('done');
  const second = tracer.startSpan('second', { links: [{ context: first.spanContext() }, { context: remote }] });
  second.setStatus({ code: SpanStatusCode.ERROR, message: 'too late' }).end();
  tracer.startSpan('third', {}, trace.setSpanContext(ROOT_CONTEXT, remote)).end();
  throw new Error('over');
}
`;
    const { before } = await prove({ rules: {}, text });
    expect(drawTraces(before.spans).split('\n')).toEqual([
      'first {size=2} [done] (never ended)',
      'second error: too late -> first -> a span elsewhere',
      'third (parent elsewhere)',
    ]);
    expect(before.outcome).toBe('threw Error: over');
  });
});
