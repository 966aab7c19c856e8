import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'capture-before-dispatch',
  shows: 'a function with this and arguments of its own, in a queue of the project, continues the trace of another request',
  manager: 'async-local-storage',
  settings: { boundaries: [{ module: './lane.js', call: 'Lane#add', callback: 0, runs: 'once', sees: 'trigger' }] },
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
