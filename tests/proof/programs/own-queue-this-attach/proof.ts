import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'capture-before-dispatch',
  shows: 'a named function that uses this continues the trace of another request',
  manager: 'async-local-storage',
  settings: { handOff: 'attach', boundaries: [{ module: './lane.js', call: 'Lane#add', callback: 0, runs: 'once', sees: 'trigger' }] },
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
