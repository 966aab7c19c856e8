import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'capture-before-dispatch',
  shows: 'a promise reaction of a click starts a trace of its own',
  manager: 'stack',
  before: `
    click
    render cart
  `,
  after: `
    click
      render cart
  `,
});
