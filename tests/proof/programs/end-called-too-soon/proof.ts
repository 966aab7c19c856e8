import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'end-span',
  shows: 'an end that is called, not passed, is over before the work that the span stands for, whose attribute is lost',
  manager: 'async-local-storage',
  typeError: 2345,
  before: `
    list orders
  `,
  after: `
    list orders {orders=2}
  `,
});
