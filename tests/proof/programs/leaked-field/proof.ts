import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'no-leaked-context',
  suggestion: 'useRoot',
  shows: 'an interval in a class field keeps the span that the class is constructed under',
  manager: 'async-local-storage',
  before: `
    start
      flush
      flush
  `,
  after: `
    start
    flush
    flush
  `,
});
