import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'capture-before-dispatch',
  shows: 'the baggage of a page is gone after an await',
  manager: 'stack',
  before: 'cart {tenant=nobody}',
  after: 'cart {tenant=acme}',
});
