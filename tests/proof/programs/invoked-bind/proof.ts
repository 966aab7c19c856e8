import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'no-invoked-callback',
  shows: 'a promise can not be bound: the work has begun under another context',
  manager: 'async-local-storage',
  suggestion: 'passFunction',
  before: `
    order
    store 1
  `,
  after: `
    order
      store 1
  `,
});
