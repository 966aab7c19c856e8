import { describe, expect, it } from 'vitest';
import { getEnclosingFunction } from '../../src/model/code/nodes.js';
import { buildModel } from './build-model.js';

const HEAD = `import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import PQueue from 'p-queue';
const tracer = trace.getTracer('orders');
const queue = new PQueue();
`;

/** The uses of the function that holds the literal `1`, as `kind callee`. */
function getUses(code: string, contextManager = 'async-local-storage'): readonly string[] {
  const { model } = buildModel(HEAD + code, { contextManager });
  const place = model.index.calls.find(({ arguments: [first] }) => first?.type === 'Literal' && first.value === 1);
  const node = place ? getEnclosingFunction(place) : null;
  const uses = node ? model.callbacks.getUses(node) : [];
  return uses.map(({ kind, call }) => `${kind} ${model.sourceCode.getText(call.callee)}`).sort();
}

describe('the uses of a function', () => {
  it.each([
    ['a call', 'const go = () => log(1); go();', ['inline go']],
    ['a call at once', '(() => log(1))();', ['inline () => log(1)']],
    ['a hand-over', 'queue.add(() => log(1));', ['boundary queue.add']],
    ['a scope', 'context.with(ctx, () => log(1));', ['scope context.with']],
    ['a bound function', 'context.bind(ctx, () => log(1));', ['scope context.bind']],
    ['an active span', "tracer.startActiveSpan('a', () => log(1));", ['scope tracer.startActiveSpan']],
    ['a synchronous callback', 'all.map(() => log(1)); ', ['inline all.map']],
    [
      'a synchronous callback of what a helper returns',
      "import { load } from './orders.js'; load().forEach(() => log(1));",
      ['inline load().forEach'],
    ],
    ['a promise executor', 'new Promise(() => log(1));', ['inline Promise']],
    [
      'a promise reaction of any receiver',
      "import { load } from './orders.js'; load().then(null, () => log(1));",
      ['boundary load().then'],
    ],
    ['a bound resource', 'AsyncResource.bind(() => log(1));', ['scope AsyncResource.bind']],
    ['a snapshot', 'const run = AsyncLocalStorage.snapshot(); run(() => log(1));', ['scope run']],
    ['both sides', 'const go = () => log(1); go(); queue.add(go);', ['boundary queue.add', 'inline go']],
    [
      'a parameter',
      'function twice(run) { run(); queue.add(run); } twice(() => log(1));',
      ['boundary queue.add', 'inline run'],
    ],
    [
      'a part of a parameter',
      'function go({ on: { end } }) { queue.add(end); } go({ on: { end: () => log(1) } });',
      ['boundary queue.add'],
    ],
    [
      'a part that is read of a parameter',
      'function go(options) { queue.add(options.on.end); } go({ on: { end: () => log(1) } });',
      ['boundary queue.add'],
    ],
    [
      'a method',
      'class A { run() { log(1); } open() { queue.add(this.run); this.run(); } }',
      ['boundary queue.add', 'inline this.run'],
    ],
    [
      'a method of a subclass',
      'class A { run() { log(1); } } class B extends A { open() { this.run(); } }',
      ['inline this.run'],
    ],
    [
      'a method of an object',
      'const a = { run() { log(1); } }; a.run(); queue.add(a.run);',
      ['boundary queue.add', 'inline a.run'],
    ],
    ['a nested object', 'const a = { b: { run: () => log(1) } }; queue.add(a.b.run);', ['boundary queue.add']],
    ['a later assignment', 'let go; go = () => log(1); go();', ['inline go']],
    ['a default', 'function open(go = () => log(1)) { go(); }', ['inline go']],
    ['what a factory returns', 'const make = () => () => log(1); queue.add(make());', ['boundary queue.add']],
  ])('are found: %s', (_, code, uses) => {
    expect(getUses(code)).toEqual(uses);
  });

  it.each([
    ['an unknown call', 'later(() => log(1));'],
    ['a map of an import', "import { all } from './orders.js'; all.map(() => log(1));"],
    ['an overridden method', 'class A { run() { log(1); } } class B extends A { run() {} open() { this.run(); } }'],
    ['a getter', 'queue.add({ get run() { log(1); return 2; } });'],
    ['a member that syntax does not tell', 'const a = { [name]: () => log(1) }; queue.add(a[name]);'],
    ['the promise of an async factory', 'const make = async () => () => log(1); queue.add(make());'],
  ])('are not invented: %s', (_, code) => {
    expect(getUses(code)).toEqual([]);
  });

  it.each(['zone', 'stack'])('under %s pass through the hand-offs of Node.js', (manager) => {
    expect(getUses('queue.add(AsyncResource.bind(() => log(1)));', manager)).toEqual(['boundary queue.add']);
    expect(getUses('const run = AsyncLocalStorage.snapshot(); run(() => log(1));', manager)).toEqual(['inline run']);
  });
});
