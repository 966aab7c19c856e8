import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'end-span',
  shows: 'the span of a callback that does not end it is not exported, and its child has lost its parent',
  manager: 'async-local-storage',
  before: `
    list orders {orders=2} (never ended)
      query
  `,
  after: `
    list orders {orders=2}
      query
  `,
});
