import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'detach-in-finally',
  shows: 'the context of one job leaks into the code after it',
  manager: 'async-local-storage',
  before: `
    A
      work
    B
      work
      report
  `,
  after: `
    A
      work
    B
      work
    report
  `,
});
