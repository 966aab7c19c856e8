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
import { coalesced, handedOver, secondItem, wrapped } from './harness/situations.js';
import { versionOf } from './harness/versions.js';

/** Shorter than the pause between two calls that are to run apart, and longer than a tick takes on a busy machine. */
const APART_MS = 2;
const TOGETHER_MS = 50;

function coalescing(module: string, call: string, wrap: (fn: () => void, wait: number) => () => unknown): Probe {
  const name = module.split('/')[0] ?? module;
  return {
    module,
    call,
    callback: 0,
    version: versionOf(name),
    situations: {
      free: wrapped((fn) => wrap(fn, APART_MS)),
      burst: coalesced((fn) => wrap(fn, TOGETHER_MS), 3 * TOGETHER_MS),
    },
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
  coalescing('p-debounce', 'default', (fn, wait) => pDebounce(fn, wait)),
  coalescing('p-throttle', 'default()', (fn, wait) => pThrottle({ limit: 1, interval: wait })(fn)),
  coalescing('lodash', 'debounce', (fn, wait) => lodash.debounce(fn, wait)),
  coalescing('lodash', 'throttle', (fn, wait) => lodash.throttle(fn, wait)),
  coalescing('lodash/debounce', 'default', (fn, wait) => debounce(fn, wait)),
  coalescing('lodash/throttle', 'default', (fn, wait) => throttle(fn, wait)),
  coalescing('lodash-es', 'debounce', (fn, wait) => lodashEs.debounce(fn, wait)),
  coalescing('lodash-es', 'throttle', (fn, wait) => lodashEs.throttle(fn, wait)),
  coalescing('lodash.debounce', 'default', (fn, wait) => lodashDebounce(fn, wait)),
  coalescing('lodash.throttle', 'default', (fn, wait) => lodashThrottle(fn, wait)),
];
