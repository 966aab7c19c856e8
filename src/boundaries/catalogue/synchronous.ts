import type { CallbackPosition } from '../boundary.js';

/** A method that is known by its name, whatever its receiver is. */
export interface SynchronousMethod {
  readonly name: string;
  /** Where the callback stands; `this` when it is the receiver itself, as in `fn.call(...)`. */
  readonly callback: CallbackPosition | 'this';
}

/** A function, a constructor or a method of a known class, as `module:path`. */
export interface SynchronousFunction {
  readonly call: string;
  readonly callback: CallbackPosition;
}

const callbackFirst = [
  'every',
  'filter',
  'find',
  'findIndex',
  'findLast',
  'findLastIndex',
  'flatMap',
  'forEach',
  'map',
  'reduce',
  'reduceRight',
  'some',
  'sort',
  'toSorted',
];

/**
 * Calls that run their callback before they return, in the context of whoever calls them: nothing is handed over.
 * `tests/probes/synchronous.test.ts` runs every one of them.
 */
export const synchronous: {
  readonly methods: readonly SynchronousMethod[];
  readonly functions: readonly SynchronousFunction[];
} = {
  methods: [
    ...callbackFirst.map((name) => ({ name, callback: 0 })),
    { name: 'replace', callback: 1 },
    { name: 'replaceAll', callback: 1 },
    { name: 'call', callback: 'this' },
    { name: 'apply', callback: 'this' },
  ],
  functions: [
    { call: 'global:Promise', callback: 0 },
    { call: 'global:Promise.try', callback: 0 },
    { call: 'global:Array.from', callback: 1 },
    { call: 'global:Int8Array.from', callback: 1 },
    { call: 'global:Uint8Array.from', callback: 1 },
    { call: 'global:Float64Array.from', callback: 1 },
    { call: 'global:JSON.parse', callback: 1 },
    { call: 'global:JSON.stringify', callback: 1 },
    { call: 'global:Object.groupBy', callback: 1 },
    { call: 'global:Map.groupBy', callback: 1 },
    { call: 'global:Reflect.apply', callback: 0 },
    { call: 'global:Reflect.construct', callback: 0 },
    { call: 'assert:throws', callback: 0 },
    { call: 'assert:doesNotThrow', callback: 0 },
    { call: 'assert:rejects', callback: 0 },
    { call: 'assert:doesNotReject', callback: 0 },
    { call: 'async_hooks:AsyncLocalStorage#run', callback: 1 },
    { call: 'async_hooks:AsyncLocalStorage#exit', callback: 0 },
    { call: 'diagnostics_channel:Channel#runStores', callback: 1 },
    { call: 'diagnostics_channel:TracingChannel#traceSync', callback: 0 },
    { call: 'diagnostics_channel:TracingChannel#tracePromise', callback: 0 },
  ],
};
