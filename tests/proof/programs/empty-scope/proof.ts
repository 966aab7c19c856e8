import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'no-discarded-context',
  shows: 'a context that is made active for an empty callback is not active for what follows',
  manager: 'async-local-storage',
  suggestion: 'runRest',
  before: `
    order
    process
  `,
  after: `
    order
      process
  `,
});
