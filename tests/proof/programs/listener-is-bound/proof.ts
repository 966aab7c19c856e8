import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'capture-before-dispatch',
  shows: 'the event of an order lands on the span that emits it',
  manager: 'async-local-storage',
  suggestion: 'handOver',
  before: `
    order A
    settle [settled 3]
  `,
  after: `
    order A [settled 3]
    settle
  `,
});
