import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'attach-before-span',
  shows: 'a span that is given in place of a context lets the SDK throw',
  manager: 'async-local-storage',
  suggestion: 'putIntoContext',
  before: `
    order
  `,
  after: `
    order
      charge
  `,
});
