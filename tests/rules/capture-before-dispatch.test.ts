import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { captureBeforeDispatch } from '../../src/rules/capture-before-dispatch.js';
import { lint } from '../fixes/lint.js';
import { type InvalidCase, type ValidCase, runRule } from '../rule-tester.js';

type MessageId = 'lostParent' | 'lostRead' | 'lateRead' | 'untrusted' | 'listenerRead' | 'handOver';
type Options = [{ readonly trust: 'measured' | 'none' }];
type Valid = ValidCase<Options>;
type Invalid = InvalidCase<MessageId, Options>;

const HEAD = `import { context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { EventEmitter } from 'node:events';
import PQueue from 'p-queue';
const tracer = trace.getTracer('orders');
const queue = new PQueue({ concurrency: 1 });
const emitter = new EventEmitter();
`;
const HEAD_LINES = HEAD.split('\n').length - 1;

/** Removes the marks around callbacks. */
const unmark = (code: string): string => code.replaceAll(/[«»]/gu, '');
/** Binds the marked callbacks to the active context. */
const bind = (code: string): string => code.replaceAll('«', 'context.bind(context.active(), ').replaceAll('»', ')');

/** Code below the usual imports that must not report. */
function silent(name: string, body: string, extra: Partial<Valid> = {}): Valid {
  return { name, code: HEAD + body, ...extra };
}

/** Code below the usual imports whose marked callbacks lose the context, and are bound to it. */
function lost(name: string, body: string, messageId: MessageId = 'lostParent', extra: Partial<Invalid> = {}): Invalid {
  const count = body.split('«').length - 1;
  const errors = Array.from({ length: count }, () => ({ messageId }));
  return { name, code: HEAD + unmark(body), output: HEAD + bind(body), errors, ...extra };
}

/** Code below the usual imports whose marked listener reads the wrong context; binding it is offered, not done. */
function offered(name: string, body: string, place: { readonly line: number; readonly column: number }): Invalid {
  const suggestions = [{ messageId: 'handOver' as const, output: HEAD + bind(body) }];
  const errors = [{ messageId: 'listenerRead' as const, ...place, suggestions }];
  return { name, code: HEAD + unmark(body), output: null, errors };
}

