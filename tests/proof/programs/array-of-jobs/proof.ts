import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'capture-before-dispatch',
  shows: 'a job kept in an array starts a trace of its own',
  manager: 'async-local-storage',
  before: `
    request A
    request B
    charge A
    charge B
  `,
  after: `
    request A
      charge A
    request B
      charge B
  `,
});
