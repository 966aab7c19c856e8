import type { OtelSettings } from '../settings.js';
import type { Boundary, CallbackPosition, Load, ManagerName, Sight, Sights } from './boundary.js';
import { MANAGERS } from './boundary.js';
import { getCatalogue } from './catalogue/index.js';

type Index = ReadonlyMap<string, readonly Boundary[]>;

/** What becomes of the dispatch's context: the callback sees it, sees another, or nobody measured it. */
export type Verdict = 'kept' | 'lost' | 'unknown';

let catalogued: Index | undefined;
const ofSettings = new WeakMap<OtelSettings, Index>();

/**
 * The rows for a callee, the project's own before the catalogue's. Each speaks of the one call that the key names.
 *
 * @param keys - the callee's keys, the most specific first
 */
export function getRows(keys: readonly string[], settings: OtelSettings): readonly Boundary[] {
  catalogued ??= indexRows(getCatalogue());
  let own = ofSettings.get(settings);
  if (!own) ofSettings.set(settings, (own = indexRows(settings.boundaries)));
  for (const index of [own, catalogued]) {
    for (const key of keys) {
      const rows = index.get(key);
      if (rows) return rows;
    }
  }
  return [];
}

function indexRows(rows: readonly Boundary[]): Index {
  const index = new Map<string, Boundary[]>();
  for (const row of rows) {
    for (const call of getCalls(row)) {
      const key = `${row.module.replace(/^node:/u, '')}:${call}`;
      const filed = index.get(key);
      const own = { ...row, call };
      if (filed) filed.push(own);
      else index.set(key, [own]);
    }
  }
  return index;
}

/**
 * The rows of a callee that speak of one callback of one call.
 *
 * @param position - the callback's place: its index, or the path into an object argument
 * @param count - how many arguments the call has
 * @param getArgument - the string value of an argument, null when it is not constant
 */
export function selectByArguments(
  rows: readonly Boundary[],
  position: CallbackPosition,
  count: number,
  getArgument: (index: number) => string | null,
): readonly Boundary[] {
  const taking = rows.filter((row) => {
    const positions: readonly CallbackPosition[] = Array.isArray(row.callback) ? row.callback : [row.callback];
    return positions.some(
      (place) =>
        place === position ||
        (typeof place === 'number' && place < 0 && count + place === position) ||
        (typeof place === 'string' && typeof position === 'string' && isOnPath(position, place)),
    );
  });
  const special = taking.filter(
    ({ when }) => when && Object.entries(when).every(([index, value]) => getArgument(Number(index)) === value),
  );
  return special.length > 0 ? special : taking.filter((row) => !row.when);
}

/** True for a path that `path` describes: `*` stands for any element or property. */
function isOnPath(position: string, path: string): boolean {
  const [parts, described] = [position.split('.'), path.split('.')];
  return parts.length === described.length && described.every((part, index) => part === '*' || part === parts[index]);
}

/** Every context that the callback was seen in under one manager; null when that manager was not measured. */
export function getSights(row: Boundary, manager: ManagerName): readonly Sight[] | null {
  const { sees } = row;
  const isByManager = typeof sees === 'object' && MANAGERS.some((name) => name in sees);
  const sights = isByManager ? (sees as Partial<Record<ManagerName, Sights>>)[manager] : (sees as Sights);
  if (sights === undefined) return null;
  return typeof sights === 'string' ? [sights] : Object.values(sights as Partial<Record<Load, Sight>>);
}

/** True for the reactions of promises: awaited work needs no hand-off where the manager follows promises. */
export function isPromiseReaction(row: Boundary): boolean {
  return row.module === 'global' && getCalls(row).every((call) => call.startsWith('Promise#'));
}

const LISTENER =
  /(?:^|[#.])(?:on|once|addListener|addEventListener|addAbortListener|prepend(?:Once)?Listener|subscribe|consume)$/u;

/**
 * True for a callback that waits for something that others cause, once or again and again. What causes it is as good a
 * parent for its spans as what registered it, so a span that it starts is no defect.
 */
export function isListener(row: Boundary): boolean {
  return row.runs === 'many' || isOfEvents(row);
}

/** True for a callback that is called when others cause it, not at a time of its own. */
export function isOfEvents(row: Boundary): boolean {
  return getCalls(row).every((call) => LISTENER.test(call));
}

/** True for a callback that runs until somebody stops it, not once for each of so many items. */
export function isRepeating({ runs, finite }: Boundary): boolean {
  return runs === 'many' && finite !== true;
}

function getCalls({ call }: Boundary): readonly string[] {
  return typeof call === 'string' ? [call] : call;
}

/** How a row is to be judged. */
export interface Stance {
  readonly manager: ManagerName | 'unknown';
  /** `measured` reports what the manager was seen to lose, `none` asks for a hand-off at every dispatch. */
  readonly trust: 'measured' | 'none';
  /** True when the dispatch stands at the top level of the file, where the active context is the root context. */
  readonly isTopLevel: boolean;
  /** True when the function that dispatches also made what it dispatches to. */
  readonly isOwnReceiver?: boolean;
}

/** What becomes of the context at a dispatch. Rows that do not agree, and rows that nobody measured, give `unknown`. */
export function judge(rows: readonly Boundary[], stance: Stance): Verdict {
  const verdicts = new Set(rows.map((row) => judgeRow(row, stance)));
  const [only] = verdicts;
  return verdicts.size === 1 && only ? only : 'unknown';
}

function judgeRow(row: Boundary, stance: Stance): Verdict {
  const { manager, trust, isTopLevel } = stance;
  const isTrusted = isPromiseReaction(row) && (manager === 'unknown' || manager === 'async-local-storage');
  if (isTrusted) return 'kept';
  if (trust === 'none') return 'lost';
  if (row.unmeasured !== undefined) return 'unknown';
  if (manager !== 'unknown') return judgeSights(getSights(row, manager), stance);
  if (!isTopLevel) return 'lost';
  return MANAGERS.some((name) => judgeSights(getSights(row, name), stance) === 'lost') ? 'lost' : 'kept';
}

function judgeSights(sights: readonly Sight[] | null, stance: Stance): Verdict {
  if (!sights) return 'unknown';
  return sights.every((sight) => isDispatchContext(sight, stance)) ? 'kept' : 'lost';
}

/** True when the context that the callback sees is the one that the dispatch has. */
function isDispatchContext(sight: Sight, { isTopLevel, isOwnReceiver = false }: Stance): boolean {
  switch (sight) {
    case 'dispatch':
    case 'registration':
      return true;
    case 'construction':
    case 'connection':
      return isOwnReceiver;
    // At the top level the root context is what the dispatch has.
    case 'root':
      return isTopLevel;
    default:
      return false;
  }
}
