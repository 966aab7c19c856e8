import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'end-span',
  shows: 'the span that a function has started for the payment that fails is not exported',
  manager: 'async-local-storage',
  before: `
    pay A
    pay B (never ended)
  `,
  after: `
    pay A
    pay B
  `,
});
