import type { Boundary } from '../boundary.js';
import { nodeVersions } from './versions.js';

/** Event emitters, channels, and what Node.js has to carry a context by hand. */
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
  {
    module: 'diagnostics_channel',
    call: 'Channel#subscribe',
    callback: 0,
    runs: 'many',
    sees: 'trigger',
    measured: nodeVersions,
  },
  {
    module: 'diagnostics_channel',
    call: 'subscribe',
    callback: 1,
    runs: 'many',
    sees: 'trigger',
    measured: nodeVersions,
  },
  {
    module: 'async_hooks',
    call: ['AsyncResource.bind', 'AsyncLocalStorage.bind', 'AsyncResource#bind'],
    callback: 0,
    runs: 'many',
    finite: true,
    sees: { 'async-local-storage': 'dispatch', zone: 'trigger', stack: 'trigger' },
    measured: nodeVersions,
  },
  {
    module: 'async_hooks',
    call: ['AsyncResource#runInAsyncScope', 'AsyncLocalStorage.snapshot()'],
    callback: 0,
    runs: 'once',
    sees: { 'async-local-storage': 'construction', zone: 'dispatch', stack: 'dispatch' },
    measured: nodeVersions,
  },
];
