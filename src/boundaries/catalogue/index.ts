import type { Boundary } from '../boundary.js';
import { nodeCore } from './node-core.js';
import { pools } from './pools.js';
import { schedulers } from './schedulers.js';

/** Every row that the plugin knows. */
export const catalogue: readonly Boundary[] = [...nodeCore, ...pools, ...schedulers];
