import { describe, expect, it } from 'vitest';
import { computeChainOutcome, findPromiseChain } from '../../src/model/code/promise-chains.js';
import { isPendingPromise } from '../../src/model/code/promises.js';
import { throwsInPractice } from '../../src/model/code/throwing.js';
import { buildModel } from './build-model.js';

const API = "import { context, trace } from '@opentelemetry/api'; const tracer = trace.getTracer('x');\n";

function probe(code: string) {
  const { model, probes } = buildModel(API + code);
  const [node] = probes;
  if (!node) throw new Error('The code has no probe.');
  return { model, node };
}

function isPending(code: string): boolean {
  const { model, node } = probe(code);
  return isPendingPromise(node, model);
}

describe('a promise of work under way', () => {
  it.each([
    'async function work() {} probe(work());',
    'const work = async () => {}; probe(work());',
    'probe((async () => {})());',
    'class A { async work() {} run() { probe(this.work()); } }',
    'function work(): Promise<void> { return x(); } probe(work());',
    'const work = () => fetch("/"); probe(work());',
    'function f(work: () => Promise<void>) { probe(work()); }',
    'type Work = () => Promise<void>; function f(work: Work) { probe(work()); }',
    'type Work = Job; type Job = () => Promise<void>; function f(work: Work) { probe(work()); }',
    'function f(work: () => Promise<void>) { probe(work.call(null)); }',
    'interface Http { get(): Promise<void> } function f(http: Http) { probe(http.get()); }',
    'interface Http { get: () => Promise<void> } function f(http: Http) { probe(http.get()); }',
    'class A { constructor(private http: { get(): Promise<void> }) {} run() { probe(this.http.get()); } }',
    'probe(new Promise((resolve) => {}));',
    'probe(Promise.all([]));',
    'probe(fetch("/"));',
    'probe(x.then((y) => y));',
    'probe(fetch("/").catch(() => null));',
    'const pending = fetch("/"); probe(pending);',
    'async function work() {} probe(x ? work() : fetch("/"));',
    'probe(context.with(ctx, async () => {}));',
    "probe(tracer.startActiveSpan('x', async (span) => { span.end(); }));",
  ])('%s', (code) => {
    expect(isPending(code)).toBe(true);
  });

  it.each([
    'probe(work());',
    'probe(x.work());',
    'function work() {} probe(work());',
    'async function* work() {} probe(work());',
    'async function work() {} async function f() { probe(await work()); }',
    'probe(Promise.resolve(1));',
    'probe(Promise.reject(x));',
    'function f(fetch) { probe(fetch("/")); }',
    'class Promise {} probe(new Promise());',
    'probe(x.then());',
    'probe(x.catch(() => null));',
    'async function work() {} probe(x ? work() : null);',
    'let pending = fetch("/"); pending = null; probe(pending);',
    'interface Http { get(): number } function f(http: Http) { probe(http.get()); }',
    'probe(context.with(ctx, () => {}));',
    'const work = () => work(); probe(work());',
  ])('is not %s', (code) => {
    expect(isPending(code)).toBe(false);
  });
});

describe('a chain of reactions', () => {
  const getOutcome = (code: string) => {
    const { model, node } = probe(`probe(${code});`);
    const chain = findPromiseChain(node);
    if (!chain) return null;
    const { isLiveWhenFulfilled, isLiveWhenRejected } = computeChainOutcome(
      chain,
      (reaction) => (reaction.type === 'Identifier' && reaction.name === 'end' ? 'ends' : 'none'),
      model.sourceCode,
    );
    return [isLiveWhenFulfilled ? 'fulfilled' : '', isLiveWhenRejected ? 'rejected' : ''].join(' ').trim();
  };

  it.each([
    ['p.finally(end)', ''],
    ['p.then(end, end)', ''],
    ['p.then(end).catch(end)', ''],
    ['p.then(other).finally(end)', ''],
    ['p.catch(other).then(end)', ''],
    ['p.then(end)', 'rejected'],
    ['p.then(other, end)', 'fulfilled rejected'],
    ['p.catch(end)', 'fulfilled'],
    ['p.then(end).catch(other)', 'fulfilled'],
    ['p.then(end).catch((error) => { throw error; })', 'fulfilled rejected'],
    ['p.then(other)', 'fulfilled rejected'],
    ['p.finally(other)', 'fulfilled rejected'],
    ['Promise.resolve(1).then(end)', ''],
    ['Promise.resolve(work()).then(end)', 'rejected'],
  ])('%s leaves the value alive when %j', (code, outcome) => {
    expect(getOutcome(code)).toBe(outcome);
  });

  it('is none where nothing reacts', () => {
    expect(getOutcome('p.other(end)')).toBeNull();
  });
});

describe('what fails in practice', () => {
  const fails = (code: string) => {
    const { model, node } = probe(code);
    return throwsInPractice(node, model);
  };

  it.each([
    'async function f() { probe(await work()); }',
    'probe(work());',
    'function f(fn) { probe(fn()); }',
    'probe(x.query(y));',
    'probe(fn.call(this));',
    'function work() { throw new Error(); } probe(work());',
    'function work() { inner(); } probe(work());',
    'probe(context.with(ctx, fn));',
    'probe(context.with(ctx, () => work()));',
    'async function f() { probe(await work().catch((error) => { throw error; })); }',
    'async function f(next) { const result = probe(await next()); }',
  ])('%s', (code) => {
    expect(fails(code)).toBe(true);
  });

  it.each([
    'probe(x);',
    'probe(console.log(1));',
    'probe(JSON.stringify(x));',
    'probe(log.info(x));',
    'probe(res.end());',
    'probe(getName(x));',
    'probe(setTimeout(f, 1));',
    'function work() { return 1; } probe(work());',
    'async function work() { throw new Error(); } probe(work());',
    'function work() { try { inner(); } catch {} } probe(work());',
    'function work() { return work(); } probe(work());',
    'probe(context.with(ctx, () => 1));',
    'try { x(); } catch (error) { probe(work(error)); }',
    'async function f() { probe(await work().catch(() => null)); }',
    'async function f() { probe(await Promise.allSettled([])); }',
    'async function f() { probe(await new Promise((resolve) => setTimeout(resolve, 1))); }',
    'async function f() { probe(await sleep(1)); }',
    "const span = tracer.startSpan('x'); span.setAttribute('key', probe(compute(1)));",
  ])('not %s', (code) => {
    expect(fails(code)).toBe(false);
  });
});
