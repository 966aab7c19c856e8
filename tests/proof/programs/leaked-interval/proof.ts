import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'no-leaked-context',
  suggestion: 'useRoot',
  shows: 'every tick of an interval continues the trace of the start of the program',
  manager: 'async-local-storage',
  before: `
    start flusher
      flush
      flush
  `,
  after: `
    start flusher
    flush
    flush
  `,
});
