import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'no-attach-before-await',
  shows: 'an async function that attaches and never disposes changes the context of its caller',
  manager: 'async-local-storage',
  before: `
    job
      step 1
      step 2
      report
  `,
  after: `
    job
      step 1
      step 2
    report
  `,
});
