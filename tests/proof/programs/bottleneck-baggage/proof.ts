import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'capture-before-dispatch',
  shows: 'a job that waited charges the tenant of another request',
  manager: 'async-local-storage',
  before: `
    charge {tenant=acme}
    charge {tenant=acme}
  `,
  after: `
    charge {tenant=acme}
    charge {tenant=globex}
  `,
});
