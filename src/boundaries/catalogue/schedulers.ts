import type { Boundary } from '../boundary.js';

/** Schedulers. */
export const schedulers: readonly Boundary[] = [
  {
    module: 'node-cron',
    call: 'schedule',
    callback: 1,
    runs: 'many',
    versions: '>=3 <4',
    sees: { 'async-local-storage': 'dispatch', zone: 'dispatch', stack: 'root' },
    measured: ['3.0.3'],
  },
  {
    module: 'node-cron',
    call: 'schedule',
    callback: 1,
    runs: 'many',
    versions: '>=4',
    sees: { 'async-local-storage': 'dispatch', zone: 'root', stack: 'root' },
    measured: ['4.6.0'],
  },
];
