import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'capture-before-dispatch',
  shows: 'a method that waited for its turn continues the trace of another request',
  manager: 'async-local-storage',
  before: `
    request A
      charge A
      charge B
    request B
  `,
  after: `
    request A
      charge A
    request B
      charge B
  `,
});
