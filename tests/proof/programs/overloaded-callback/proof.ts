import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'capture-before-dispatch',
  shows: 'a callback that waits for its answer with others, and has its types from an overloaded call',
  manager: 'async-local-storage',
  settings: { boundaries: [{ module: './pool.js', call: 'Pool#query', callback: 1, runs: 'once', sees: 'trigger' }] },
  before: `
    request A
      count A
      count B
    request B
  `,
  after: `
    request A
      count A
    request B
      count B
  `,
});
