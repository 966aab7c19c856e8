import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'attach-before-span',
  shows: 'the context of the message is known and carries the span, but is not its parent',
  manager: 'async-local-storage',
  before: `
    send order
    process order
      store
  `,
  after: `
    send order
      process order
        store
  `,
});
