import type * as fs from 'node:fs';

/** A package.json that holds a JSON object. */
export type Manifest = Readonly<Record<string, unknown>>;

/** The fields of a package.json that name packages, those of run time first. */
export const DEPENDENCY_FIELDS = [
  'dependencies',
  'optionalDependencies',
  'peerDependencies',
  'devDependencies',
] as const;
export type DependencyField = (typeof DEPENDENCY_FIELDS)[number];

type FileSystem = Pick<typeof fs, 'existsSync' | 'readFileSync'>;

const NONE: readonly Manifest[] = [];
const cache = new Map<string, readonly Manifest[]>();

/**
 * Answers which package.json files stand above a file, nearest first, up to the folder with `.git` or else
 * the root of the file system. Each folder is read once a process, and the same folder always gives the same
 * array. A file that cannot be read or holds no JSON object is left out. Virtual and relative
 * names have no folder, and the browser build has no file system: the answer is empty.
 */
export function getManifests(filename: string): readonly Manifest[] {
  if (!isOnDisk(filename)) return NONE;
  const nearest = getParent(filename);
  return (nearest !== null && cache.get(nearest)) || readManifests(nearest);
}

function readManifests(nearest: string | null): readonly Manifest[] {
  const fileSystem = getFileSystem();
  if (fileSystem === undefined) return NONE;
  const unread: string[] = [];
  let manifests = NONE;
  for (let folder = nearest; folder !== null; folder = getParent(folder)) {
    const known = cache.get(folder);
    if (known !== undefined) {
      manifests = known;
      break;
    }
    unread.push(folder);
    if (isRepositoryRoot(folder, fileSystem)) break;
  }
  for (const folder of unread.reverse()) {
    const manifest = readManifest(folder, fileSystem);
    if (manifest !== null) manifests = [manifest, ...manifests];
    cache.set(folder, manifests);
  }
  return manifests;
}

/** Answers what a package.json declares for a package, in the first of the fields that does; null when none does. */
export function findDependency(manifest: Manifest, name: string, fields: readonly DependencyField[]): string | null {
  for (const field of fields) {
    const declared = getProperty(manifest[field], name);
    if (typeof declared === 'string') return declared;
  }
  return null;
}

/** The property of that name; undefined for anything but an object that has it. */
export function getProperty(value: unknown, key: string): unknown {
  return isRecord(value) ? value[key] : undefined;
}

/** Node's file system without an import, which a bundle for the browser could not resolve. */
function getFileSystem(): FileSystem | undefined {
  const runtime: Partial<NodeJS.Process> | undefined = globalThis.process;
  return runtime?.getBuiltinModule?.('node:fs');
}

function readManifest(folder: string, fileSystem: FileSystem): Manifest | null {
  try {
    const content = fileSystem.readFileSync(join(folder, 'package.json'), 'utf8');
    const value: unknown = JSON.parse(content.replace(/^\uFEFF/, ''));
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function isRepositoryRoot(folder: string, fileSystem: FileSystem): boolean {
  return fileSystem.existsSync(join(folder, '.git'));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Absolute, and not one of ESLint's names for text without a file, such as `<input>`. */
function isOnDisk(filename: string): boolean {
  return (filename.startsWith('/') || isWindowsPath(filename)) && !/[\\/]<[^<>/\\]*>$/.test(filename);
}

function isWindowsPath(path: string): boolean {
  return /^(?:[A-Za-z]:[\\/]|\\\\)/.test(path);
}

function getParent(path: string): string | null {
  const root = /^(?:[A-Za-z]:[\\/]|\\\\|\/)/.exec(path)?.[0] ?? '';
  if (path.length <= root.length) return null;
  const last = Math.max(path.lastIndexOf('/'), isWindowsPath(path) ? path.lastIndexOf('\\') : -1);
  return path.slice(0, Math.max(last, root.length));
}

function join(folder: string, name: string): string {
  return /[\\/]$/.test(folder) ? folder + name : `${folder}/${name}`;
}
