import type { Boundary } from '../boundary.js';

/** What needs a licence or an account: what is said of it was read in its source, and gives no finding in `recommended`. */
export const unmeasured: readonly Boundary[] = [
  {
    module: 'oracledb',
    call: ['Connection#execute', 'Connection#commit', 'Pool#getConnection', 'getConnection', 'createPool'],
    callback: -1,
    runs: 'once',
    versions: '>=6',
    sees: { 'async-local-storage': 'dispatch', stack: 'root' },
    unmeasured:
      'Needs Oracle Database, whose protocol no stand-in speaks here. Read: oracledb 26.0.0, lib/util.js: callbackify() hands the callback to then() of the promise of the call.',
  },
  {
    module: 'oracledb',
    call: ['Connection#execute', 'Pool#getConnection', 'getConnection'],
    callback: 'await',
    runs: 'once',
    sees: { 'async-local-storage': 'dispatch', stack: 'root' },
    unmeasured:
      'Needs Oracle Database, whose protocol no stand-in speaks here. Read: oracledb 26.0.0, lib/util.js and lib/pool.js: calls are asynchronous functions that await a lock or a queue.',
  },
];
