import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readAll } from './pool.js';
import type { Lab, Situation } from './probe.js';

const MAX_CHANGES = 20;

/** A new file in a folder of its own. */
async function makeFile(lab: Lab): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'probe-'));
  lab.cleanup(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'file');
  await writeFile(file, '');
  // What is new when a watcher begins may be a change for it, and by whose hand is no question here.
  await sleep(20);
  return file;
}

/** Something that happens to a file that is watched by `watcher`. */
export type Happening<T> = (lab: Lab, file: string, watcher: T) => Promise<void>;

/** Two changes of the file, each in `trigger`. */
const changed: Happening<unknown> = (lab, file) => changeFile(lab, file, 2);

/** The same; `times` is 1 for who hears the first alone. A change that comes before the watcher is at work is made again. */
export async function changeFile(lab: Lab, file: string, times: number): Promise<void> {
  for (const change of [1, 2]) {
    await sleep(50);
    let isSeen = false;
    const seen = lab.seen(Math.min(change, times)).then(() => (isSeen = true));
    for (let attempt = 0; attempt < MAX_CHANGES && !isSeen; attempt += 1) {
      await lab.in('trigger', () => appendFile(file, 'text'));
      await Promise.race([seen, sleep(500)]);
    }
    await seen;
  }
}

/** A watcher begins in `dispatch`, and has its listener from the beginning. */
export function watched<T>(watch: (file: string, see: () => void) => T, close: (watcher: T) => unknown): Situation {
  return async (lab) => {
    const file = await makeFile(lab);
    const watcher = lab.in('dispatch', () => watch(file, lab.see));
    lab.cleanup(() => close(watcher));
    await changed(lab, file, null);
  };
}

/** A watcher begins in `construction`, and gets its listener in `dispatch`. */
export function heard<T extends { close(): unknown }>(
  watch: (file: string) => T,
  listen: (watcher: T, see: () => void) => unknown,
  happen: Happening<T> = changed,
): Situation {
  return async (lab) => {
    const file = await makeFile(lab);
    const watcher = lab.in('construction', () => watch(file));
    lab.cleanup(() => watcher.close());
    lab.in('dispatch', () => listen(watcher, lab.see));
    await happen(lab, file, watcher);
  };
}

/** The body of `for await` over the changes of a file, in `dispatch`. */
export function iterated(watch: (file: string, signal: AbortSignal) => AsyncIterable<unknown>): Situation {
  return async (lab) => {
    const file = await makeFile(lab);
    const controller = new AbortController();
    const reading = lab.in('dispatch', () => readAll(watch(file, controller.signal), lab.see));
    await changed(lab, file, null);
    controller.abort();
    await reading.catch(() => undefined);
  };
}
