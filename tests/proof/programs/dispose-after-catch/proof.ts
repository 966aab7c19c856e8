import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'detach-in-finally',
  shows: 'a dispose after a catch that throws again is skipped',
  manager: 'async-local-storage',
  before: `
    order
      store good
      report
  `,
  after: `
    order
      store good
    report
  `,
});