const settings = (own: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => ({
  'otel-context': { contextManager: 'async-local-storage', ...own },
});
const under = (contextManager: string): { settings: Readonly<Record<string, unknown>> } => ({
  settings: settings({ contextManager }),
});
const row = (call: string, own: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> => ({
  module: './jobs.js',
  call,
  callback: 0,
  runs: 'once',
  sees: 'trigger',
  ...own,
});

const reads: readonly Invalid[] = [
  lost('a started span', "queue.add(«() => { tracer.startSpan('charge').end(); }»);"),
  lost('a started active span', "queue.add(«() => tracer.startActiveSpan('charge', (span) => span.end())»);"),
  lost(
    'a started active span with options',
    "queue.add(«() => tracer.startActiveSpan('charge', { kind: 1 }, (s) => s.end())»);",
  ),
  lost('a start with an undefined context', "queue.add(«() => tracer.startSpan('charge', {}, undefined)»);"),
  lost('a start that is no root', "queue.add(«() => tracer.startSpan('charge', { root: false })»);"),
  lost('context.active()', 'queue.add(«() => send(context.active())»);', 'lateRead'),
  lost('trace.getActiveSpan()', 'queue.add(«() => trace.getActiveSpan()?.addEvent("x")»);', 'lateRead'),
  lost('the span of the active context', 'queue.add(«() => trace.getSpan(context.active())»);', 'lateRead'),
  lost('the active baggage', 'queue.add(«() => propagation.getActiveBaggage()»);', 'lateRead'),
  lost(
    'an injection of the active context',
    'queue.add(«() => propagation.inject(context.active(), headers)»);',
    'lateRead',
  ),
  lost(
    'the active context as explicit parent',
    "queue.add(«() => tracer.startSpan('charge', {}, context.active())»);",
    'lateRead',
  ),
  lost('a value of the active context', 'queue.add(«() => context.active().getValue(KEY)»);', 'lateRead'),
  lost(
    'a value added to the active context',
    'queue.add(«() => context.with(context.active().setValue(KEY, 1), run)»);',
    'lateRead',
  ),
  lost(
    'the active context made active again',
    "queue.add(«() => context.with(context.active(), () => tracer.startSpan('a'))»);",
    'lateRead',
  ),
  lost(
    'the active context attached again',
    "queue.add(«() => { const token = context.attach(context.active()); tracer.startSpan('a'); token.dispose(); }»);",
    'lostParent',
  ),
  lost(
    'both kinds in one callback',
    "queue.add(«() => { log(context.active()); tracer.startSpan('charge').end(); }»);",
  ),
];

const deliberate: readonly Valid[] = [
  silent(
    'an explicit parent',
    "const parent = context.active(); queue.add(() => tracer.startSpan('charge', {}, parent));",
  ),
  silent(
    'an explicit parent of an active span',
    "queue.add(() => tracer.startActiveSpan('charge', {}, parent, (span) => span.end()));",
  ),
  silent('a new root', "queue.add(() => tracer.startSpan('charge', { root: true }));"),
  silent('options that may ask for a root', "queue.add(() => tracer.startSpan('charge', { root: isRoot }));"),
  silent('links', "queue.add(() => tracer.startSpan('charge', { links: [{ context: creator }] }));"),
  silent('a span of the past', "queue.add(() => tracer.startSpan('charge', { startTime: start }));"),
  silent(
    'options held in a constant',
    "const options = { root: true }; queue.add(() => tracer.startSpan('charge', options));",
  ),
  silent('arguments that a spread hides', 'queue.add(() => tracer.startSpan(...args));'),
  silent(
    'the extracted context',
    'queue.add(() => context.with(propagation.extract(context.active(), headers), handle));',
  ),
  silent(
    'a consumer that extracts, then starts',
    "queue.add((job) => { const parent = propagation.extract(ROOT_CONTEXT, job.headers); tracer.startSpan('process', {}, parent).end(); });",
  ),
  silent(
    'a span put into the active context',
    'queue.add(() => context.with(trace.setSpan(context.active(), span), work));',
  ),
  silent(
    'tracing suppressed',
    "import { suppressTracing } from '@opentelemetry/core'; queue.add(() => context.with(suppressTracing(context.active()), flush));",
  ),
];

const reestablished: readonly Valid[] = [
  silent(
    'context.with',
    "const ctx = context.active(); queue.add(() => context.with(ctx, () => tracer.startSpan('charge').end()));",
  ),
  silent('context.bind', "queue.add(context.bind(context.active(), () => tracer.startSpan('charge').end()));"),
  silent(
    'context.bind into a constant',
    "const job = context.bind(context.active(), () => tracer.startSpan('charge')); queue.add(job);",
  ),
  silent(
    'startActiveSpan',
    "queue.add(() => tracer.startActiveSpan('charge', { root: true }, (span) => { tracer.startSpan('card').end(); span.end(); }));",
  ),
  silent(
    'attach of a captured context',
    "const ctx = context.active(); queue.add(() => { const token = context.attach(ctx); try { tracer.startSpan('charge').end(); } finally { token.dispose(); } });",
  ),
  silent(
    'attach of what the job carries',
    "queue.add((job) => { const token = context.attach(job.ctx); tracer.startSpan('charge').end(); token.dispose(); });",
  ),
  silent(
    'a disposal on another branch',
    "const ctx = context.active(); queue.add(() => { const token = context.attach(ctx); if (isDone) { token.dispose(); return; } tracer.startSpan('charge').end(); token.dispose(); });",
  ),
  silent(
    'a context manager',
    "import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'; const manager = new AsyncLocalStorageContextManager(); queue.add(() => manager.with(ctx, () => tracer.startSpan('charge')));",
  ),
  silent(
    'AsyncResource.bind',
    "import { AsyncResource } from 'node:async_hooks'; queue.add(AsyncResource.bind(() => tracer.startSpan('charge')));",
  ),
  silent(
    'the bind of a resource',
    "import { AsyncResource } from 'node:async_hooks'; const resource = new AsyncResource('job'); queue.add(resource.bind(() => tracer.startSpan('charge')));",
  ),
  silent(
    'runInAsyncScope',
    "import { AsyncResource } from 'node:async_hooks'; const resource = new AsyncResource('job'); queue.add(() => resource.runInAsyncScope(() => tracer.startSpan('charge')));",
  ),
  silent(
    'AsyncLocalStorage.bind',
    "import { AsyncLocalStorage } from 'async_hooks'; queue.add(AsyncLocalStorage.bind(() => tracer.startSpan('charge')));",
  ),
  silent(
    'AsyncLocalStorage.snapshot',
    "import { AsyncLocalStorage } from 'async_hooks'; const inContext = AsyncLocalStorage.snapshot(); queue.add(() => inContext(() => tracer.startSpan('charge')));",
  ),
  silent(
    'a runner of the settings',
    "import { withRequest } from './telemetry.js'; queue.add(() => withRequest(() => tracer.startSpan('charge')));",
    { settings: settings({ contextRunners: ['./telemetry.js#withRequest'] }) },
  ),
];

const notReestablished: readonly Invalid[] = [
  lost(
    'a span after the disposal',
    "const ctx = context.active(); queue.add(«() => { const token = context.attach(ctx); try { work(); } finally { token.dispose(); } tracer.startSpan('after'); }»);",
  ),
  lost(
    'a span before the attach',
    "const ctx = context.active(); queue.add(«() => { tracer.startSpan('before'); const token = context.attach(ctx); token.dispose(); }»);",
  ),
  lost(
    'an attach in another function',
    "const ctx = context.active(); const setUp = () => context.attach(ctx); setUp(); queue.add(«() => tracer.startSpan('charge')»);",
  ),
  lost(
    'the storage of something else',
    "import { AsyncLocalStorage } from 'async_hooks'; const store = new AsyncLocalStorage(); queue.add(«() => store.run({}, () => tracer.startSpan('charge'))»);",
  ),
  lost(
    'AsyncResource.bind under zone',
    "import { AsyncResource } from 'async_hooks'; function open() { queue.add(«AsyncResource.bind(() => tracer.startSpan('charge'))»); }",
    'lostParent',
    under('zone'),
  ),
  lost(
    'runInAsyncScope under stack',
    "import { AsyncResource } from 'async_hooks'; const resource = new AsyncResource('job'); function open() { queue.add(«() => resource.runInAsyncScope(() => tracer.startSpan('charge'))»); }",
    'lostParent',
    under('stack'),
  ),
];

const places: readonly Invalid[] = [
  lost('an inline async arrow', "queue.add(«async () => { tracer.startSpan('charge'); }»);"),
  lost('an inline function', "queue.add(«function () { tracer.startSpan('charge'); }»);"),
  lost('a const arrow', "const charge = () => tracer.startSpan('charge'); queue.add(«charge»);"),
  lost('a function declaration', "queue.add(«charge»); function charge() { tracer.startSpan('charge'); }"),
  lost(
    'a method of the class',
    "class Shop { open() { queue.add(«this.charge»); } charge() { tracer.startSpan('charge'); } }",
  ),
  lost(
    'a bound method',
    "class Shop { open() { queue.add(«this.charge.bind(this)»); } charge() { tracer.startSpan('charge'); } }",
  ),
  lost(
    'an arrow that calls a method',
    "class Shop { open() { queue.add(«() => this.charge()»); } charge() { tracer.startSpan('charge'); } }",
  ),
  lost(
    'a method of a base class',
    "class Base { charge() { tracer.startSpan('charge'); } } class Shop extends Base { open() { queue.add(«this.charge»); } }",
  ),
  lost('a static method', "class Shop { static charge() { tracer.startSpan('charge'); } } queue.add(«Shop.charge»);"),
  lost(
    'a private method',
    "class Shop { #charge() { tracer.startSpan('charge'); } open() { queue.add(«() => this.#charge()»); } }",
  ),
  lost(
    'a method of an instance',
    "class Shop { charge() { tracer.startSpan('charge'); } } const shop = new Shop(); queue.add(«() => shop.charge()»);",
  ),
  lost(
    'a class field arrow',
    "class Shop { charge = () => tracer.startSpan('charge'); open() { queue.add(«this.charge»); } }",
  ),
  lost(
    'a field that the constructor assigns',
    "class Shop { constructor() { this.charge = () => tracer.startSpan('charge'); } open() { queue.add(«this.charge»); } }",
  ),
  lost('a method of an object', "const shop = { charge() { tracer.startSpan('charge'); } }; queue.add(«shop.charge»);"),
  lost(
    'a method by self',
    "class Shop { open() { const self = this; queue.add(«function () { self.charge(); }»); } charge() { tracer.startSpan('charge'); } }",
  ),
  lost(
    'what a factory returns',
    "const charge = (order) => () => tracer.startSpan('charge ' + order); queue.add(«charge(1)»);",
  ),
  lost(
    'what a factory returns in a block',
    "function charge(order) { return async function () { tracer.startSpan('charge'); }; } queue.add(«charge(1)»);",
  ),
  lost(
    'a function that the callback calls',
    "function charge() { tracer.startSpan('charge'); } queue.add(«() => charge()»);",
  ),
  lost(
    'several levels of functions',
    "const a = () => tracer.startSpan('charge'); const b = () => a(); function c() { b(); } queue.add(«async () => { await c(); }»);",
  ),
  lost(
    'functions that call each other',
    "function a(n) { tracer.startSpan('charge'); b(n); } function b(n) { a(n); } queue.add(«() => b(1)»);",
  ),
  lost(
    'a function that calls itself',
    "function charge(n) { tracer.startSpan('charge'); if (n) charge(n - 1); } queue.add(«() => charge(3)»);",
  ),
  lost(
    'fn.call and fn.apply',
    "function charge() { tracer.startSpan('charge'); } queue.add(«() => charge.call(shop)»); queue.add(«() => charge.apply(shop)»);",
  ),
  lost(
    'a helper that hands it over',
    "function enqueue(job) { return queue.add(«job»); } enqueue(() => tracer.startSpan('charge'));",
  ),
  lost(
    'a helper with the job in an object',
    "function enqueue({ run }) { return queue.add(«run»); } enqueue({ run: () => tracer.startSpan('charge') });",
  ),
  lost(
    'a helper that reads the job of its options',
    "function enqueue(options) { return queue.add(«options.run»); } enqueue({ run: () => tracer.startSpan('charge') });",
  ),
  lost(
    'a helper of a class',
    "class Lane { add(job) { queue.add(«job»); } } new Lane().add(() => tracer.startSpan('charge'));",
  ),
  lost(
    'a job kept by a constructor',
    "class Job { constructor(run) { this.run = run; } start() { queue.add(«this.run»); } } new Job(() => tracer.startSpan('charge'));",
  ),
  lost('the default of a parameter', "function enqueue(job = () => tracer.startSpan('charge')) { queue.add(«job»); }"),
  lost('elements of an array', "queue.addAll([«() => tracer.startSpan('a')», «async () => tracer.startSpan('b')»]);"),
  lost('a choice', "queue.add(«isFree ? () => tracer.startSpan('a') : null»);"),
  lost('a callback in a synchronous one', 'queue.add(«() => orders.forEach((order) => tracer.startSpan(order))»);'),
  lost(
    'a promise executor',
    "queue.add(«() => new Promise((resolve) => { tracer.startSpan('a').end(); resolve(); })»);",
  ),
  lost('an IIFE', "queue.add(«async () => { await (async () => { tracer.startSpan('a'); })(); }»);"),
  lost('a dispatch in a synchronous callback', 'orders.map((order) => queue.add(«() => tracer.startSpan(order)»));'),
  lost(
    'a timer that keeps the context of a queue that does not',
    "queue.add(«() => { setTimeout(() => tracer.startSpan('late'), 10); }»);",
  ),
  lost('a promise reaction in a queue', "queue.add(«() => load().then(() => tracer.startSpan('late'))»);"),
  lost(
    'a function used on both sides',
    "function charge() { tracer.startSpan('charge'); } charge(); queue.add(«charge»); queue.add(«() => charge()»);",
  ),
  lost('a dispatch in a generator', "function* jobs() { yield queue.add(«() => tracer.startSpan('charge')»); }"),
  lost('an assertion around the callback', "queue.add(«(() => tracer.startSpan('charge')) as Job»);", 'lostParent', {
    output: `${HEAD}queue.add(context.bind(context.active(), (() => tracer.startSpan('charge')) as Job));`,
  }),
  lost('an optional call', "queue?.add(«() => tracer.startSpan('charge')»);"),
  lost('a callback in a callback: the nearest', "queue.add(() => { queue.add(«() => tracer.startSpan('charge')»); });"),
];

const receivers: readonly Invalid[] = [
  lost(
    'a class field',
    "class Shop { #lane = new PQueue(); open() { this.#lane.add(«() => tracer.startSpan('charge')»); } }",
  ),
  lost(
    'a field that the constructor assigns',
    "class Shop { constructor() { this.lane = new PQueue(); } open() { this.lane.add(«() => tracer.startSpan('charge')»); } }",
  ),
  lost(
    'a field annotated with the type',
    "class Shop { private lane: PQueue; open() { this.lane.add(«() => tracer.startSpan('charge')»); } }",
  ),
  lost(
    'an annotated field that a helper fills',
    "class Shop { private lane: PQueue = createLane(); open() { this.lane.add(«() => tracer.startSpan('charge')»); } }",
  ),
  lost(
    'a parameter property',
    "class Shop { constructor(private readonly lane: PQueue) {} open() { this.lane.add(«() => tracer.startSpan('charge')»); } }",
  ),
  lost('an annotated parameter', "function open(lane: PQueue) { lane.add(«() => tracer.startSpan('charge')»); }"),
  lost(
    'a destructured annotated parameter',
    "function open({ lane }: { lane: PQueue }) { lane.add(«() => tracer.startSpan('charge')»); }",
  ),
  lost('an alias', "const lane = queue; lane.add(«() => tracer.startSpan('charge')»);"),
  lost(
    'a factory of the file',
    "const createLane = () => new PQueue(); createLane().add(«() => tracer.startSpan('charge')»);",
  ),
  lost('a subclass', "class Lane extends PQueue {} new Lane().add(«() => tracer.startSpan('charge')»);"),
  lost(
    'a namespace import',
    "import * as lanes from 'p-queue'; new lanes.default().add(«() => tracer.startSpan('charge')»);",
  ),
  lost(
    'a constant of an object',
    "const lanes = { card: new PQueue() }; lanes.card.add(«() => tracer.startSpan('charge')»);",
  ),
  lost('an instantiation with type arguments', "new PQueue<Job>().add<string>(«() => tracer.startSpan('charge')»);"),
  lost(
    'a limiter',
    "import { queue as lane } from 'async'; const tasks = lane(work, 1); tasks.push(1, «() => tracer.startSpan('charge')»);",
  ),
  lost(
    'bottleneck',
    "import Bottleneck from 'bottleneck'; const limiter = new Bottleneck(); limiter.schedule(«() => tracer.startSpan('charge')»);",
  ),
];

const strangers: readonly Valid[] = [
  silent('an unknown callee', "dispatch(() => tracer.startSpan('charge'));"),
  silent('an unknown receiver', "lane.add(() => tracer.startSpan('charge'));"),
  silent(
    'a queue of another module',
    "import Queue from './queue.js'; new Queue().add(() => tracer.startSpan('charge'));",
  ),
  silent('an unknown callee inside the callback', "queue.add(() => dispatch(() => tracer.startSpan('charge')));"),
  silent(
    'another method of the queue',
    "queue.on('idle', () => tracer.startSpan('charge')); queue.sizeBy(() => tracer.startSpan('charge'));",
  ),
  silent('another argument', "queue.add(work, () => tracer.startSpan('charge'));"),
  silent('arguments that a spread hides', "queue.add(...[() => tracer.startSpan('charge')]);"),
  silent(
    'a method of the same name in the file',
    "class Lane { add(job) { job(); } } new Lane().add(() => tracer.startSpan('charge'));",
  ),
  silent(
    'a timer',
    "setTimeout(() => tracer.startSpan('late'), 10); setImmediate(() => context.active()); process.nextTick(() => trace.getActiveSpan());",
  ),
  silent('a microtask', "queueMicrotask(() => tracer.startSpan('late'));"),
  silent(
    'promise reactions',
    "load().then(() => tracer.startSpan('a'), () => tracer.startSpan('b')).catch(() => context.active()).finally(() => context.active());",
  ),
  silent('awaited work', "async function run() { await load(); tracer.startSpan('a'); }"),
  silent('a callback that reads nothing', 'queue.add(async () => { await load(); });'),
  silent('a getter of an argument', "queue.add({ get run() { return tracer.startSpan('charge'); } });"),
  silent('a generator, whose body runs elsewhere', "queue.add(function* () { yield tracer.startSpan('charge'); });"),
  silent(
    'the field of a class that is made elsewhere',
    "queue.add(() => class { span = tracer.startSpan('charge'); });",
  ),
  silent('a method that nothing calls', "class Shop { charge() { tracer.startSpan('charge'); } }"),
  silent(
    'an overridden method',
    "class Base { charge() { tracer.startSpan('charge'); } } class Shop extends Base { charge() {} open() { queue.add(() => this.charge()); } }",
  ),
  silent(
    'the context of Koa',
    'app.use(async (context, next) => { queue.add(() => log(context.active)); await next(); });',
  ),
  {
    name: 'the context of a canvas',
    code: "import PQueue from 'p-queue'; import { startSpan } from './opentelemetry.js'; const queue = new PQueue(); const context = canvas.getContext('2d'); queue.add(() => { context.active(); context.fillRect(0, 0, 1, 1); });",
  },
  {
    name: 'the context of React',
    code: "import { createContext } from 'react'; import PQueue from 'p-queue'; import '@opentelemetry/api'; const context = createContext(null); new PQueue().add(() => context.active());",
  },
  {
    name: 'the context of GraphQL resolvers',
    code: "import PQueue from 'p-queue'; import { trace } from '@opentelemetry/api'; const queue = new PQueue(); export const resolvers = { Query: { order: (parent, args, context) => queue.add(() => context.active()) } };",
  },
  {
    name: 'spans of Sentry',
    code: "import * as Sentry from '@sentry/node'; import PQueue from 'p-queue'; new PQueue().add(() => Sentry.startSpan({ name: 'charge' }, () => Sentry.getActiveSpan()));",
  },
  {
    name: 'spans of Effect',
    code: "import { Effect } from 'effect'; import PQueue from 'p-queue'; import '@opentelemetry/api'; new PQueue().add(() => Effect.runPromise(Effect.withSpan('charge')(program)));",
  },
  {
    name: 'a wrapper that ends its own span',
    code: "import PQueue from 'p-queue'; import { tracer } from './tracing.js'; new PQueue().add(() => tracer.startSpan('charge'));",
  },
  { name: 'a file that has no OpenTelemetry', code: "import PQueue from 'p-queue'; new PQueue().add(() => work());" },
];

const listeners: readonly Valid[] = [
  silent('a span in a listener', "emitter.on('order', () => tracer.startSpan('order'));"),
  silent(
    'a span in a listener under an active span',
    "tracer.startActiveSpan('start', (span) => { emitter.on('order', () => tracer.startSpan('order')); span.end(); });",
  ),
  silent(
    'an explicit read without a span around the registration',
    "emitter.on('order', () => log(context.active())); function open() { emitter.once('order', () => trace.getActiveSpan()); }",
  ),
  silent(
    'an express handler',
    "import express from 'express'; const app = express(); app.get('/', (req, res) => { trace.getActiveSpan()?.setAttribute('user', req.user); res.end(); });",
  ),
  silent(
    'a response that finishes',
    "tracer.startActiveSpan('request', (span) => { res.on('finish', () => span.end()); });",
  ),
  silent(
    'a bound listener',
    "tracer.startActiveSpan('request', (span) => { emitter.on('order', context.bind(context.active(), () => trace.getActiveSpan())); });",
  ),
  silent(
    'a listener that makes a captured span active',
    "tracer.startActiveSpan('request', (span) => { emitter.on('order', () => context.with(trace.setSpan(context.active(), span), () => tracer.startSpan('part').end())); });",
  ),
  silent(
    'a listener of an emitter that is bound as a whole',
    "function handle(req) { tracer.startActiveSpan('request', () => { context.bind(context.active(), emitter); emitter.on('end', () => trace.getActiveSpan()); }); }",
  ),
  silent(
    'a listener of an emitter that the caller bound',
    "import type { IncomingMessage } from 'node:http'; function patch(req: IncomingMessage) { context.bind(context.active(), req); watch('x', req); } function watch(name: string, req: IncomingMessage) { tracer.startActiveSpan(name, () => { req.prependListener('end', () => trace.getActiveSpan()); }); }",
  ),
  silent(
    'a cron job',
    "import cron from 'node-cron'; tracer.startActiveSpan('boot', (span) => { cron.schedule('* * * * *', () => tracer.startSpan('tick')); });",
  ),
  silent(
    'an interval',
    "tracer.startActiveSpan('boot', () => setInterval(() => tracer.startSpan('tick'), 10));",
    under('stack'),
  ),
  silent(
    'an operator of an observable that is subscribed to under the same span',
    "import { firstValueFrom, of, tap } from 'rxjs';\ntracer.startActiveSpan('read', (span) => { of(1).pipe(tap(() => trace.getActiveSpan())).subscribe(() => span.end()); });\ntracer.startActiveSpan('read', async (span) => { await firstValueFrom(of(1).pipe(tap(() => trace.getActiveSpan()))).finally(() => span.end()); });",
  ),
  silent(
    'a response that is ended where its end is listened to',
    "import http from 'node:http';\nhttp.createServer((_, response) => tracer.startActiveSpan('answer', (span) => { response.on('finish', () => trace.getActiveSpan()); response.end(); span.end(); }));",
  ),
  silent(
    'a listener under a context with a value',
    "const bound = context.with(context.active().setValue(KEY, 1), () => emitter.once('reply', () => { trace.getActiveSpan(); }));",
  ),
  silent(
    'an instrumentation',
    'class Plugin { patch() { const plugin = this; return (original) => function (...args) { const callback = args.pop(); return original.apply(this, [...args, context.bind(context.active(), function (...result) { plugin.end(context.active()); return callback.apply(this, result); })]); }; } }',
  ),
];

const lostByListeners: readonly Invalid[] = [
  {
    name: 'a listener under the context of a message',
    code: `${HEAD}function receive(carrier) { context.with(propagation.extract(context.active(), carrier), () => { emitter.once('reply', () => { trace.getActiveSpan(); }); }); }`,
    output: null,
    errors: [{ messageId: 'listenerRead', suggestions: 1 }],
  },
  {
    name: 'a listener that is removed again is bound where it is declared',
    code: `${HEAD}function ask() { tracer.startActiveSpan('ask', () => { const onReply = () => { trace.getActiveSpan(); emitter.off('reply', onReply); }; emitter.on('reply', onReply); }); }`,
    output: null,
    errors: [
      {
        messageId: 'listenerRead',
        suggestions: [
          {
            messageId: 'handOver',
            output: `${HEAD}function ask() { tracer.startActiveSpan('ask', () => { const onReply = context.bind(context.active(), () => { trace.getActiveSpan(); emitter.off('reply', onReply); }); emitter.on('reply', onReply); }); }`,
          },
        ],
      },
    ],
  },
  {
    name: 'a listener that is removed by its name elsewhere is not bound at all',
    code: `${HEAD}const onReply = () => { trace.getActiveSpan(); emitter.off('reply', onReply); };\nfunction ask() { tracer.startActiveSpan('ask', () => { emitter.on('reply', onReply); }); }`,
    output: null,
    errors: [{ messageId: 'listenerRead', suggestions: 0 }],
  },
  offered(
    'a listener of an emitter that is handed on to others',
    "function watch(emitter: EventEmitter) { tracer.startActiveSpan('watch', () => { emitter.once('end', «() => trace.getActiveSpan()»); }); }\nwatch(emitter); context.bind(context.active(), work);",
    { line: HEAD_LINES + 1, column: 107 },
  ),
  offered(
    'a port that is listened to once',
    "import { MessageChannel } from 'node:worker_threads';\nconst { port1 } = new MessageChannel();\ntracer.startActiveSpan('ask', () => { port1.once('message', «() => trace.getActiveSpan()»); });",
    { line: HEAD_LINES + 3, column: 67 },
  ),
  offered(
    'a listener that reads the context it was registered under',
    "tracer.startActiveSpan('request', (span) => { emitter.on('order', «() => trace.getActiveSpan()?.addEvent('x')»); });",
    { line: HEAD_LINES + 1, column: 73 },
  ),
  offered(
    'a read in a function that the listener calls, at the registration',
    "const note = () => trace.getActiveSpan();\ncontext.with(trace.setSpan(context.active(), span), () => emitter.once('order', «() => note()»));",
    { line: HEAD_LINES + 2, column: 59 },
  ),
  offered(
    'a subclass of EventEmitter, and a function that is called under a span',
    "class Shop extends EventEmitter { open() { this.on('order', «() => context.active()»); } }\nconst shop = new Shop();\ntracer.startActiveSpan('open', (span) => { shop.open(); span.end(); });",
    { line: HEAD_LINES + 1, column: 67 },
  ),
  offered(
    'an operator of an observable that others subscribe to',
    "import { switchMap } from 'rxjs/operators';\nconst intercept = (next) => tracer.startActiveSpan('handle', (span) => next.handle().pipe(switchMap(«() => trace.getActiveSpan()»)));",
    { line: HEAD_LINES + 2, column: 107 },
  ),
  offered(
    'an operator behind a subject',
    "import { Subject, tap } from 'rxjs';\nconst prices = new Subject();\ntracer.startActiveSpan('watch', () => { prices.pipe(tap(«() => trace.getActiveSpan()»)).subscribe(); });",
    { line: HEAD_LINES + 3, column: 63 },
  ),
  offered(
    'the end of a request under a span of its handler',
    "import http from 'node:http';\nhttp.createServer((request, response) => tracer.startActiveSpan('read', (span) => { request.on('end', «() => trace.getActiveSpan()»).resume(); response.end(); span.end(); }));",
    { line: HEAD_LINES + 2, column: 109 },
  ),
  offered(
    'a signal that aborts',
    "const controller = new AbortController();\ntracer.startActiveSpan('open', () => controller.signal.addEventListener('abort', «() => trace.getActiveSpan()», { once: true }));",
    { line: HEAD_LINES + 2, column: 88 },
  ),
];

const timers = "function later() { setTimeout(«() => tracer.startSpan('late')», 10); }";
const managers: readonly Invalid[] = [
  lost('a timer under stack', timers, 'lostParent', under('stack')),
  lost(
    'a microtask under stack',
    'function later() { queueMicrotask(«() => context.active()»); }',
    'lateRead',
    under('stack'),
  ),
  lost(
    'nextTick under zone',
    "function later() { process.nextTick(«() => tracer.startSpan('late')»); }",
    'lostParent',
    under('zone'),
  ),
  lost(
    'promise reactions under stack',
    "function later() { load().then(«() => tracer.startSpan('a')», «() => tracer.startSpan('b')»).finally(«() => context.active()»); }",
    'lostParent',
    {
      ...under('stack'),
      errors: [{ messageId: 'lostParent' }, { messageId: 'lostParent' }, { messageId: 'lateRead' }],
    },
  ),
  lost('a timer under an unknown manager', timers, 'untrusted', under('unknown')),
  lost(
    'a queue under an unknown manager',
    "queue.add(«() => tracer.startSpan('charge')»);",
    'untrusted',
    under('unknown'),
  ),
  lost('a timer that nobody trusts', timers, 'untrusted', { options: [{ trust: 'none' }] }),
  lost(
    'a timer in the root context and elsewhere, which nobody trusts',
    "const later = () => { setTimeout(«() => tracer.startSpan('a')», 10); }; export const f = () => context.with(ROOT_CONTEXT, () => later()); export const g = () => later();",
    'untrusted',
    { options: [{ trust: 'none' }] },
  ),
  lost(
    'a queue in the root context, which may run its task in another',
    "export const add = () => context.with(ROOT_CONTEXT, () => queue.add(«() => tracer.startSpan('charge')»));",
    'lostParent',
    { options: [{ trust: 'none' }] },
  ),
  lost('a queue that nobody trusts', "queue.add(«() => tracer.startSpan('charge')»);", 'lostParent', {
    options: [{ trust: 'none' }],
  }),
];

const keptByManagers: readonly Valid[] = [
  silent('a timer under zone', unmark(timers), under('zone')),
  silent(
    'a timer at the top level under stack: the root context in both',
    "setTimeout(() => tracer.startSpan('late'), 10);",
    under('stack'),
  ),
  silent(
    'promise reactions under zone',
    "function later() { load().then(() => tracer.startSpan('a')); }",
    under('zone'),
  ),
  silent(
    'promise reactions under an unknown manager',
    "function later() { load().then(() => tracer.startSpan('a')); }",
    under('unknown'),
  ),
  silent('promise reactions that nobody trusts', "function later() { load().then(() => tracer.startSpan('a')); }", {
    options: [{ trust: 'none' }],
  }),
  silent(
    'a bound timer that nobody trusts',
    "function later() { setTimeout(context.bind(context.active(), () => tracer.startSpan('a')), 10); }",
    { options: [{ trust: 'none' }] },
  ),
];

const JOBS = "import { run, Lane } from './jobs.js';\n";
const own: readonly Invalid[] = [
  lost('a dispatcher of the settings', `${JOBS}run(«() => tracer.startSpan('a')»);`, 'lostParent', {
    settings: settings({ boundaries: [row('run')] }),
  }),
  lost('a method of the settings', `${JOBS}new Lane().add(1, «() => tracer.startSpan('a')»);`, 'lostParent', {
    settings: settings({ boundaries: [row('Lane#add', { callback: -1 })] }),
  }),
  lost(
    'a property of an argument',
    `${JOBS}run({ each: «() => tracer.startSpan('a')», all: () => tracer.startSpan('b') });`,
    'lostParent',
    { settings: settings({ boundaries: [row('run', { callback: '0.each' })] }) },
  ),
  lost('a property of an element', `${JOBS}run([{ each: «() => tracer.startSpan('a')» }]);`, 'lostParent', {
    settings: settings({ boundaries: [row('run', { callback: '0.*.each' })] }),
  }),
  lost(
    'an argument that has a value',
    `${JOBS}run(«() => tracer.startSpan('a')», 'late'); run(() => tracer.startSpan('a'), 'now');`,
    'lostParent',
    { settings: settings({ boundaries: [row('run', { when: { 1: 'late' } })] }) },
  ),
  lost(
    'a row that speaks of the manager',
    `${JOBS}function open() { run(«() => tracer.startSpan('a')»); }`,
    'lostParent',
    {
      settings: settings({
        boundaries: [row('run', { sees: { 'async-local-storage': { free: 'dispatch', saturated: 'root' } } })],
      }),
    },
  ),
  lost(
    'a tracer of the settings',
    "import { otel } from './otel.js'; queue.add(«() => otel.startSpan('a')»);",
    'lostParent',
    { settings: settings({ tracers: ['otel'] }) },
  ),
  lost('a starter of the settings', "import { begin } from './otel.js'; queue.add(«() => begin('a')»);", 'lostParent', {
    settings: settings({ spanStarters: ['./otel.js#begin'] }),
  }),
  lost('a row of the settings before the catalogue', "setTimeout(«() => tracer.startSpan('a')», 1);", 'lostParent', {
    settings: settings({ boundaries: [row('setTimeout', { module: 'global' })] }),
  }),
];

const keptByOwn: readonly Valid[] = [
  silent('a getter, which runs where it is read', `${JOBS}run({ get each() { return tracer.startSpan('a'); } });`, {
    settings: settings({ boundaries: [row('run', { callback: '0.each' })] }),
  }),
  silent('a dispatcher that keeps the context', `${JOBS}run(() => tracer.startSpan('a'));`, {
    settings: settings({ boundaries: [row('run', { sees: 'dispatch' })] }),
  }),
  silent('a registration that keeps the context', `${JOBS}run(() => tracer.startSpan('a'));`, {
    settings: settings({ boundaries: [row('run', { sees: 'registration' })] }),
  }),
  silent('another manager than the measured', `${JOBS}run(() => tracer.startSpan('a'));`, {
    settings: settings({ boundaries: [row('run', { sees: { stack: 'root' } })] }),
  }),
  silent('an unmeasured row', `${JOBS}run(() => tracer.startSpan('a'));`, {
    settings: settings({ boundaries: [row('run', { unmeasured: 'There is no server.' })] }),
  }),
  silent('a row that keeps what the catalogue loses', "queue.add(() => tracer.startSpan('a'));", {
    settings: settings({ boundaries: [row('default#add', { module: 'p-queue', sees: 'dispatch' })] }),
  }),
  silent('a consumer, which runs many times', `${JOBS}run(() => tracer.startSpan('a'));`, {
    settings: settings({ boundaries: [row('run', { runs: 'many' })] }),
  }),
];

const modules: readonly Invalid[] = [
  {
    name: 'CommonJS',
    filename: 'src/file.cjs',
    code: "const { context, trace } = require('@opentelemetry/api');\nconst PQueue = require('p-queue').default;\nconst tracer = trace.getTracer('x');\nnew PQueue().add(() => tracer.startSpan('a'));",
    output:
      "const { context, trace } = require('@opentelemetry/api');\nconst PQueue = require('p-queue').default;\nconst tracer = trace.getTracer('x');\nnew PQueue().add(context.bind(context.active(), () => tracer.startSpan('a')));",
    errors: [{ messageId: 'lostParent' }],
  },
  {
    name: 'a dynamic import',
    filename: 'src/file.mjs',
    code: "import { context, trace } from '@opentelemetry/api';\nconst { default: PQueue } = await import('p-queue');\nnew PQueue().add(() => trace.getActiveSpan());",
    output:
      "import { context, trace } from '@opentelemetry/api';\nconst { default: PQueue } = await import('p-queue');\nnew PQueue().add(context.bind(context.active(), () => trace.getActiveSpan()));",
    errors: [{ messageId: 'lateRead' }],
  },
  {
    name: 'a module that re-exports the API',
    code: "import { context, trace } from './telemetry.js';\nimport PQueue from 'p-queue';\nnew PQueue().add(() => trace.getActiveSpan());",
    output:
      "import { context, trace } from './telemetry.js';\nimport PQueue from 'p-queue';\nnew PQueue().add(context.bind(context.active(), () => trace.getActiveSpan()));",
    settings: settings({ apiModules: ['./telemetry.js'] }),
    errors: [{ messageId: 'lateRead' }],
  },
  {
    name: 'an import assignment',
    filename: 'src/file.cts',
    code: "import api = require('@opentelemetry/api');\nimport PQueue = require('p-queue');\nnew PQueue.default().add(() => api.trace.getActiveSpan());",
    output:
      "import api = require('@opentelemetry/api');\nimport PQueue = require('p-queue');\nnew PQueue.default().add(api.context.bind(api.context.active(), () => api.trace.getActiveSpan()));",
    errors: [{ messageId: 'lateRead' }],
  },
];

const moves: readonly Invalid[] = [
  {
    name: 'a capture at the top of the callback moves out',
    code: `${HEAD}function open() {\n  queue.add(async () => {\n    const ctx = context.active();\n    await send(ctx);\n  });\n}`,
    output: `${HEAD}function open() {\n  const ctx = context.active();\n  queue.add(async () => {\n    await send(ctx);\n  });\n}`,
    errors: [{ messageId: 'lateRead', line: HEAD_LINES + 3, column: 17, endLine: HEAD_LINES + 3, endColumn: 33 }],
  },
];

/** A file in a folder whose package.json depends on a version of p-limit, and on others. */
function locate(version: string, others: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'capture-'));
  mkdirSync(path.join(folder, 'src'));
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ dependencies: { 'p-limit': version, ...others } }));
  return path.join(folder, 'src', 'file.ts');
}

