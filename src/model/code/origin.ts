import { receivers } from '../../boundaries/catalogue/receivers.js';
import { apiObjects, apiReceivers, reexports } from '../api-types.js';

/**
 * Where a value comes from: an export of a module, what a call of it returned, or an instance of it.
 * Paths are written as JSDoc writes them: `trace.getTracer()`, `EventEmitter#on`, `default#add`.
 */
export interface Origin {
  /** The import specifier without `node:`; `global` for globals. */
  readonly module: string;
  readonly path: string;
  /** True for `new X()`, for what a call returned, and for a value annotated with the type `X`. */
  readonly isInstance: boolean;
}

const MAX_PATH = 200;
const known: Readonly<Record<string, string>> = { ...receivers, ...apiReceivers };

/** The origin of a module's namespace, of a global object, or of an export when a path is given. */
export function getModuleOrigin(specifier: string, path = ''): Origin {
  return enterModule({ module: specifier.replace(/^node:/u, ''), path, isInstance: false });
}

/** `module:path`, the key by which rows and receivers are looked up. */
function getKey(origin: Origin): string {
  return `${origin.module}:${origin.path}`;
}

/** The origin of a property; null where the path grows beyond any that is catalogued. */
export function getMember(origin: Origin, name: string): Origin | null {
  const { module, path, isInstance } = origin;
  if (path.length > MAX_PATH) return null;
  if (isInstance) return follow({ module, path: `${path}#${name}`, isInstance: false });
  if (module === 'global' && GLOBAL_OBJECTS.has(path)) return { module, path: name, isInstance: false };
  return follow({ module, path: path === '' || path === 'default' ? name : `${path}.${name}`, isInstance: false });
}

/** The origin of what a call of `origin` returns. */
export function getResult(origin: Origin): Origin {
  const { module } = origin;
  const path = origin.path === '' ? 'default' : origin.path;
  for (const key of getAncestry({ ...origin, path })) {
    const receiver = known[`${key}()`];
    if (receiver) return parseInstance(receiver);
  }
  return { module, path: `${path}()`, isInstance: true };
}

/** The origin of `new X()`, and of a value whose type is `X`. */
export function getInstance(origin: Origin): Origin {
  const object = apiObjects[getKey(origin)];
  if (object !== undefined) return { ...origin, path: object, isInstance: false };
  return { ...origin, path: origin.path === '' ? 'default' : origin.path, isInstance: true };
}

/**
 * Every key under which a row for `origin` may be filed, the most specific first: for a method, the
 * class's own and those of the classes it extends.
 */
export function getAncestry(origin: Origin): string[] {
  const key = getKey(origin);
  const split = key.lastIndexOf('#');
  const keys = [key];
  let owner = split < 0 ? key : key.slice(0, split);
  const rest = split < 0 ? '' : key.slice(split);
  for (let depth = 0; depth < 10; depth++) {
    const parent = known[owner];
    if (parent === undefined) break;
    keys.push(`${parent}${rest}`);
    owner = parent;
  }
  return keys;
}

/** Reads `module:path` as an instance. */
export function parseInstance(key: string): Origin {
  const split = key.indexOf(':');
  return { module: key.slice(0, split), path: key.slice(split + 1), isInstance: true };
}

/** A namespace that is a module of its own (`api` of `@opentelemetry/sdk-node`) becomes that module. */
function enterModule(origin: Origin): Origin {
  const module = reexports[getKey(origin)];
  return module === undefined ? origin : { module, path: '', isInstance: false };
}

/** A property that is known to hold an instance (`AbortController#signal`) becomes that instance. */
function follow(origin: Origin): Origin {
  if (!origin.path.includes('#')) return enterModule(origin);
  for (const key of getAncestry(origin)) {
    const receiver = known[key];
    if (receiver && key.includes('#')) return parseInstance(receiver);
  }
  return origin;
}

const GLOBAL_OBJECTS = new Set(['globalThis', 'window', 'self', 'global']);
