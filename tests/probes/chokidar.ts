/** Watchers of chokidar. They belong to Node.js alone, where no zone manager is in use. */
import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FSWatcher, watch } from 'chokidar';
import type { ManagerName } from '../../src/boundaries/boundary.js';
import type { Lab, Probe } from './harness/probe.js';
import { versionOf } from './harness/versions.js';
import { type Happening, heard } from './harness/watched-files.js';

const managers: readonly ManagerName[] = ['async-local-storage', 'stack'];
type Event = 'all' | 'add' | 'addDir' | 'change' | 'unlink' | 'unlinkDir';

async function isReady(watcher: FSWatcher): Promise<void> {
  await new Promise<void>((resolve) => watcher.once('ready', resolve));
  await sleep(50);
}

const PATHS = Array.from({ length: 8 }, (_, index) => `path-${index}`);

/** The same happens to one path after another, in `trigger`, until two are told of: what comes too fast is passed over. */
function twice(act: (path: string) => Promise<unknown>, prepare?: (path: string) => Promise<unknown>) {
  const happen: Happening<FSWatcher> = async (lab: Lab, file, watcher) => {
    const paths = PATHS.map((name) => join(dirname(file), name));
    await Promise.all(paths.map((path) => prepare?.(path)));
    await isReady(watcher);
    let told = 0;
    for (const path of paths) {
      if (told === 2) return;
      await lab.in('trigger', () => act(path));
      const times = told + 1;
      const next = lab.seen(times).then(() => (told = times));
      await Promise.race([next, sleep(1500)]);
      await sleep(50);
    }
    await lab.seen(2);
  };
  return happen;
}

const write = (path: string): Promise<void> => writeFile(path, 'text');
const remove = (path: string): Promise<void> => rm(path, { recursive: true });

const happenings: Readonly<Record<Event, Happening<FSWatcher>>> = {
  all: twice((path) => appendFile(path, 'more'), write),
  add: twice(write),
  addDir: twice((path) => mkdir(path)),
  change: twice((path) => appendFile(path, 'more'), write),
  unlink: twice(remove, write),
  unlinkDir: twice(remove, (path) => mkdir(path)),
};

/** By the system's own means, by polling, and with an event only when the file is no longer written to. */
const ways = [
  {},
  { usePolling: true, interval: 20 },
  { awaitWriteFinish: { stabilityThreshold: 40, pollInterval: 10 } },
];

export const probes: readonly Probe[] = ways.flatMap((options) =>
  Object.entries(happenings).map(([event, happen]): Probe => {
    const free = heard(
      (file) => watch(dirname(file), { ...options, ignoreInitial: true }),
      (watcher, see) => watcher.on(event as Event, see),
      happen,
    );
    const when = { 0: event };
    const version = versionOf('chokidar');
    return { module: 'chokidar', call: 'watch()#on', callback: 1, when, version, managers, situations: { free } };
  }),
);
