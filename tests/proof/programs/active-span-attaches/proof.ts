import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'attach-before-span',
  shows: 'the context of the message is attached inside the span that should continue it',
  manager: 'async-local-storage',
  before: `
    send order
      store
    process order
  `,
  after: `
    send order
      process order
        store
  `,
});
