import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'keep-parent-context',
  shows: 'the baggage of the parent is lost in a context built from the root',
  manager: 'async-local-storage',
  before: `
    process {size=1}
      store {tenant=nobody}
  `,
  after: `
    process {size=1}
      store {tenant=acme}
  `,
});
