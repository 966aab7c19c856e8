/** How Node.js tells of files that change. */
import fs from 'node:fs';
import { watch as watchAll } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Probe, Situation } from './harness/probe.js';
import { nodeVersion as version } from './harness/versions.js';
import { type Happening, changeFile, heard, iterated, watched } from './harness/watched-files.js';

function probe(call: string, callback: number | string, free: Situation, when?: string): Probe {
  return { module: 'fs', call, callback, ...(when && { when: { 0: when } }), version, situations: { free } };
}

const POLLING = { interval: 20 };

const close = (watcher: fs.FSWatcher): void => watcher.close();

/** Node.js watches what is in a folder piece by piece where the system has no call for all of it. */
const inFolder = watched((file, see) => fs.watch(dirname(file), { recursive: true }, see), close);

const polled = watched(
  (file, see) => (fs.watchFile(file, POLLING, see), { file, see }),
  ({ file, see }) => fs.unwatchFile(file, see),
);

function watchStats(file: string): { close(): void; watcher: fs.StatWatcher } {
  const watcher = fs.watchFile(file, POLLING, () => undefined);
  return { close: () => fs.unwatchFile(file), watcher };
}

const closed: Happening<fs.FSWatcher> = async (lab, _file, watcher) => {
  lab.in('trigger', () => watcher.close());
  await lab.seen();
};

const changedOnce: Happening<fs.FSWatcher> = (lab, file) => changeFile(lab, file, 1);

const listeners = (['on', 'addListener', 'once'] as const).flatMap((method): readonly Probe[] => {
  const hear = (event: string, happen?: Happening<fs.FSWatcher>): Situation =>
    heard(
      (file) => fs.watch(file),
      (watcher, see) => watcher[method](event, see),
      happen,
    );
  return [
    probe(`FSWatcher#${method}`, 1, hear('change', method === 'once' ? changedOnce : undefined), 'change'),
    probe(`FSWatcher#${method}`, 1, hear('close', closed), 'close'),
  ];
});

const statListeners = (['on', 'addListener'] as const).map((method): Probe => {
  const situation = heard(watchStats, ({ watcher }, see) => watcher[method]('change', see));
  return probe(`StatWatcher#${method}`, 1, situation, 'change');
});

export const probes: readonly Probe[] = [
  probe('watch', -1, watched(fs.watch, close)),
  probe('watch', -1, inFolder),
  probe('watchFile', -1, polled),
  ...listeners,
  ...statListeners,
  probe(
    'promises.watch',
    'await',
    iterated((file, signal) => fs.promises.watch(file, { signal })),
  ),
  {
    ...probe(
      'watch',
      'await',
      iterated((file, signal) => watchAll(file, { signal })),
    ),
    module: 'fs/promises',
  },
];
