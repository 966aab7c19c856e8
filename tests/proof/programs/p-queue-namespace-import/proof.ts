import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'capture-before-dispatch',
  shows: 'an event of a job that waited lands on the span of another request',
  manager: 'async-local-storage',
  before: `
    request A [charged A, charged B]
    request B
  `,
  after: `
    request A [charged A]
    request B [charged B]
  `,
});
