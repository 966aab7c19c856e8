import { describe, expect, it } from 'vitest';
import { lint, repair } from './lint.js';

const HEAD = `import { context, trace } from '@opentelemetry/api';
import PQueue from 'p-queue';
const tracer = trace.getTracer('orders');
const queue = new PQueue();
`;

/** The repair of what stands below the usual imports. */
function repairBody(body: string, settings: Readonly<Record<string, unknown>> = {}, filename = 'src/file.ts'): string {
  return repair(HEAD + body, { filename, settings }).replace(HEAD, '');
}

describe('the shape `bind`', () => {
  const bound = 'queue.add(context.bind(context.active(), (a) => tracer.startSpan(a)));';

  it('is for JavaScript', () => {
    expect(repairBody('queue.add((a) => tracer.startSpan(a));', {}, 'src/file.mjs')).toBe(bound);
  });

  // Overloads, such as those of `query` of pg, are resolved before a generic call in an argument gives types to its own.
  it.each([
    [
      '(a) => tracer.startSpan(a)',
      'const capturedContext = context.active();\nqueue.add((a) => context.with(capturedContext, () => tracer.startSpan(a)));',
    ],
    [
      '({ a }, b: string) => tracer.startSpan(a)',
      'const capturedContext = context.active();\nqueue.add(({ a }, b: string) => context.with(capturedContext, () => tracer.startSpan(a)));',
    ],
    [
      'function (a) { tracer.startSpan(a); }',
      'const capturedContext = context.active();\nqueue.add((...args) => context.with(capturedContext, function (a) { tracer.startSpan(a); }, undefined, ...args));',
    ],
    [
      'function (a) { this.span = tracer.startSpan(a); }',
      'queue.add(context.bind(context.active(), function (a) { this.span = tracer.startSpan(a); }));',
    ],
    [
      '(a: string, b = 1, ...c: string[]) => tracer.startSpan(a + b)',
      'const capturedContext = context.active();\nqueue.add((a: string, b = 1, ...c: string[]) => context.with(capturedContext, () => tracer.startSpan(a + b)));',
    ],
    [
      '(a: string, b: number = 1) => tracer.startSpan(a + b)',
      'queue.add(context.bind(context.active(), (a: string, b: number = 1) => tracer.startSpan(a + b)));',
    ],
  ])('leaves the types of parameters to the call in TypeScript: %s', (callback, output) => {
    expect(repairBody(`queue.add(${callback});`)).toBe(output);
  });

  it('stays where no statement can hold the capture', () => {
    expect(repairBody('const later = (job = queue.add((a) => tracer.startSpan(a))) => job;')).toBe(
      `const later = (job = ${bound.slice(0, -1)}) => job;`,
    );
  });
});

