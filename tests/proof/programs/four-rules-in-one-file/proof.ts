import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'detach-in-finally',
  together: ['capture-before-dispatch', 'keep-parent-context', 'no-attach-before-await'],
  shows: 'one file breaks its traces in four ways at once',
  manager: 'async-local-storage',
  before: `
    send A
      process A
        check A
        store A {tenant=nobody}
        store B {tenant=nobody}
      audit
      report
    send B
      process B
        check B
  `,
  after: `
    send A
      process A
        check A
        store A {tenant=acme}
      audit
    send B
      process B
        check B
        store B {tenant=acme}
    report
  `,
});
