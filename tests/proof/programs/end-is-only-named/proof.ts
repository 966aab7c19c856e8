import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'end-span',
  shows: 'an end that is named and not called leaves the span open, and it is not exported',
  manager: 'async-local-storage',
  before: `
    list orders (never ended)
  `,
  after: `
    list orders
  `,
});