const LIMIT = `${HEAD}import pLimit from 'p-limit';\nconst limit = pLimit(2);\n`;
const limited = "function open() { limit(«() => tracer.startSpan('a')»); }";
const losesLimit = (version: string, contextManager: string): Invalid => ({
  name: `p-limit ${version} under ${contextManager}`,
  code: LIMIT + unmark(limited),
  output: LIMIT + bind(limited),
  filename: locate(version),
  errors: [{ messageId: 'lostParent' }],
  ...under(contextManager),
});
const keepsLimit = (version: string, contextManager: string): Valid => ({
  name: `p-limit ${version} under ${contextManager}`,
  code: LIMIT + unmark(limited),
  filename: locate(version),
  ...under(contextManager),
});

const LOSES = [
  ...['^2.0.0', '^3.1.0', '4.0.0'].map((version) => [version, 'async-local-storage'] as const),
  ...['^3.1.0', '^5.0.0'].map((version) => [version, 'zone'] as const),
];
const KEEPS = [
  ...['^5.0.0', '^6.1.0', '>=7', 'latest'].map((version) => [version, 'async-local-storage'] as const),
  ['^6.0.0', 'zone'] as const,
  // Any of both: what is not sure is not reported.
  ['>=3 <6', 'async-local-storage'] as const,
];

