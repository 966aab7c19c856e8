import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'no-span-use-after-end',
  shows: 'an attribute and an event that are set after the end are lost',
  manager: 'async-local-storage',
  byHand: true,
  before: `
    charge
  `,
  after: `
    charge {amount=3} [charged]
  `,
});
