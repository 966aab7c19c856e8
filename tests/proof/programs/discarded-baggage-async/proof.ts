import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'no-discarded-context',
  shows: 'a context in a variable that nothing reads carries its baggage nowhere',
  manager: 'async-local-storage',
  suggestion: 'runRest',
  before: `
    store {tenant=nobody}
  `,
  after: `
    store {tenant=acme}
  `,
});