const PG = `${HEAD}import { Client } from 'pg';\nconst client = new Client();\n`;
const asked = "function open() { client.query('x', «() => tracer.startSpan('a')»); }";
const INSTRUMENTED = { '@opentelemetry/auto-instrumentations-node': '^0.70.0' };

const repaired: readonly Valid[] = [
  {
    name: 'a driver whose instrumentation hands the context over',
    code: PG + unmark(asked),
    filename: locate('^6.0.0', INSTRUMENTED),
  },
];
const notRepaired: readonly Invalid[] = [
  {
    name: 'a driver without its instrumentation',
    code: PG + unmark(asked),
    output: PG + bind(asked),
    filename: locate('^6.0.0'),
    errors: [{ messageId: 'lostParent' }],
  },
  {
    name: 'a driver whose instrumentation is not trusted',
    code: PG + unmark(asked),
    output: PG + bind(asked),
    options: [{ trust: 'none' }],
    filename: locate('^6.0.0', INSTRUMENTED),
    errors: [{ messageId: 'lostParent' }],
  },
  {
    name: 'a queue that no instrumentation repairs',
    code: LIMIT + unmark(limited),
    output: LIMIT + bind(limited),
    filename: locate('^3.0.0', INSTRUMENTED),
    errors: [{ messageId: 'lostParent' }],
  },
];

