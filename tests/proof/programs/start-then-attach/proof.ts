import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'attach-before-span',
  shows: 'a span that starts before the context of the message is attached is the root of another trace',
  manager: 'async-local-storage',
  before: `
    send order
    process order
  `,
  after: `
    send order
      process order
  `,
});
