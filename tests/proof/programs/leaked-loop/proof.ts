import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'no-leaked-context',
  suggestion: 'useRoot',
  shows: 'a loop that is started under a span adds to its trace for as long as the program runs',
  manager: 'async-local-storage',
  before: `
    start worker
      check
      check
  `,
  after: `
    start worker
    check
    check
  `,
});
