import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'detach-in-finally',
  shows: 'a token that nothing disposes of leaves its context behind',
  manager: 'async-local-storage',
  before: `
    A
      work 1
    B
      work 2
      report
  `,
  after: `
    A
      work 1
    B
      work 2
    report
  `,
});
