import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'detach-in-finally',
  shows: 'continue skips the dispose, and the context leaks into the code after the loop',
  manager: 'async-local-storage',
  before: `
    order 1
      charge 1
    order 2
      charge 2
    order 0
      report
  `,
  after: `
    order 1
      charge 1
    order 2
      charge 2
    order 0
    report
  `,
});
