import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'detach-in-finally',
  shows: 'two tokens disposed of in the order of their attaching leave the first context behind',
  manager: 'async-local-storage',
  before: `
    order
      work {tenant=acme}
      report {tenant=undefined}
  `,
  after: `
    order
      work {tenant=acme}
    report {tenant=undefined}
  `,
});
