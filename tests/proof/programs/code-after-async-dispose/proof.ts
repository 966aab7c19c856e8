import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'no-attach-before-await',
  shows: 'an async function leaks the context of a batch into its caller; what follows the dispose must stay outside',
  manager: 'async-local-storage',
  before: `
    batch
      store 1
      store 2
      store 1
      store 2
      report
    audit
  `,
  after: `
    batch
      store 1
      store 2
      store 1
      store 2
    audit
    report
  `,
});
