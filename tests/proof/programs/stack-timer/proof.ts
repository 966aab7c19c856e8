import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'capture-before-dispatch',
  shows: 'a timer of a click starts a trace of its own',
  manager: 'stack',
  before: `
    click
    prefetch cart
  `,
  after: `
    click
      prefetch cart
  `,
});
