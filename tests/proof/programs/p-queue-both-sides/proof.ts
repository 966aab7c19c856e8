import { defineProof } from '../../proof.js';

export default defineProof({
  rule: 'capture-before-dispatch',
  shows: 'a function that is also called directly, given to a queue by name, continues the trace of another request',
  manager: 'async-local-storage',
  before: `
    request A
      prices {isInside=true}
      prices {isInside=true}
      prices {isInside=true}
    request B
      prices {isInside=true}
  `,
  after: `
    request A
      prices {isInside=true}
      prices {isInside=true}
    request B
      prices {isInside=true}
      prices {isInside=true}
  `,
});
