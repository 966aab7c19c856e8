import type { Boundary } from '../boundary.js';
import { globals } from './globals.js';
import { nodeEvents } from './node-events.js';
import { nodeStreams } from './node-streams.js';
import { nodeThreads } from './node-threads.js';
import { nodeTimers } from './node-timers.js';
import { pools } from './pools.js';
import { schedulers } from './schedulers.js';

/** Every row that the plugin knows. */
export const catalogue: readonly Boundary[] = [
  ...globals,
  ...nodeTimers,
  ...nodeEvents,
  ...nodeStreams,
  ...nodeThreads,
  ...pools,
  ...schedulers,
];
