import type { Boundary } from '../boundary.js';

/**
 * What needs a cloud account, a broker that is not at hand or a licence: what is said of it was read in its source, and
 * gives no finding in `recommended`.
 */
export const unmeasured: readonly Boundary[] = [
  {
    module: 'agenda',
    call: ['Agenda#define', 'default#define'],
    callback: -1,
    runs: 'many',
    versions: '<6',
    sees: { 'async-local-storage': { free: 'registration', reused: 'trigger' }, stack: 'root' },
    unmeasured:
      'Needs MongoDB. Read: agenda 5.0.0, dist/agenda/save-job.js: a job that is due runs for whoever adds it; start() polls for others.',
  },
  {
    module: 'oracledb',
    call: ['Connection#execute', 'Connection#commit', 'Pool#getConnection', 'getConnection', 'createPool'],
    callback: -1,
    runs: 'once',
    versions: '>=6',
    sees: { 'async-local-storage': 'dispatch', stack: 'root' },
    unmeasured:
      'Needs Oracle Database. Read: oracledb 26.0.0, lib/util.js: callbackify() hands the callback to then() of the promise of the call.',
  },
  {
    module: 'oracledb',
    call: ['Connection#execute', 'Pool#getConnection', 'getConnection'],
    callback: 'await',
    runs: 'once',
    sees: { 'async-local-storage': 'dispatch', stack: 'root' },
    unmeasured:
      'Needs Oracle Database. Read: oracledb 26.0.0, lib/util.js and lib/pool.js: calls are asynchronous functions that await a lock or a queue.',
  },
];
