import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'capture-before-dispatch',
  shows: 'a job that waited becomes a child of the job before it',
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
