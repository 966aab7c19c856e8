import { Linter } from 'eslint';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import plugin from '../../src/index.js';
import { getLanguageOptions } from '../rule-tester.js';

/** What rules with an autofix report, one defect each, in a function's body. */
const DEFECTS = [
  "const span = tracer.startSpan('a');\nawait load(); // first\nspan.end();",
  "const span = tracer.startSpan('a');\nconst rows = await load();\nspan.setAttribute('rows', rows.length);\nspan.end();\nreturn rows;",
  "const span = tracer.startSpan('a');\nif (!(await load())) return;\n/* all of it */\nspan.end();",
  'const span = tracer.startSpan(`a\n  b`);\nawait load(`${text}\n`);\nspan.end();',
  "await tracer.startActiveSpan('a', async (span) => {\n\tawait load();\n\tspan.end();\n});",
  'const token = context.attach(ctx);\nstore(1); // why\ntoken.dispose();',
  'const token = context.attach(ctx);\nconst value = store(1);\ntoken.dispose();\nreturn value;',
  'context.attach(ctx);\nstore(1);',
  "const extracted = propagation.extract(context.active(), {});\nconst span = tracer.startSpan('a'); // orphan\ncontext.with(extracted, () => store(1));\nspan.end();",
  "const span = tracer.startSpan('a', {}, ctx);\ncontext.with(trace.setSpan(context.active(), span), () => store(2));\nspan.end();",
  "queue.add(() => tracer.startSpan('a').end());\n[1].forEach((n) => store(n));",
  "queue.add(async () => {\n\t// charged\n\tconst span = tracer.startSpan('a');\n\tawait load();\n\tspan.end();\n});",
];

/** Where the body stands. */
const FRAMES = [
  'export async function run() {\nBODY\n}',
  'export const run = async () => {\nBODY\n};',
  'export default async () => {\nBODY\n};',
  'export class Shop {\n\tasync #run() {\nBODY\n\t}\n\n\tstart = () => this.#run();\n}',
  'export const shop = {\n\tasync run() {\nBODY\n\t},\n};',
  'export async function run(all) {\n\tfor (const one of all) {\n\t\tstore(one);\nBODY\n\t}\n}',
  'export async function run(kind) {\n\tswitch (kind) {\n\t\tcase 1: {\nBODY\n\t\t}\n\t}\n}',
];

const HEAD = `import { context, propagation, trace } from '@opentelemetry/api';
import PQueue from 'p-queue';
import { ctx, load, store, text } from './lib.js';
const tracer = trace.getTracer('shop');
const queue = new PQueue({ concurrency: 1 });
`;

interface Layout {
  readonly hasSemicolons: boolean;
  readonly indent: string;
  readonly lineBreak: string;
}

/** Puts a body where `BODY` stands, at its depth; lines that begin in a template are content, and stay. */
function place(body: string, frame: string): string {
  const [before = ''] = frame.split('BODY');
  const margin = '\t'.repeat(before.split('{').length - before.split('}').length);
  let isContent = false;
  const lines = body.split('\n').map((line) => {
    const text = isContent ? line : `${margin}${line}`;
    if (line.split('`').length % 2 === 0) isContent = !isContent;
    return text;
  });
  return frame.replace('BODY', () => lines.join('\n'));
}

function lay(code: string, { hasSemicolons, indent, lineBreak }: Layout): string {
  const ended = hasSemicolons
    ? code
    : code.replaceAll(/;(?=\n|$| \/\/)/gu, '').replaceAll(/\n(\t*)(?=[([`])/gu, '\n$1;');
  return ended.replaceAll('\t', indent).replaceAll('\n', lineBreak);
}

const programs = fc.record({
  body: fc.constantFrom(...DEFECTS),
  frame: fc.constantFrom(...FRAMES),
  layout: fc.record({
    hasSemicolons: fc.boolean(),
    indent: fc.constantFrom('\t', '  ', '    '),
    lineBreak: fc.constantFrom('\n', '\r\n'),
  }),
  handOff: fc.constantFrom('bind', 'with', 'attach'),
  filename: fc.constantFrom('src/file.mjs', 'src/file.mts'),
});

it('repairs keep to the layout of the file, and are repaired for good', () => {
  fc.assert(
    fc.property(programs, ({ body, frame, layout, handOff, filename }) => {
      const code = lay(HEAD + place(body, frame), layout);
      const config: Linter.Config = {
        ...plugin.configs.recommended,
        files: ['**/*.{mjs,mts}'],
        languageOptions: getLanguageOptions(filename),
        settings: { 'otel-context': { contextManager: 'async-local-storage', handOff } },
      };
      const { fixed, output, messages } = new Linter().verifyAndFix(code, config, { filename });
      expect(messages).toEqual([]);
      expect(fixed).toBe(true);
      if (layout.lineBreak === '\r\n') expect(output).not.toMatch(/[^\r]\n/u);
      if (!layout.hasSemicolons) expect(output).not.toMatch(/;\s*$/mu);
      const comments = /\/\/.*|\/\*.*\*\//gu;
      expect(output.match(comments)).toEqual(code.match(comments));
      const steps = output.split(/\r?\n/u).map((line) => /^\s*/u.exec(line)?.[0] ?? '');
      if (!code.includes('`'))
        expect(steps.map((step) => step.replaceAll(layout.indent, ''))).toEqual(steps.map(() => ''));
    }),
    { numRuns: 100 },
  );
});
