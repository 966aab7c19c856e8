import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'no-early-span-end',
  shows: 'an event of work that nobody waits for comes when its span is over, and is lost',
  manager: 'async-local-storage',
  suggestion: 'awaitWork',
  before: `
    send
  `,
  after: `
    send [delivered]
  `,
});
