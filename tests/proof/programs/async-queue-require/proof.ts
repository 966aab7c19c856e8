import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'capture-before-dispatch',
  shows: 'the callback of a job that waited continues the trace of another request; the file does not require context yet',
  manager: 'async-local-storage',
  before: `
    request A
      record A
      record B
    request B
  `,
  after: `
    request A
      record A
    request B
      record B
  `,
});
