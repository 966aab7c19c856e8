import type { Boundary } from '../boundary.js';
import { brokers } from './brokers.js';
import { browser } from './browser.js';
import { calls } from './calls.js';
import { drivers } from './drivers.js';
import { emitters } from './emitters.js';
import { frameworks } from './frameworks.js';
import { globals } from './globals.js';
import { jobQueues } from './job-queues.js';
import { mongodb } from './mongodb.js';
import { nodeEvents } from './node-events.js';
import { nodeIo } from './node-io.js';
import { nodeNetwork } from './node-network.js';
import { nodeStreams } from './node-streams.js';
import { nodeThreads } from './node-threads.js';
import { nodeTimers } from './node-timers.js';
import { pools } from './pools.js';
import { resources } from './resources.js';
import { schedulers } from './schedulers.js';
import { threadPools } from './thread-pools.js';

/** Every row that the plugin knows. */
export const catalogue: readonly Boundary[] = [
  ...globals,
  ...browser,
  ...nodeTimers,
  ...nodeEvents,
  ...nodeStreams,
  ...nodeIo,
  ...nodeNetwork,
  ...nodeThreads,
  ...pools,
  ...threadPools,
  ...calls,
  ...resources,
  ...emitters,
  ...schedulers,
  ...brokers,
  ...jobQueues,
  ...drivers,
  ...mongodb,
  ...frameworks,
];

/** Every row that the plugin knows. The build puts a function in the place of this one that reads them when they are asked for. */
export function getCatalogue(): readonly Boundary[] {
  return catalogue;
}
