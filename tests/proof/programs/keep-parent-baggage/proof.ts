import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'keep-parent-context',
  shows: 'the baggage of the message is lost on the way into the span that continues it',
  manager: 'async-local-storage',
  before: `
    process
      store {tenant=nobody}
  `,
  after: `
    process
      store {tenant=acme}
  `,
});