runRule('capture-before-dispatch', captureBeforeDispatch, {
  valid: [
    ...repaired,
    ...deliberate,
    ...reestablished,
    ...strangers,
    ...listeners,
    ...keptByManagers,
    ...keptByOwn,
    ...KEEPS.map(([version, manager]) => keepsLimit(version, manager)),
    silent(
      'a timer in the root context, which nobody trusts',
      "class Poller { start() { context.with(ROOT_CONTEXT, () => this.tick()); } tick() { tracer.startSpan('tick').end(); setTimeout(() => this.tick(), 10); } }",
      { options: [{ trust: 'none' }] },
    ),
    silent(
      'a parameter that is bound under its own name',
      'class Pool { waiting = []; run(task) { if (task) task = context.bind(context.active(), task); this.waiting.push(task); } free() { this.waiting.shift()?.(); } } const pool = new Pool(); export const save = () => pool.run(() => { tracer.startSpan("save").end(); });',
    ),
    silent(
      'a variable that is bound under its own name',
      'export function add() { let job = () => { tracer.startSpan("save").end(); }; job = context.bind(context.active(), job); return queue.add(job); }',
    ),
  ],
  invalid: [
    ...notRepaired,
    ...reads,
    ...notReestablished,
    ...places,
    ...receivers,
    ...lostByListeners,
    ...managers,
    ...own,
    ...modules,
    ...moves,
    ...LOSES.map(([version, manager]) => losesLimit(version, manager)),
  ],
});

