import pLimit7 from 'p-limit';
import pLimit2 from 'p-limit-2';
import pLimit3 from 'p-limit-3';
import pLimit4 from 'p-limit-4';
import pLimit5 from 'p-limit-5';
import pLimit6 from 'p-limit-6';
import { poolSituations } from './harness/pool.js';
import type { Probe } from './harness/probe.js';
import { versionOf } from './harness/versions.js';

type Limit = (task: () => unknown) => Promise<unknown>;

const releases: readonly { name: string; make: (concurrency: number) => Limit }[] = [
  { name: 'p-limit-2', make: pLimit2 },
  { name: 'p-limit-3', make: pLimit3 },
  { name: 'p-limit-4', make: pLimit4 },
  { name: 'p-limit-5', make: pLimit5 },
  { name: 'p-limit-6', make: pLimit6 },
  { name: 'p-limit', make: pLimit7 },
];

export const probes: readonly Probe[] = releases.map(({ name, make }) => ({
  module: 'p-limit',
  call: 'default()',
  callback: 0,
  version: versionOf(name),
  situations: poolSituations(make),
}));
