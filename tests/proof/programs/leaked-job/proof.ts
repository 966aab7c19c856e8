import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'no-leaked-context',
  suggestion: 'useRoot',
  shows: 'a job runs under the span in which it was given to its scheduler, wherever it was made',
  manager: 'async-local-storage',
  before: `
    boot
      report
      report
  `,
  after: `
    boot
    report
    report
  `,
});