/** The texts of what is reported, in order. */
function getMessages(body: string, own: Readonly<Record<string, unknown>> = {}): readonly string[] {
  return lint(HEAD + body, { settings: own }).map(({ message }) => message);
}

const LINE = HEAD_LINES + 1;

describe('what it says', () => {
  it.each([
    [
      'a queue that is right when it is free',
      "queue.add(() => tracer.startSpan('charge'));",
      {},
      `'queue.add' can run this callback in the context of whatever triggers it, so the span of line ${LINE} can end up in another trace. Hand the active context over with the callback.`,
    ],
    [
      'a call that always loses the context',
      "function later() { setTimeout(() => tracer.startSpan('late'), 10); }",
      { contextManager: 'stack' },
      `'setTimeout' runs this callback in the root context, so the span of line ${LINE} ends up in another trace. Hand the active context over with the callback.`,
    ],
    [
      'a read inside the callback',
      'queue.add(() => log(context.active()));',
      {},
      `'context.active()' comes too late: 'queue.add' (line ${LINE}) can run this callback in the context of whatever triggers it. Read the context before the callback is handed over.`,
    ],
    [
      'a read in a function that the callback calls',
      'const note = () => trace.getActiveSpan();\nqueue.add(() => note());',
      {},
      `'queue.add' can run this callback in the context of whatever triggers it, so 'trace.getActiveSpan()' (line ${LINE}) can read another context. Hand the active context over with the callback.`,
    ],
    [
      'a manager that is not known',
      "function later() { setTimeout(() => tracer.startSpan('late'), 10); }",
      { contextManager: 'unknown' },
      `Line ${LINE} relies on 'setTimeout' to keep the active context for this callback, which not every context manager does. Hand the context over with it.`,
    ],
    [
      'a listener',
      "tracer.startActiveSpan('order', () => emitter.on('paid', () => trace.getActiveSpan()));",
      {},
      `'trace.getActiveSpan()' is not the context of the span around 'emitter.on' (line ${LINE}): the listener runs in the context of whatever triggers it. Bind the listener if it continues that span.`,
    ],
    [
      'a constructor',
      "import { Job } from './jobs.js'; new Job(() => tracer.startSpan('a'));",
      { boundaries: [row('Job')] },
      `'new Job' runs this callback in the context of whatever triggers it, so the span of line ${LINE} ends up in another trace. Hand the active context over with the callback.`,
    ],
  ])('of %s', (_, body, own, message) => {
    expect(getMessages(body, own)).toEqual([message]);
  });

  it.each([
    ['over several lines', 'shop\n  .lane\n  .add', "'shop.lane.add'"],
    ['that is long', 'shop.departments.groceries.registers.express.lane.add', "'lane.add'"],
    ['behind a call', 'getShop({\n  name: 1,\n}).lane.add', "'lane.add'"],
    ['with a computed name', "shop['lane'].add", "'shop['lane'].add'"],
  ])('shortens a callee %s', (_, callee, name) => {
    const make = callee.startsWith('getShop')
      ? 'const getShop = (options) => ({ lane: queue });'
      : 'const shop = { lane: queue, departments: { groceries: { registers: { express: { lane: queue } } } } };';
    expect(getMessages(`${make}\n${callee}(() => tracer.startSpan('a'));`)[0]?.startsWith(name)).toBe(true);
  });

  it('stands at the callee for a started span, and at the read inside the callback', () => {
    const places = lint(`${HEAD}queue.add(() => tracer.startSpan('a'));\nqueue.add(() => log(context.active()));`).map(
      ({ line, column, endColumn }) => [line, column, endColumn],
    );
    expect(places).toEqual([
      [LINE, 1, 10],
      [LINE + 1, 21, 37],
    ]);
  });
});