describe('the shape `with`', () => {
  it.each([
    [
      'an arrow',
      'queue.add((a) => tracer.startSpan(a));',
      'queue.add((a) => context.with(capturedContext, () => tracer.startSpan(a)));',
    ],
    [
      'an async arrow',
      'queue.add(async (a: string): Promise<void> => { tracer.startSpan(a); });',
      'queue.add((a: string): Promise<void> => context.with(capturedContext, async () => { tracer.startSpan(a); }));',
    ],
    [
      'a comment behind async',
      "queue.add(async /* slow */ () => { tracer.startSpan('a'); });",
      "queue.add(/* slow */ () => context.with(capturedContext, async () => { tracer.startSpan('a'); }));",
    ],
    [
      'type parameters',
      'queue.add(async <T>(a: T) => { tracer.startSpan(a); });',
      'queue.add(<T>(a: T) => context.with(capturedContext, async () => { tracer.startSpan(a); }));',
    ],
    [
      'a default that calls',
      'queue.add((a = context.active()) => { log(a); });',
      'queue.add((...args) => context.with(capturedContext, (a = context.active()) => { log(a); }, undefined, ...args));',
    ],
    [
      'a plain default',
      'queue.add(({ a = 1 } = {}) => { tracer.startSpan(a); });',
      'queue.add(({ a = 1 } = {}) => context.with(capturedContext, () => { tracer.startSpan(a); }));',
    ],
    [
      'a function without this',
      "queue.add(function () { tracer.startSpan('a'); });",
      "queue.add(() => context.with(capturedContext, function () { tracer.startSpan('a'); }));",
    ],
    [
      'a function with this',
      "queue.add(function () { this.span = tracer.startSpan('a'); });",
      "queue.add(function (...args) { return context.with(capturedContext, function () { this.span = tracer.startSpan('a'); }, this, ...args); });",
    ],
    [
      'an object literal',
      "queue.add(() => ({ span: tracer.startSpan('a') }));",
      "queue.add(() => context.with(capturedContext, () => ({ span: tracer.startSpan('a') })));",
    ],
    [
      'a parenthesised callback',
      "queue.add((() => tracer.startSpan('a')));",
      "queue.add((() => context.with(capturedContext, () => tracer.startSpan('a'))));",
    ],
    [
      'a named function',
      "function work() { tracer.startSpan('a'); }\nqueue.add(work);",
      'queue.add(() => context.with(capturedContext, work));',
    ],
    [
      'a body without braces',
      "if (isOn) queue.add(() => tracer.startSpan('a'));",
      "if (isOn) queue.add(() => context.with(capturedContext, () => tracer.startSpan('a')));",
    ],
  ])('takes %s', (_, body, expected) => {
    const lines = repairBody(body, { handOff: 'with' }).split('\n');
    expect(lines.slice(-2)).toEqual(['const capturedContext = context.active();', expected]);
  });

  it.each([
    ['in a class field', "class Shop { job = queue.add(() => tracer.startSpan('a')); }"],
    ['in the body of an arrow', "const open = () => queue.add(() => tracer.startSpan('a'));"],
    ['in the default of a parameter', "function open(job = queue.add(() => tracer.startSpan('a'))) { return job; }"],
    [
      'in a loop of a generator',
      'function* open() { for (const a of all) yield queue.add(() => tracer.startSpan(a)); }',
    ],
    ['for a method', "class Shop { run() { tracer.startSpan('a'); } open() { queue.add(this.run); } }"],
    ['for a name that changes', "let work = () => tracer.startSpan('a'); work = other; queue.add(work);"],
    ['for a function with this', 'function work() { tracer.startSpan(this.name); }\nqueue.add(work);'],
    ['for what a call returns', "const make = () => () => tracer.startSpan('a');\nqueue.add(make());"],
    ['for a parameter', "function enqueue(job) { queue.add(job); }\nenqueue(() => tracer.startSpan('a'));"],
  ])('gives way to `bind` %s', (_, body) => {
    const repaired = repairBody(body, { handOff: 'with' });
    expect(repaired).toContain('context.bind(context.active(), ');
    expect(repaired).not.toContain('capturedContext');
  });

  it('captures once for callbacks of one statement', () => {
    const body = "queue.addAll([() => tracer.startSpan('a'), () => tracer.startSpan('b')]);";
    expect(repairBody(body, { handOff: 'with' })).toBe(
      "const capturedContext = context.active();\nqueue.addAll([() => context.with(capturedContext, () => tracer.startSpan('a')), () => context.with(capturedContext, () => tracer.startSpan('b'))]);",
    );
  });

  it('names every capture afresh', () => {
    const body =
      "const capturedContext = 1;\nqueue.add(() => tracer.startSpan('a'));\nlog(1);\nqueue.add(() => tracer.startSpan('b'));";
    const repaired = repairBody(body, { handOff: 'with' });
    expect(repaired.match(/const capturedContext\d*/gu)).toEqual([
      'const capturedContext',
      'const capturedContext2',
      'const capturedContext3',
    ]);
  });
});

describe('the shape `attach`', () => {
  it.each([
    ['() => tracer.startSpan(1)', 'return tracer.startSpan(1)'],
    ['() => { tracer.startSpan(1) }', 'tracer.startSpan(1)'],
  ])('leaves semicolons out where the file does: %s', (callback, body) => {
    const head = HEAD.replaceAll(';', '');
    expect(repair(`${head}queue.add(${callback})`, { settings: { handOff: 'attach' } }).replace(head, '')).toBe(
      `const capturedContext = context.active()\nqueue.add(() => { const token = context.attach(capturedContext); try { ${body} } finally { token.dispose() } })`,
    );
  });

  it('wraps the body of a synchronous callback, comments and template literals as they are', () => {
    const body =
      'function open() {\n\tqueue.add((a) => {\n\t\t// why\n\t\ttracer.startSpan(`a\n\tb`); // that\n\t});\n}';
    expect(repairBody(body, { handOff: 'attach' })).toBe(
      'function open() {\n\tconst capturedContext = context.active();\n\tqueue.add((a) => {\n\t\tconst token = context.attach(capturedContext);\n\t\ttry {\n\t\t\t// why\n\t\t\ttracer.startSpan(`a\n\tb`); // that\n\t\t} finally {\n\t\t\ttoken.dispose();\n\t\t}\n\t});\n}',
    );
  });

  it('wraps an expression', () => {
    expect(repairBody("queue.add(() => ({ a: tracer.startSpan('a') }));", { handOff: 'attach' })).toContain(
      "queue.add(() => { const token = context.attach(capturedContext); try { return ({ a: tracer.startSpan('a') }); } finally { token.dispose(); } });",
    );
  });

  it.each([
    ['an asynchronous callback', "queue.add(async () => { tracer.startSpan('a'); });"],
    ['a named asynchronous callback', "const work = async () => { tracer.startSpan('a'); };\nqueue.add(work);"],
    ['a directive', "queue.add(() => { 'use strict'; tracer.startSpan('a'); });"],
    ['an expression on the next line', "queue.add(() => // why\n  tracer.startSpan('a'));"],
    ['a default that calls', "queue.add((a = tracer.startSpan('a')) => { log(a); });"],
  ])('gives way to `with` for %s', (_, body) => {
    const repaired = repairBody(body, { handOff: 'attach' });
    expect(repaired).toContain('context.with(capturedContext, ');
    expect(repaired).not.toContain('attach');
  });
});

