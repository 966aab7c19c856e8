import { afterEach, describe, expect, it, vi } from 'vitest';
import { Bindings } from '../../src/model/code/bindings.js';
import { Callbacks } from '../../src/model/callbacks.js';
import { findLosses, isUnderActiveSpan } from '../../src/model/dispatch/losses.js';
import { Values } from '../../src/model/code/values.js';
import { buildModel } from './build-model.js';

const HEAD = `import { context, trace } from '@opentelemetry/api';
import { EventEmitter } from 'node:events';
import PQueue from 'p-queue';
const tracer = trace.getTracer('orders');
const queue = new PQueue();
const emitter = new EventEmitter();
`;

/** What each loss reads, by the text of its callee. */
function getLosses(code: string, contextManager = 'async-local-storage'): readonly string[] {
  const { model } = buildModel(HEAD + code, { contextManager }, 'src/file.js');
  return findLosses(model, 'measured').map(
    ({ dispatch, reads }) =>
      `${model.sourceCode.getText(dispatch.call.callee)}: ${reads.map(({ name }) => name).join(', ')}`,
  );
}

describe('the losses of a file', () => {
  it('gather all that one callback reads, in source order', () => {
    expect(getLosses("queue.add(() => { context.active(); tracer.startSpan('a'); trace.getActiveSpan(); });")).toEqual([
      'queue.add: context.active(), startSpan, trace.getActiveSpan()',
    ]);
  });

  it('are of the nearest dispatch that loses the context', () => {
    expect(getLosses("queue.add(() => emitter.on('x', () => setTimeout(() => context.active(), 1)));")).toEqual([
      'emitter.on: context.active()',
    ]);
  });

  it('leave out a start that misses a parent of its own function', () => {
    const job =
      "const span = tracer.startSpan('a'); const token = context.attach(captured); span.end(); token.dispose();";
    expect(getLosses(`const add = (captured) => queue.add(() => { ${job} });`)).toEqual([]);
    expect(getLosses(`const add = (captured) => queue.add(() => { ${job} context.active(); });`)).toEqual([
      'queue.add: context.active()',
    ]);
  });

  it('are none where the function that registers a listener also made what it listens to', () => {
    const imports = "import { spawn } from 'node:child_process';";
    const listen = "child.stdout.on('data', print); child.on('exit', () => context.active())";
    expect(getLosses(`${imports} const run = () => { const child = spawn('ls'); ${listen}; };`)).toEqual([]);
    expect(
      getLosses(`${imports} const run = () => spawn('ls').on('error', print).on('exit', () => context.active());`),
    ).toEqual([]);
    expect(getLosses(`${imports} const child = spawn('ls'); const run = () => { ${listen}; };`)).toEqual([
      'child.on: context.active()',
    ]);
  });

  it('are of every dispatch of a function', () => {
    expect(getLosses("const run = () => context.active(); queue.add(run); emitter.on('x', run); run();")).toEqual([
      'emitter.on: context.active()',
      'queue.add: context.active()',
    ]);
  });

  it.each([
    ['async-local-storage', []],
    ['zone', []],
    ['stack', ['setTimeout: context.active()']],
    ['unknown', ['setTimeout: context.active()']],
  ])('are those of the manager: %s', (manager, expected) => {
    expect(getLosses('const later = () => setTimeout(() => context.active(), 1);', manager)).toEqual(expected);
  });
});

describe('a place under an active span', () => {
  const isUnder = (code: string): boolean => {
    const { model } = buildModel(HEAD + code);
    const [call] = model.index.calls.filter(({ callee }) => model.sourceCode.getText(callee) === 'here');
    return call !== undefined && isUnderActiveSpan(call, model);
  };

  it.each([
    ['the callback of startActiveSpan', "tracer.startActiveSpan('a', () => here());"],
    ['a scope with a span', 'context.with(trace.setSpan(context.active(), span), () => here());'],
    [
      'a scope whose context was made before',
      'const ctx = trace.setSpan(context.active(), span); context.with(ctx, () => here());',
    ],
    ['a function that is called there', "const go = () => here(); tracer.startActiveSpan('a', () => go());"],
    ['a synchronous callback', "tracer.startActiveSpan('a', () => all.forEach(() => here()));"],
    ['a callback that keeps the context', "tracer.startActiveSpan('a', () => setTimeout(() => here(), 1));"],
  ])('is %s', (_, code) => {
    expect(isUnder(code)).toBe(true);
  });

  it.each([
    ['the top level', 'here();'],
    ['a function that nothing calls', 'const go = () => here();'],
    ['a scope without a span', 'context.with(context.active(), () => here());'],
    ['a callback that loses the context', "tracer.startActiveSpan('a', () => queue.add(() => here()));"],
    ['a callback of an unknown call', "tracer.startActiveSpan('a', () => later(() => here()));"],
    ['the body of a generator', "tracer.startActiveSpan('a', () => { (function* () { here(); })(); });"],
  ])('is not %s', (_, code) => {
    expect(isUnder(code)).toBe(false);
  });
});

describe('the cost', () => {
  afterEach(() => vi.restoreAllMocks());

  /** How often the model looks something up to answer for a text. */
  function countSteps(code: string): number {
    const spies = [
      vi.spyOn(Values.prototype, 'evaluate'),
      vi.spyOn(Callbacks.prototype, 'getUses'),
      vi.spyOn(Bindings.prototype, 'getReads'),
      vi.spyOn(Bindings.prototype, 'findVariable'),
    ];
    getLosses(code);
    const steps = spies.reduce((sum, { mock }) => sum + mock.calls.length, 0);
    vi.restoreAllMocks();
    return steps;
  }

  const repeat = (count: number, write: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => write(index)).join('\n');

  it.each<[string, (count: number) => string]>([
    ['dispatches', (count) => repeat(count, () => "queue.add(() => tracer.startSpan('a'));")],
    [
      'calls of one helper',
      (count) => `const run = () => context.active();\n${repeat(count, () => 'queue.add(() => run());')}`,
    ],
    [
      'dispatches of one name',
      (count) => `const run = () => context.active();\n${repeat(count, () => 'queue.add(run);')}`,
    ],
    [
      'callbacks of one helper',
      (count) => `const add = (job) => queue.add(job);\n${repeat(count, () => 'add(() => context.active());')}`,
    ],
    [
      'functions that call each other',
      (count) =>
        `${repeat(
          count,
          (n) => `function f${n}() { f${(n + 1) % count}(); }`,
        )}\nqueue.add(() => { context.active(); f0(); });`,
    ],
    [
      'methods of one name',
      (count) => repeat(count, (n) => `class A${n} { run() { context.active(); } go() { queue.add(this.run); } }`),
    ],
    [
      'attachments',
      (count) =>
        `queue.add((job) => {\n${repeat(count, (n) => `const t${n} = context.attach(job.ctx); context.active(); t${n}.dispose();`)}\n});`,
    ],
    ['reads of one callback', (count) => `queue.add(() => {\n${repeat(count, () => 'context.active();')}\n});`],
  ])('grows with the number of %s, not with its square', (_, write) => {
    const [small, large] = [countSteps(write(100)), countSteps(write(400))];
    expect(small).toBeGreaterThan(100);
    expect(large).toBeLessThan(small * 5);
  });
});
