import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'capture-before-dispatch',
  shows: 'a job that waited continues the trace of another request; an async job cannot be attached',
  manager: 'async-local-storage',
  settings: { handOff: 'attach' },
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
