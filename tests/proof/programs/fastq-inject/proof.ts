import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'capture-before-dispatch',
  shows: 'a message carries the context of another request',
  manager: 'async-local-storage',
  before: `
    request A
      receive A
      receive B
    request B
  `,
  after: `
    request A
      receive A
    request B
      receive B
  `,
});
