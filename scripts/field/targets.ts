import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';

/** A folder or a package to lint. */
export interface Target {
  /** As it was asked for. */
  readonly name: string;
  readonly folder: string;
  /** Absolute paths, in a stable order. */
  readonly files: readonly string[];
}

const TYPESCRIPT = /\.(?:ts|mts|cts|tsx)$/u;
const DECLARATION = /\.d\.(?:[\w-]+\.)?[cm]?ts$/u;
const JAVASCRIPT = /\.(?:js|mjs|cjs|jsx)$/u;
const SKIPPED_FOLDERS = new Set(['node_modules', '.git', '.field', 'coverage']);

function listFiles(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED_FOLDERS.has(entry.name) ? [] : listFiles(file);
    return entry.isFile() ? [file] : [];
  });
}

/**
 * Downloads a published package with `npm pack` and unpacks it, once: the next time the unpacked folder is there.
 *
 * @param spec - what `npm pack` takes, such as `name` or `name@version`
 * @param cache - the folder that holds the unpacked packages
 * @returns the folder of the package
 * @throws when npm does not find the package
 */
function fetchPackage(spec: string, cache: string): string {
  const folder = path.join(cache, spec.replaceAll('/', '+'));
  if (existsSync(folder)) return folder;
  // A repository ends here: what this one's own package.json says is no evidence about the package.
  mkdirSync(path.join(cache, '.git'), { recursive: true });
  const partial = path.join(cache, `.partial-${String(process.pid)}`);
  mkdirSync(partial, { recursive: true });
  try {
    execFileSync('npm', ['pack', spec, '--silent', '--ignore-scripts', '--pack-destination', partial], {
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    const tarball = readdirSync(partial).find((file) => file.endsWith('.tgz')) ?? '';
    execFileSync('tar', ['-xzf', tarball], { cwd: partial });
    const unpacked = readdirSync(partial, { withFileTypes: true }).find((entry) => entry.isDirectory())?.name ?? '';
    renameSync(path.join(partial, unpacked), folder);
    return folder;
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

/**
 * Finds the files of a target. A folder is taken with all its TypeScript and JavaScript. A package is taken with its
 * TypeScript sources when it ships them, otherwise with its JavaScript. Declaration files are left out.
 *
 * @param name - a path, or a package as `npm pack` takes it
 * @param cache - the folder that holds unpacked packages
 * @throws when there is neither such a path nor such a package
 */
export function findTarget(name: string, cache: string): Target {
  if (existsSync(name)) {
    const folder = path.resolve(name);
    if (!statSync(folder).isDirectory()) return { name, folder: path.dirname(folder), files: [folder] };
    const files = listFiles(folder).filter((file) => TYPESCRIPT.test(file) || JAVASCRIPT.test(file));
    return { name, folder, files: files.filter((file) => !DECLARATION.test(file)) };
  }
  const folder = fetchPackage(name, cache);
  const all = listFiles(folder).filter((file) => !DECLARATION.test(file));
  const typescript = all.filter((file) => TYPESCRIPT.test(file));
  return { name, folder, files: typescript.length > 0 ? typescript : all.filter((file) => JAVASCRIPT.test(file)) };
}
