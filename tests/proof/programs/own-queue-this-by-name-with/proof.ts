import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'capture-before-dispatch',
  shows: 'a function that uses this, given to a queue by name, continues the trace of another request',
  manager: 'async-local-storage',
  settings: { handOff: 'with', boundaries: [{ module: './lane.js', call: 'Lane#add', callback: 0, runs: 'once', sees: 'trigger' }] },
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
