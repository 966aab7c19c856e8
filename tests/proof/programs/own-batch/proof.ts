import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'capture-before-dispatch',
  shows: 'all that wait for one flush become part of the first request',
  manager: 'async-local-storage',
  before: `
    request A
      stored A
      stored B
    request B
  `,
  after: `
    request A
      stored A
    request B
      stored B
  `,
});
