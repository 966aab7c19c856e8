import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'no-leaked-context',
  suggestion: 'useRoot',
  shows: 'a timer that is set under the span of a run makes the next run a child of it',
  manager: 'async-local-storage',
  before: `
    poll
      poll
        poll
  `,
  after: `
    poll
    poll
    poll
  `,
});
