import type { Boundary } from '../boundary.js';

export const nodeCore: readonly Boundary[] = [];
