import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { unwatchFile, watchFile } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { watch } from 'chokidar';
import { afterEach, beforeEach, expect, it } from 'vitest';

const manager = new AsyncLocalStorageContextManager().enable();
const key = createContextKey('place');
const at = <T>(place: string, run: () => T): T => manager.with(ROOT_CONTEXT.setValue(key, place), run);

let folder = '';
let file = '';
const seen = new Set<unknown>();
const see = (): void => void seen.add(manager.active().getValue(key));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shared-'));
  file = join(folder, 'file');
  await writeFile(file, 'text');
  seen.clear();
});
afterEach(() => rm(folder, { recursive: true }));

/** Changes the file until somebody hears of it. */
async function isTold(places: readonly string[]): Promise<void> {
  const change = async (): Promise<readonly unknown[]> => {
    await at('change', () => appendFile(file, 'more'));
    return [...seen];
  };
  await expect.poll(change, { interval: 200, timeout: 10_000 }).toEqual(places);
}

it('`watchFile` tells the second listener of a file in the context of the first', async () => {
  at('first', () => watchFile(file, { interval: 20 }, () => undefined));
  at('second', () => watchFile(file, { interval: 20 }, see));
  await isTold(['first']);
  unwatchFile(file);
});

it('a second watcher of chokidar hears of a file in the context of the first', async () => {
  const begin = async (): Promise<ReturnType<typeof watch>> => {
    const watcher = watch(file);
    await new Promise<void>((resolve) => watcher.on('ready', resolve));
    return watcher;
  };
  const first = await at('first', begin);
  const second = await at('second', begin);
  second.on('change', see);
  await isTold(['first']);
  await Promise.all([first.close(), second.close()]);
});
