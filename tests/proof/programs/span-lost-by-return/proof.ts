import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'end-span',
  shows: 'the span of the request that is turned away is not exported',
  manager: 'async-local-storage',
  before: `
    reserve apple {left=1}
    reserve pear (never ended)
    reserve apple {left=0}
  `,
  after: `
    reserve apple {left=1}
    reserve pear
    reserve apple {left=0}
  `,
});
