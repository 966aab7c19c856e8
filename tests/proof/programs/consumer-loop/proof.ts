import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'no-attach-before-await',
  shows: 'the context of one message leaks into the consumer loop and from there into the next message',
  manager: 'async-local-storage',
  before: `
    send A
      store A
      store B
      report
  `,
  after: `
    send A
      store A
    store B
    report
  `,
});
