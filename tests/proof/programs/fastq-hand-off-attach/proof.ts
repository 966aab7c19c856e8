import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'capture-before-dispatch',
  shows: 'the callback of a job that waited continues the trace of another request',
  manager: 'async-local-storage',
  settings: { handOff: 'attach' },
  before: `
    request A
      record A {result=A paid}
      record B {result=B paid}
    request B
  `,
  after: `
    request A
      record A {result=A paid}
    request B
      record B {result=B paid}
  `,
});
