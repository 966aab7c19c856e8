import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'detach-in-finally',
  shows: 'a throw skips the dispose, and the context leaks into the code after it',
  manager: 'async-local-storage',
  before: `
    order
      charge 1 EUR
      report
  `,
  after: `
    order
      charge 1 EUR
    report
  `,
});
