import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'detach-in-finally',
  shows: 'an early return skips the dispose, and the context leaks into the code after it',
  manager: 'async-local-storage',
  before: `
    order
      charge 1
      report
  `,
  after: `
    order
      charge 1
    report
  `,
});
