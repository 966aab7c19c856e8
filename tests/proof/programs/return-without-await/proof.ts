import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'no-early-span-end',
  shows: 'what the work sets on its span when it is done is lost: the span is over',
  manager: 'async-local-storage',
  suggestion: 'awaitWork',
  before: `
    load
  `,
  after: `
    load {rows=2}
  `,
});
