import fc from 'fast-check';

/** How a program names the API: the statement, and what reads of the active context look like then. */
interface ApiStyle {
  readonly statement: string;
  readonly reads: readonly string[];
}

/** A random CommonJS program that hands callbacks over, and the settings that it is repaired under. */
export interface RandomProgram {
  readonly code: string;
  readonly handOff: 'bind' | 'with' | 'attach';
}

const START = "tracer.startSpan('part')";

const apiStyles: readonly ApiStyle[] = [
  {
    statement: "const { context, trace } = require('@opentelemetry/api')",
    reads: [START, 'note(context.active())', 'note(trace.getActiveSpan())'],
  },
  { statement: "const { trace } = require('@opentelemetry/api')", reads: [START, 'note(trace.getActiveSpan())'] },
  {
    statement: "const {\n  trace: t,\n  context: active,\n} = require('@opentelemetry/api')",
    reads: [START, 'note(active.active())', 'note(t.getActiveSpan())'],
  },
  { statement: "const api = require('@opentelemetry/api')", reads: [START, 'note(api.context.active())'] },
  { statement: '', reads: [START] },
];

const callbacks = [
  '() => READ',
  '() => { READ; }',
  '() => {\n  READ;\n  return 7;\n}',
  '(a, b) => { log(a, b); return READ; }',
  'async () => { await null; READ; return 8; }',
  'async (a) => READ',
  'async a => { log(a); READ; }',
  'async /* slow */ (a) => { READ; }',
  '() => ({ value: READ })',
  '({ x } = {}, b = 5) => { log(x, b); READ; }',
  '(a, c, b = READ) => { log(a, typeof b); }',
  'async (a, c, b = READ) => { log(a, typeof b); }',
  '(context) => { log(context); READ; }',
  '() => { const context = 1; log(context); READ; }',
  'function () { return READ; }',
  'function (a, ...rest) { log(this.name, arguments.length, rest); return READ; }',
  'async function named(a) { log(typeof named, this.name, a); READ; }',
  "function () { 'use strict'; READ; }",
  '() => {\n  // first\n  /* second */ READ; // third\n}',
  '() => // why\n  READ',
  '() => /* two\n lines */ READ',
  '() => {\n  log(`one\n  two`);\n  READ; }',
  '(() => READ)',
  '() => { queue.add(() => READ); }',
  '() => {\n  queue.add(async function () { log(this.name); READ; });\n  READ;\n}',
  '() => { [1, 2].forEach((n) => { log(n); READ; }); }',
  'helper',
  'async (...all) => helper(...all)',
  'owner.run',
  'owner.run.bind(owner)',
  'make(3)',
  'isOn ? () => READ : null',
  '(() => { let n = 0; return () => { READ; return ++n; }; })()',
  '() => { const ctx = ACTIVE; note(ctx); }',
  '() => {\n  const ctx = ACTIVE; // kept\n  const both = { ctx };\n  note(both.ctx);\n}',
  'async () => {\n  const ctx = ACTIVE;\n  await null;\n  note(ctx);\n}',
];

const dispatches = [
  'queue.add(CALL);',
  'if (isOn) queue.add(CALL);',
  'if (!isOn) log(0); else queue.add(CALL);',
  'for (const n of [1, 2]) queue.add(CALL);',
  'for (queue.add(CALL); ; ) break;',
  'switch (1) {\n  case 1:\n    queue.add(CALL);\n}',
  'const later = () => queue.add(CALL);\nlater();',
  'class Shop { open() { queue.add(CALL); } }\nnew Shop().open();',
  'class Shop { job = queue.add(CALL); }\nnew Shop();',
  'class Shop { static { queue.add(CALL); } }',
  'label: queue.add(CALL);',
  'try { queue.add(CALL); } finally { log(1); }',
  ';(queue).add(CALL);',
  ';[1].forEach(() => queue.add(CALL));',
  'do queue.add(CALL); while (!isOn);',
  'function open(job = queue.add(CALL)) { return job; }\nopen();',
  'const done = queue.add(CALL);\nlog(typeof done);',
  'queue.addAll([CALL, CALL]);',
  'queue.add(CALL), queue.add(CALL);',
  'function* jobs() { yield queue.add(CALL); yield queue.add(CALL); }\nlog([...jobs()].length);',
  'function enqueue(job) { return queue.add(job); }\nenqueue(CALL);',
  'const ctx = 5;\nlog(ctx);\nqueue.add(CALL);',
  '{\n\tconst capturedContext = 1;\n\tlog(capturedContext);\n\tqueue.add(CALL);\n}',
];

const headers = ['', "'use strict';\n", '/* Copyright the authors. */\n', "#!/usr/bin/env node\n'use strict';\n"];

const RECEIVERS = `const PQueue = require('p-queue').default;
const queue = new PQueue();
`;

const HELPERS = `const isOn = true;
function helper(a) { log(a); READ; return 'helped'; }
const owner = { name: 'owner', run() { log(this.name); READ; } };
const make = (n) => () => { log(n); READ; };
`;

/** How the text is laid out. */
interface Layout {
  readonly hasSemicolons: boolean;
  readonly isDoubleQuoted: boolean;
  readonly lineBreak: string;
}

function lay(code: string, { hasSemicolons, isDoubleQuoted, lineBreak }: Layout): string {
  const ended = hasSemicolons ? code : code.replaceAll(/;(?=\n|$)/gu, '').replaceAll(/\n(?=[([`])/gu, '\n;');
  const quoted = isDoubleQuoted ? ended.replaceAll("'", '"') : ended;
  return quoted.replaceAll('\n', lineBreak);
}

function fill(code: string, read: string, style: ApiStyle): string {
  const active = style.reads.find((text) => text.includes('active()'))?.replace(/^note\((.*)\)$/u, '$1');
  return code.replaceAll('READ', read).replaceAll('ACTIVE', active ?? START);
}

/** Programs that are made of all the shapes above. */
export const programs: fc.Arbitrary<RandomProgram> = fc
  .record({
    style: fc.constantFrom(...apiStyles),
    steps: fc.array(
      fc.record({
        dispatch: fc.constantFrom(...dispatches),
        callbacks: fc.tuple(fc.constantFrom(...callbacks), fc.constantFrom(...callbacks)),
        read: fc.nat(),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    main: fc.constantFrom('function main() {', 'async function main() {', 'function main(context) {'),
    header: fc.constantFrom(...headers),
    layout: fc.record({
      hasSemicolons: fc.boolean(),
      isDoubleQuoted: fc.boolean(),
      lineBreak: fc.constantFrom('\n', '\r\n'),
    }),
    handOff: fc.constantFrom('bind' as const, 'with' as const, 'attach' as const),
  })
  .map(({ style, steps, main, header, layout, handOff }) => {
    const isTaken = main.includes('context');
    const reads = isTaken ? style.reads.filter((read) => !read.includes('note(context')) : style.reads;
    const usable = isTaken ? { ...style, reads } : style;
    const blocks = steps.map(({ dispatch, callbacks: [first, second], read }) => {
      const chosen = reads[read % reads.length] ?? START;
      const shadows = /\bcontext\b/u.test(first + second) && chosen.includes('note(context');
      const text = dispatch.replace('CALL', () => first).replace('CALL', () => second);
      return `{\n${fill(text, shadows ? START : chosen, usable)}\n}`;
    });
    const code = `${header}${style.statement === '' ? '' : `${style.statement};\n`}${RECEIVERS}${fill(HELPERS, START, style)}${main}\n${blocks.join('\n')}\n}\nmodule.exports = main;\n`;
    return { code: lay(code, layout), handOff };
  });
