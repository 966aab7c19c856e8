import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'no-span-use-after-end',
  shows: 'a callback ends the span of the function that called it, which then sets its attribute in vain',
  manager: 'async-local-storage',
  byHand: true,
  before: `
    activate {jobs=2}
  `,
  after: `
    activate {jobs=2, done=true}
  `,
});
