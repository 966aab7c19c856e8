import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'no-discarded-context',
  shows: 'baggage that is set on a context and dropped never reaches the work',
  manager: 'async-local-storage',
  suggestion: 'assignBack',
  before: `
    order
      store {tenant=nobody}
  `,
  after: `
    order
      store {tenant=acme}
  `,
});
