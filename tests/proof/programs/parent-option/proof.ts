import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'attach-before-span',
  shows: 'a parent that is named in the options of a span is ignored',
  manager: 'async-local-storage',
  suggestion: 'passParent',
  before: `
    order
    charge
  `,
  after: `
    order
      charge
  `,
});
