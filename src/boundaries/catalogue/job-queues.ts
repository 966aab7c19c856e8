import type { Boundary } from '../boundary.js';

/** Queues of jobs that outlive the process. */
export const jobQueues: readonly Boundary[] = [
  {
    module: 'bullmq',
    call: 'Worker',
    callback: 1,
    runs: 'many',
    sees: { 'async-local-storage': 'dispatch', stack: 'root' },
    measured: ['6.7.0'],
  },
  {
    module: 'bullmq',
    call: 'Worker#on',
    callback: 1,
    when: { 0: 'completed' },
    runs: 'many',
    sees: { 'async-local-storage': 'construction', stack: 'root' },
    measured: ['6.7.0'],
  },
  {
    module: 'bullmq',
    call: 'QueueEvents#on',
    callback: 1,
    runs: 'many',
    sees: { 'async-local-storage': 'construction', stack: 'root' },
    measured: ['6.7.0'],
  },
  {
    module: 'bull',
    call: 'default#process',
    callback: -1,
    runs: 'many',
    sees: { 'async-local-storage': 'dispatch', stack: 'root' },
    measured: ['4.16.5'],
  },
  {
    module: 'bee-queue',
    call: 'default#process',
    callback: -1,
    runs: 'many',
    sees: { 'async-local-storage': 'dispatch', stack: 'root' },
    measured: ['2.0.0'],
  },
  {
    module: 'pg-boss',
    call: 'default#work',
    callback: -1,
    runs: 'many',
    sees: { 'async-local-storage': 'dispatch', stack: 'root' },
    measured: ['10.4.2'],
  },
  {
    module: 'graphile-worker',
    call: 'run',
    callback: '0.taskList.*',
    runs: 'many',
    sees: { 'async-local-storage': 'dispatch', stack: 'root' },
    measured: ['0.17.3'],
  },
];
