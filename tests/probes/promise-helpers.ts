/** The small promise helpers, and what coalesces or delays calls. */
import lodash from 'lodash';
import * as lodashEs from 'lodash-es';
import lodashDebounce from 'lodash.debounce';
import lodashThrottle from 'lodash.throttle';
import debounce from 'lodash/debounce.js';
import throttle from 'lodash/throttle.js';
import pDebounce from 'p-debounce';
import pMap from 'p-map';
import pRetry from 'p-retry';
import pThrottle from 'p-throttle';
import type { Lab, Probe } from './harness/probe.js';
import { coalesced, handedOver, secondItem, wrapped, type Wrap } from './harness/situations.js';
import { versionOf } from './harness/versions.js';

/** Shorter than the pause between two calls of a situation. */
const WAIT_MS = 2;

function coalescing(module: string, call: string, wrap: Wrap): Probe {
  const name = module.split('/')[0] ?? module;
  return {
    module,
    call,
    callback: 0,
    version: versionOf(name),
    situations: { free: wrapped(wrap), burst: coalesced(wrap) },
  };
}

/** An attempt that fails is tried again. */
async function retry(see: () => void, lab: Lab, measured: 'first' | 'second'): Promise<void> {
  let attempts = 0;
  await pRetry(
    () => {
      attempts += 1;
      if ((attempts === 1) === (measured === 'first')) see();
      else lab.runOther();
      if (attempts === 1) throw new Error('expected');
    },
    { minTimeout: 1, retries: 1 },
  );
}

export const probes: readonly Probe[] = [
  {
    module: 'p-map',
    call: 'default',
    callback: 1,
    version: versionOf('p-map'),
    situations: {
      free: handedOver((see) => pMap([1, 2], see), 2),
      saturated: secondItem((mapper) => pMap([0, 1], mapper, { concurrency: 1 })),
    },
  },
  {
    module: 'p-retry',
    call: 'default',
    callback: 0,
    version: versionOf('p-retry'),
    situations: {
      free: handedOver((see, lab) => retry(see, lab, 'first')),
      rejected: handedOver((see, lab) => retry(see, lab, 'second')),
    },
  },
  coalescing('p-debounce', 'default', (fn) => pDebounce(fn, WAIT_MS)),
  coalescing('p-throttle', 'default()', (fn) => pThrottle({ limit: 1, interval: WAIT_MS })(fn)),
  coalescing('lodash', 'debounce', (fn) => lodash.debounce(fn, WAIT_MS)),
  coalescing('lodash', 'throttle', (fn) => lodash.throttle(fn, WAIT_MS)),
  coalescing('lodash/debounce', 'default', (fn) => debounce(fn, WAIT_MS)),
  coalescing('lodash/throttle', 'default', (fn) => throttle(fn, WAIT_MS)),
  coalescing('lodash-es', 'debounce', (fn) => lodashEs.debounce(fn, WAIT_MS)),
  coalescing('lodash-es', 'throttle', (fn) => lodashEs.throttle(fn, WAIT_MS)),
  coalescing('lodash.debounce', 'default', (fn) => lodashDebounce(fn, WAIT_MS)),
  coalescing('lodash.throttle', 'default', (fn) => lodashThrottle(fn, WAIT_MS)),
];
