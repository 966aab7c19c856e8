import type { Boundary } from '../boundary.js';

export const schedulers: readonly Boundary[] = [];
