import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'detach-in-finally',
  shows: 'a throw skips the dispose; what follows the dispose must stay outside the context',
  manager: 'async-local-storage',
  before: `
    order
      charge 1
      report
    audit
  `,
  after: `
    order
      charge 1
    audit
    report
  `,
});
