import type { Boundary } from '../boundary.js';
import { nodeVersions } from './versions.js';

/** The timers of Node.js as modules, and its next-tick queue. */
export const nodeTimers: readonly Boundary[] = [
  {
    module: 'timers',
    call: ['setTimeout', 'setImmediate'],
    callback: 0,
    runs: 'once',
    sees: { 'async-local-storage': 'dispatch', zone: 'root', stack: 'root' },
    measured: nodeVersions,
  },
  {
    module: 'timers',
    call: 'setInterval',
    callback: 0,
    runs: 'many',
    sees: { 'async-local-storage': 'dispatch', zone: 'root', stack: 'root' },
    measured: nodeVersions,
  },
  {
    module: 'timers',
    call: ['promises.setTimeout', 'promises.setImmediate', 'promises.scheduler.wait', 'promises.scheduler.yield'],
    callback: 'await',
    runs: 'once',
    sees: { 'async-local-storage': 'dispatch', zone: 'root', stack: 'root' },
    measured: nodeVersions,
  },
  {
    module: 'timers',
    call: 'promises.setInterval',
    callback: 'await',
    runs: 'many',
    sees: { 'async-local-storage': 'dispatch', zone: 'root', stack: 'root' },
    measured: nodeVersions,
  },
  {
    module: 'timers/promises',
    call: ['setTimeout', 'setImmediate', 'scheduler.wait', 'scheduler.yield'],
    callback: 'await',
    runs: 'once',
    sees: { 'async-local-storage': 'dispatch', zone: 'root', stack: 'root' },
    measured: nodeVersions,
  },
  {
    module: 'timers/promises',
    call: 'setInterval',
    callback: 'await',
    runs: 'many',
    sees: { 'async-local-storage': 'dispatch', zone: 'root', stack: 'root' },
    measured: nodeVersions,
  },
  {
    module: 'process',
    call: 'nextTick',
    callback: 0,
    runs: 'once',
    sees: { 'async-local-storage': 'dispatch', zone: 'root', stack: 'root' },
    measured: nodeVersions,
  },
];
