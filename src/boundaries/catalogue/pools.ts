import type { Boundary } from '../boundary.js';

export const pools: readonly Boundary[] = [];
