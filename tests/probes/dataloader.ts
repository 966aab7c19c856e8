import DataLoader from 'dataloader';
import type { Probe } from './harness/probe.js';
import { coalesced, wrapped, type Wrap } from './harness/situations.js';
import { versionOf } from './harness/versions.js';

const batched: Wrap = (see) => {
  const loader = new DataLoader<number, number>(
    async (keys) => {
      see();
      return keys;
    },
    { cache: false },
  );
  return () => loader.load(1);
};

export const probes: readonly Probe[] = [
  {
    module: 'dataloader',
    call: 'default',
    callback: 0,
    version: versionOf('dataloader'),
    situations: { free: wrapped(batched), burst: coalesced(batched) },
  },
];
