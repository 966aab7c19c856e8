import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'no-invoked-callback',
  shows: 'work that is called, not passed, runs outside the span that is to hold it',
  manager: 'async-local-storage',
  suggestion: 'passFunction',
  typeError: 2345,
  before: `
    order
    charge
  `,
  after: `
    order
      charge
  `,
});
