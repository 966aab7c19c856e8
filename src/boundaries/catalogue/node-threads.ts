import type { Boundary } from '../boundary.js';
import { nodeVersions } from './versions.js';

/** Worker threads and child processes. */
export const nodeThreads: readonly Boundary[] = [
  {
    module: 'worker_threads',
    call: ['Worker#on', 'Worker#addListener'],
    callback: 1,
    runs: 'many',
    finite: true,
    sees: { 'async-local-storage': 'construction', zone: 'dispatch', stack: 'root' },
    measured: nodeVersions,
  },
  {
    module: 'worker_threads',
    call: 'Worker#once',
    callback: 1,
    runs: 'once',
    sees: { 'async-local-storage': 'construction', zone: 'dispatch', stack: 'root' },
    measured: nodeVersions,
  },
  {
    module: 'worker_threads',
    call: 'parentPort.on',
    callback: 1,
    runs: 'many',
    sees: { 'async-local-storage': 'root' },
    measured: nodeVersions,
  },
  {
    module: 'child_process',
    call: ['exec', 'execFile'],
    callback: -1,
    runs: 'once',
    sees: { 'async-local-storage': 'dispatch', zone: 'dispatch', stack: 'root' },
    measured: nodeVersions,
  },
  {
    module: 'child_process',
    call: ['exec', 'execFile'],
    callback: 'await',
    runs: 'once',
    sees: { 'async-local-storage': 'dispatch', zone: 'root', stack: 'root' },
    measured: nodeVersions,
  },
  {
    module: 'child_process',
    call: 'ChildProcess#once',
    callback: 1,
    runs: 'once',
    sees: { 'async-local-storage': 'construction', zone: 'dispatch', stack: 'root' },
    measured: nodeVersions,
  },
  {
    module: 'child_process',
    call: 'ChildProcess#on',
    callback: 1,
    runs: 'many',
    finite: true,
    sees: { 'async-local-storage': 'construction', zone: 'dispatch', stack: 'root' },
    measured: nodeVersions,
  },
];
