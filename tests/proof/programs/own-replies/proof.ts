import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'capture-before-dispatch',
  shows: 'a reply is decoded under whatever emits it, here under no request',
  manager: 'async-local-storage',
  before: `
    request A
    request B
    decode A
    decode B
  `,
  after: `
    request A
      decode A
    request B
      decode B
  `,
});
