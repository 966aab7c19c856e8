import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'capture-before-dispatch',
  shows: 'a job that a generator dispatches, on behalf of whoever asks for the next one, continues another trace',
  manager: 'async-local-storage',
  settings: { handOff: 'with' },
  before: `
    request A
      charge A
      charge B
      charge C
    request B
    request C
  `,
  after: `
    request A
      charge A
    request B
      charge B
    request C
      charge C
  `,
});
