import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'no-leaked-context',
  suggestion: 'bindListener',
  shows: 'a message that is emitted again under the span of its delivery becomes a child of the attempt before',
  manager: 'async-local-storage',
  before: `
    consume
      consume
        consume
  `,
  after: `
    consume
    consume
    consume
  `,
});
