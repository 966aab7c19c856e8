import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'no-leaked-context',
  suggestion: 'useRoot',
  shows: 'a timer that schedules itself again passes the context of a request on for ever',
  manager: 'async-local-storage',
  before: `
    load
      refresh
      refresh
  `,
  after: `
    load
    refresh
    refresh
  `,
});
