import assert from 'node:assert';
import { AsyncLocalStorage } from 'node:async_hooks';
import { channel, tracingChannel } from 'node:diagnostics_channel';
import { context, createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { synchronous } from '../../src/boundaries/catalogue/synchronous.js';

type Callback = (this: unknown, ...args: unknown[]) => unknown;

const key = createContextKey('caller');

/** Instances of what has methods of the listed names. Iterators are left out: they map and filter lazily. */
const receivers: readonly (readonly [string, () => object])[] = [
  ['Array', () => [2, 1]],
  ['Uint8Array', () => new Uint8Array([2, 1])],
  ['Map', () => new Map([[1, 1]])],
  ['Set', () => new Set([1])],
  ['String', () => Object('aa') as object],
  ['Headers', () => new Headers({ a: '1' })],
  ['Function', () => () => undefined],
];

/** The methods whose callback is not their first argument. */
const invoke: Record<string, (receiver: object, method: Callback, callback: Callback) => unknown> = {
  replace: (receiver, method, callback) => method.call(receiver, /a/u, callback),
  replaceAll: (receiver, method, callback) => method.call(receiver, /a/gu, callback),
};

const functions: Record<string, (callback: Callback) => unknown> = {
  'global:Promise': (callback) => new Promise(callback),
  'global:Array.from': (callback) => Array.from([1], callback),
  'global:Int8Array.from': (callback) => Int8Array.from([1], callback as () => number),
  'global:Uint8Array.from': (callback) => Uint8Array.from([1], callback as () => number),
  'global:Float64Array.from': (callback) => Float64Array.from([1], callback as () => number),
  'global:JSON.parse': (callback) => JSON.parse('1', callback),
  'global:JSON.stringify': (callback) => JSON.stringify(1, callback),
  'global:Reflect.apply': (callback) => Reflect.apply(callback, undefined, []),
  'global:Reflect.construct': (callback) => Reflect.construct(newable(callback), []),
  'assert:throws': (callback) => assert.throws(throwing(callback)),
  'assert:doesNotThrow': (callback) => assert.doesNotThrow(callback),
  'assert:rejects': (callback) => assert.rejects(() => Promise.reject(throwAfter(callback))),
  'assert:doesNotReject': (callback) => assert.doesNotReject(() => Promise.resolve(callback())),
  'async_hooks:AsyncLocalStorage#run': (callback) => new AsyncLocalStorage().run(1, callback),
  'async_hooks:AsyncLocalStorage#exit': (callback) => new AsyncLocalStorage().exit(callback),
  'diagnostics_channel:Channel#runStores': (callback) => channel('probe').runStores({}, callback),
  'diagnostics_channel:TracingChannel#traceSync': (callback) => tracingChannel('probe').traceSync(callback),
  'diagnostics_channel:TracingChannel#tracePromise': (callback) =>
    tracingChannel('probe').tracePromise(() => Promise.resolve(callback())),
};

/** What only newer engines have: it is tested where it is there. */
const newer: Record<string, () => unknown> = {
  'global:Object.groupBy': () => Reflect.get(Object, 'groupBy'),
  'global:Map.groupBy': () => Reflect.get(Map, 'groupBy'),
  'global:Promise.try': () => Reflect.get(Promise, 'try'),
};

/** A constructor that does nothing but call: an arrow function is none. */
function newable(callback: Callback): () => void {
  return function construct() {
    callback();
  };
}

function throwing(callback: Callback): () => never {
  return () => {
    throw throwAfter(callback);
  };
}

function throwAfter(callback: Callback): Error {
  callback();
  return new Error('expected');
}

/** Whether `act` ran the callback that it was given before it returned, and in the context of its caller. */
function runsInPlace(act: (callback: Callback) => unknown): boolean {
  const seen: unknown[] = [];
  context.with(ROOT_CONTEXT.setValue(key, 'here'), () => {
    act(() => {
      seen.push(context.active().getValue(key));
      return 0;
    });
  });
  const [first] = seen;
  return first === 'here' && seen.every((label) => label === first);
}

function methodOf(receiver: object, name: string): Callback | undefined {
  const method: unknown = Reflect.get(receiver, name);
  return typeof method === 'function' ? (method as Callback) : undefined;
}

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});
afterAll(() => context.disable());

describe('methods that are listed as synchronous', () => {
  const cases = synchronous.methods.flatMap(({ name, callback }) =>
    receivers.flatMap(([type, create]) => (methodOf(create(), name) ? [{ name, callback, type, create }] : [])),
  );

  it('are all there', () => {
    expect(new Set(cases.map(({ name }) => name))).toEqual(new Set(synchronous.methods.map(({ name }) => name)));
  });

  it.each(cases)('$type#$name runs its callback in place', ({ name, callback, create }) => {
    const isInPlace = runsInPlace((fn) => {
      if (callback === 'this') return methodOf(fn, name)?.call(fn, undefined);
      const receiver = create();
      const method = methodOf(receiver, name);
      if (!method) return undefined;
      return invoke[name] ? invoke[name](receiver, method, fn) : method.call(receiver, fn, 0);
    });
    expect(isInPlace).toBe(true);
  });
});

describe('functions that are listed as synchronous', () => {
  it.each(synchronous.functions)('$call runs its callback in place', ({ call }) => {
    const run = functions[call];
    if (run) {
      expect(runsInPlace(run)).toBe(true);
      return;
    }
    const create = newer[call];
    if (!create) throw new Error(`There is no probe of ${call}.`);
    const method = create();
    if (typeof method !== 'function') return;
    const isTry = call === 'global:Promise.try';
    const owner = isTry ? Promise : undefined;
    expect(runsInPlace((fn) => Reflect.apply(method, owner, isTry ? [fn] : [[1], fn]))).toBe(true);
  });

  it('are not what runs its callback later, or elsewhere', () => {
    expect(runsInPlace((fn) => queueMicrotask(fn))).toBe(false);
    const bound = context.with(ROOT_CONTEXT, () => AsyncLocalStorage.snapshot());
    expect(runsInPlace((fn) => bound(fn))).toBe(false);
  });
});