describe('the shape `bind`', () => {
  it('spells out a shorthand property', () => {
    const row = { module: './jobs.js', call: 'run', callback: '0.task', runs: 'once', sees: 'trigger' };
    const body = "import { run } from './jobs.js';\nconst task = () => tracer.startSpan('a');\nrun({ task });";
    expect(repairBody(body, { boundaries: [row] })).toContain('run({ task: context.bind(context.active(), task) });');
  });
});

describe('what is not fixed by itself', () => {
  it.each([
    ['looks it up', "const work = () => tracer.startSpan('a');\nqueue.add(work);\nseen.delete(work);"],
    ['compares it', "const work = () => tracer.startSpan('a');\nqueue.add(work);\nif (last === work) log();"],
    ['has properties on it', "function work() { tracer.startSpan('a'); }\nwork.label = 'a';\nqueue.add(work);"],
    ['takes it back by its own name', "queue.add(function work() { tracer.startSpan('a'); queue.off('x', work); });"],
  ])('is a callback of a file that %s', (_, body) => {
    const [message] = lint(HEAD + body);
    expect(message?.fix).toBeUndefined();
    expect(message?.suggestions?.map(({ fix }) => fix.text)).toEqual([expect.stringContaining('context.bind(')]);
  });

  it('is a method of an object literal, or a generator', () => {
    const row = { module: './jobs.js', call: 'run', callback: '0.task', runs: 'once', sees: 'trigger' };
    const body = "import { run } from './jobs.js';\nrun({ task() { tracer.startSpan('a'); } });";
    const [message] = lint(HEAD + body, { settings: { boundaries: [row] } });
    expect(message?.message).toMatch(/^'run' runs this callback/u);
    expect([message?.fix, message?.suggestions]).toEqual([undefined, undefined]);
  });
});

describe('moving a capture out of its callback', () => {
  it.each([
    [
      'keeps its name',
      'queue.add(() => {\n  const ctx = context.active();\n  send(ctx);\n});',
      'const ctx = context.active();\nqueue.add(() => {\n  send(ctx);\n});',
    ],
    [
      'keeps the comments around it',
      'queue.add(() => {\n  // before\n  const ctx = context.active(); // beside\n  send(ctx);\n});',
      'const ctx = context.active();\nqueue.add(() => {\n  // before\n  // beside\n  send(ctx);\n});',
    ],
    [
      'takes another name where it is taken',
      'const ctx = 1;\nfor (const a of all) queue.add(() => { const ctx = context.active(); send({ ctx }, a); });',
      'const ctx = 1;\nconst capturedContext = context.active();\nfor (const a of all) queue.add(() => { send({ ctx: capturedContext }, a); });',
    ],
    [
      'takes another name where its own means something',
      'queue.add(() => { const ctx = context.active(); send(ctx); }, ctx);',
      'const capturedContext = context.active();\nqueue.add(() => { send(capturedContext); }, ctx);',
    ],
    [
      'declares each name once',
      'queue.add(() => { const ctx = context.active(); send(ctx); });\nqueue.add(() => { const ctx = context.active(); send(ctx); });',
      'const ctx = context.active();\nqueue.add(() => { send(ctx); });\nconst capturedContext = context.active();\nqueue.add(() => { send(capturedContext); });',
    ],
    [
      'stays where more is read',
      "queue.add(() => { const ctx = context.active(); tracer.startSpan('a'); });",
      "queue.add(context.bind(context.active(), () => { const ctx = context.active(); tracer.startSpan('a'); }));",
    ],
    [
      'stays in a block',
      'queue.add(() => { if (isOn) { const ctx = context.active(); send(ctx); } });',
      'queue.add(context.bind(context.active(), () => { if (isOn) { const ctx = context.active(); send(ctx); } }));',
    ],
  ])('%s', (_, body, expected) => {
    expect(repairBody(body)).toBe(expected);
  });
});