describe('odd input', () => {
  it.each([
    ['callbacks nested deeply', `${'queue.add(() => '.repeat(150)}tracer.startSpan('a')${')'.repeat(150)}`, 1],
    ['functions that return functions', `queue.add(${'() => '.repeat(150)}tracer.startSpan('a'))`, 0],
    [
      'synchronous callbacks nested deeply',
      `queue.add(() => ${'all.map(() => '.repeat(150)}tracer.startSpan('a')${')'.repeat(150)})`,
      1,
    ],
    ['a factory that returns itself', 'const make = () => make(); queue.add(make()); queue.add(make);', 0],
    [
      'a class that extends itself',
      "class A extends A { run() { tracer.startSpan('a'); } } queue.add(new A().run);",
      1,
    ],
    ['functions in a ring', "const a = () => b(); const b = () => { tracer.startSpan('a'); a(); }; queue.add(a);", 1],
    [
      'names of Object.prototype',
      "const o = { constructor: () => tracer.startSpan('a'), hasOwnProperty() { context.active(); } }; queue.add(o.constructor); queue.add(o.hasOwnProperty); queue.add(o.toString); queue.constructor(() => context.active()); queue.__proto__(() => context.active());",
      2,
    ],
    [
      'a callback that is no function',
      'queue.add(1); queue.add(); queue.add(null); queue.add(...all); queue.add(`x`);',
      0,
    ],
  ])('gets an answer: %s', (_, body, count) => {
    expect(lint(HEAD + body, { filename: 'src/file.js' }).map(({ ruleId }) => ruleId)).toEqual(
      Array.from({ length: count }, () => 'otel-context/capture'),
    );
  });
});
