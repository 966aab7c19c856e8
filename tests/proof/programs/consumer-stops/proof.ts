import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'end-span',
  shows: 'a consumer that stops leaves the span of the generator open, since only finally runs then',
  manager: 'async-local-storage',
  before: `
    read all
    read one (never ended)
  `,
  after: `
    read all
    read one
  `,
});
