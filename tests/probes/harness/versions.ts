import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The version of Node.js that runs. */
export const nodeVersion = process.versions.node;

/**
 * The version of the package that is installed here under `name`, which may be an alias such as `p-limit-2`.
 * Throws when there is none.
 */
export function versionOf(name: string): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const path = join(folder, 'node_modules', name, 'package.json');
    // A few packages write a `v` before theirs.
    if (existsSync(path))
      return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version.replace('v', '');
    if (folder === dirname(folder)) throw new Error(`The package ${name} is not installed.`);
  }
}
