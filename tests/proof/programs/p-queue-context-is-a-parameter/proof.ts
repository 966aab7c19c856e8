import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'capture-before-dispatch',
  shows: 'a job that waited continues the trace of another request; the handler calls something else context',
  manager: 'async-local-storage',
  before: `
    request A
      charge A
      charge B
    request B
  `,
  after: `
    request A
      charge A
    request B
      charge B
  `,
});
