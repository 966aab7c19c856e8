import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'capture-before-dispatch',
  shows: 'both jobs of a request that waited continue the trace of another one; the file does not import context yet',
  passes: 2,
  manager: 'async-local-storage',
  before: `
    request A
      charge A
      receipt A
      charge B
      receipt B
    request B
  `,
  after: `
    request A
      charge A
      receipt A
    request B
      charge B
      receipt B
  `,
});
