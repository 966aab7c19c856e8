import { createRequire } from 'node:module';
import { settle } from './harness/pool.js';
import type { Lab, Probe, Situation } from './harness/probe.js';
import { versionOf } from './harness/versions.js';

type Done = () => void;
type Memoized = (key: string, done: Done) => void;
type Memoize = (options: { load: Memoized; hash: (key: string) => string; max: number }) => Memoized;

// What an instrumentation patches is what `require` returns.
const memoize = createRequire(import.meta.url)('lru-memoizer') as Memoize;

const later: Memoized = (_, done) => setTimeout(done, 5);

const make = (lab: Lab, load: Memoized): Memoized => {
  return lab.in('construction', () => memoize({ load, hash: (key) => key, max: 10 }));
};

/** The first call for a key, one beside it, and one that finds the value. */
const called: Record<'free' | 'burst' | 'reused', Situation> = {
  free: async (lab) => {
    const memoized = make(lab, later);
    lab.in('dispatch', () => memoized('key', lab.see));
    await lab.seen();
  },
  burst: async (lab) => {
    const memoized = make(lab, later);
    lab.in('first-caller', () => memoized('key', () => undefined));
    lab.in('dispatch', () => memoized('key', lab.see));
    await lab.seen();
  },
  reused: async (lab) => {
    const memoized = make(lab, later);
    await lab.in('first-caller', () => new Promise<void>((resolve) => memoized('key', resolve)));
    await settle();
    lab.in('dispatch', () => memoized('key', lab.see));
    await lab.seen();
  },
};

/** The function that loads is handed over in `dispatch` and runs for callers in `trigger`. */
const loaded: Situation = async (lab) => {
  const memoized = lab.in('dispatch', () => {
    const load: Memoized = (_, done) => (lab.see(), done());
    return memoize({ load, hash: (key) => key, max: 10 });
  });
  for (const key of ['first', 'second']) lab.in('trigger', () => memoized(key, () => undefined));
  await lab.seen(2);
};

const common = { module: 'lru-memoizer', version: versionOf('lru-memoizer') };

export const probes: readonly Probe[] = [
  { ...common, call: 'default()', callback: -1, situations: called },
  { ...common, call: 'default', callback: '0.load', situations: { free: loaded } },
];
