import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'capture-before-dispatch',
  shows: 'a function that the job calls reads the context of another request',
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
