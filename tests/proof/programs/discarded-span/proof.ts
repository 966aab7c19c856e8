import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'no-discarded-context',
  shows: 'a context that is made and dropped activates nothing, and the span below it starts a trace of its own',
  manager: 'async-local-storage',
  suggestion: 'runRest',
  before: `
    order
    charge 5
  `,
  after: `
    order
      charge 5
  `,
});
