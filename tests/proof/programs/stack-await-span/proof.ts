import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'capture-before-dispatch',
  shows: 'what a click does after an await is a trace of its own',
  manager: 'stack',
  before: `
    click
      read cache
    show cart
  `,
  after: `
    click
      read cache
      show cart
  `,
});
