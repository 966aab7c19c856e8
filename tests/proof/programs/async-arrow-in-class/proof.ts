import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'no-attach-before-await',
  shows: 'an async arrow function leaks the context of one message into the next',
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
