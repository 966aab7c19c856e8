import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'no-leaked-context',
  suggestion: 'useRoot',
  shows: 'every request of a server continues the trace of the start-up',
  manager: 'async-local-storage',
  before: `
    server.startup
      GET /a
      GET /b
  `,
  after: `
    server.startup
    GET /a
    GET /b
  `,
});
