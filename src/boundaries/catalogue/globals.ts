import type { Boundary } from '../boundary.js';
import { nodeVersions } from './versions.js';

/** What every engine has: timers, microtasks, promises, event targets and message ports. */
export const globals: readonly Boundary[] = [
  {
    module: 'global',
    call: ['setTimeout', 'setImmediate', 'queueMicrotask', 'Promise#then', 'Promise#catch', 'Promise#finally'],
    callback: 0,
    runs: 'once',
    sees: { 'async-local-storage': 'dispatch', zone: 'dispatch', stack: 'root' },
    measured: nodeVersions,
  },
  {
    module: 'global',
    call: 'setInterval',
    callback: 0,
    runs: 'many',
    sees: { 'async-local-storage': 'dispatch', zone: 'dispatch', stack: 'root' },
    measured: nodeVersions,
  },
  {
    module: 'global',
    call: 'process.nextTick',
    callback: 0,
    runs: 'once',
    sees: { 'async-local-storage': 'dispatch', zone: 'root', stack: 'root' },
    measured: nodeVersions,
  },
  {
    module: 'global',
    call: 'Promise#then',
    callback: 1,
    runs: 'once',
    sees: { 'async-local-storage': 'dispatch', zone: 'dispatch', stack: 'root' },
    measured: nodeVersions,
  },
  {
    module: 'global',
    call: 'EventTarget#addEventListener',
    callback: 1,
    runs: 'many',
    sees: { 'async-local-storage': 'trigger', zone: 'dispatch', stack: 'trigger' },
    measured: nodeVersions,
  },
  {
    module: 'global',
    call: 'AbortSignal#addEventListener',
    callback: 1,
    runs: 'once',
    sees: { 'async-local-storage': 'trigger', zone: 'dispatch', stack: 'trigger' },
    measured: nodeVersions,
  },
  {
    module: 'global',
    call: ['MessagePort#on', 'MessagePort#addEventListener'],
    callback: 1,
    runs: 'many',
    sees: { 'async-local-storage': 'construction', zone: 'root', stack: 'root' },
    measured: nodeVersions,
  },
];
