import type { Boundary } from '../boundary.js';
import { nodeVersions } from './versions.js';

/** Event emitters. */
export const nodeEvents: readonly Boundary[] = [
  {
    module: 'events',
    call: ['EventEmitter#on', 'EventEmitter#addListener', 'EventEmitter#prependListener'],
    callback: 1,
    runs: 'many',
    sees: 'trigger',
    measured: nodeVersions,
  },
  {
    module: 'events',
    call: ['EventEmitter#once', 'EventEmitter#prependOnceListener'],
    callback: 1,
    runs: 'once',
    sees: 'trigger',
    measured: nodeVersions,
  },
  {
    module: 'events',
    call: 'once',
    callback: 'await',
    runs: 'once',
    sees: { 'async-local-storage': 'dispatch', zone: 'root', stack: 'root' },
    measured: nodeVersions,
  },
  {
    module: 'events',
    call: 'on',
    callback: 'await',
    runs: 'many',
    sees: { 'async-local-storage': 'dispatch', zone: 'root', stack: 'root' },
    measured: nodeVersions,
  },
  {
    module: 'events',
    call: 'addAbortListener',
    callback: 1,
    runs: 'once',
    sees: { 'async-local-storage': 'trigger', zone: 'dispatch', stack: 'trigger' },
    measured: nodeVersions,
  },
];
