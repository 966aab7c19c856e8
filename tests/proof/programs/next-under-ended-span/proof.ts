import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'no-leaked-context',
  suggestion: 'restoreContext',
  shows: 'what a middleware calls after the end of its span becomes a child of that span',
  manager: 'async-local-storage',
  before: `
    request
      authenticate {user=ada}
        handle
  `,
  after: `
    request
      authenticate {user=ada}
      handle
  `,
});
