import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'detach-in-finally',
  shows: 'the token has no Symbol.dispose, so using throws after attaching, and the work is not done',
  manager: 'stack',
  typeError: 2850,
  before: `
    order
    recover
  `,
  after: `
    order
    work
  `,
});
