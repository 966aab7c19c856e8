import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'capture-before-dispatch',
  shows: 'an arrow function in a class field, given to a queue, continues the trace of another request',
  manager: 'async-local-storage',
  before: `
    request A
      charge 0
      charge 1
    request B
  `,
  after: `
    request A
      charge 0
    request B
      charge 1
  `,
});
