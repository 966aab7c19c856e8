import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** A source text, and the path that it is linted under. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** Files larger than this are generated tables, which would drown the others. */
const MAX_BYTES = 60_000;

/** Where the sources of each tree come from, and every how many files one is taken. */
const ORIGINS = {
  without: [
    { folder: 'node_modules/eslint/lib/rules', every: 3 },
    { folder: 'node_modules/eslint/lib/shared', every: 1 },
    { folder: 'node_modules/eslint/lib/linter', every: 1 },
    { folder: 'node_modules/async', every: 4 },
    { folder: 'node_modules/semver', every: 3 },
  ],
  dense: [
    { folder: 'fixtures', every: 1 },
    { folder: 'tests/proof/programs', every: 1 },
    { folder: 'node_modules/@opentelemetry/sdk-trace/build/esm', every: 1 },
    { folder: 'node_modules/@opentelemetry/core/build/esm', every: 1 },
  ],
} as const;

export type TreeName = keyof typeof ORIGINS;

function listSources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) return listSources(file);
      return /(?<!\.d)\.[cm]?[jt]s$/u.test(entry.name) && entry.name !== 'proof.ts' ? [file] : [];
    });
}

/**
 * Reads the sources of a tree. Those of `without` do not name OpenTelemetry; those of `dense` all do.
 *
 * @throws when a folder of the tree is not installed
 */
export function readTree(name: TreeName): Source[] {
  return ORIGINS[name].flatMap(({ folder, every }) => {
    const absolute = path.join(ROOT, folder);
    if (!existsSync(absolute)) throw new Error(`${folder} is missing: run npm ci first.`);
    const chosen = listSources(absolute).filter((_file, index) => index % every === 0);
    const sources = chosen.map((file) => ({
      // ESLint passes over node_modules, so the text is linted under another name.
      path: path.join(ROOT, 'bench/tree', path.relative(ROOT, file).replaceAll('node_modules', 'packages')),
      text: readFileSync(file, 'utf8'),
    }));
    return sources.filter(
      ({ text }) => text.length <= MAX_BYTES && /opentelemetry/iu.test(text) === (name === 'dense'),
    );
  });
}
