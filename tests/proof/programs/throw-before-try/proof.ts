import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'detach-in-finally',
  shows: 'a throw between the attach and its try leaks the context into the code after it',
  manager: 'async-local-storage',
  before: `
    order
      charge 1
      report
  `,
  after: `
    order
      charge 1
    report
  `,
});
