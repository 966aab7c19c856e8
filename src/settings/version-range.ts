/**
 * The grammar of npm's version ranges as intervals of release versions. Catalogue rows and package.json
 * files are compared with it. `semver` answers the same questions, but costs more to load than the rest of the plugin
 * may, and lazy loading would not reach the browser build; the tests compare the two.
 */

type Version = readonly [major: number, minor: number, patch: number];

/** From the first version to, but not including, the second. */
interface Interval {
  readonly from: Version;
  readonly to: Version;
}

/** The versions of a range: those in any of its intervals. Pre-releases count as the release they lead to. */
export type VersionRange = readonly Interval[];

const LOWEST: Version = [0, 0, 0];
const UNBOUNDED: Version = [Infinity, 0, 0];
const ALL: Interval = { from: LOWEST, to: UNBOUNDED };

const PART = '(\\d{1,15}|[xX*])';
const PARTIAL = `[v=\\s]*${PART}(?:\\.${PART}(?:\\.${PART}(-[\\w.-]+)?(?:\\+[\\w.-]+)?)?)?`;
const COMPARATOR = new RegExp(`^(<=|>=|<|>|\\^|~>?|)\\s*${PARTIAL}(?:\\s+|$)`);
const HYPHEN = new RegExp(`^(${PARTIAL})\\s+-\\s+(${PARTIAL})$`);

const parsed = new Map<string, VersionRange | null>();

/** Answers which versions a range means; null for a text that is none, such as a tag, an alias or a URL. */
export function parseVersionRange(text: string): VersionRange | null {
  // The few ranges of a project and of the catalogue are asked for in every file.
  let range = parsed.get(text);
  if (range === undefined) parsed.set(text, (range = computeVersionRange(text)));
  return range;
}

function computeVersionRange(text: string): VersionRange | null {
  const range: Interval[] = [];
  for (const alternative of text.split('||')) {
    const interval = parseAlternative(alternative.trim());
    if (interval === null) return null;
    if (compareVersions(interval.from, interval.to) < 0) range.push(interval);
  }
  return range;
}

/** Whether a version is in both ranges. */
export function areIntersecting(left: VersionRange, right: VersionRange): boolean {
  return left.some((a) => right.some((b) => compareVersions(a.from, b.to) < 0 && compareVersions(b.from, a.to) < 0));
}

/** Orders two ranges by the end of their newest versions: negative when the left one ends first. */
export function compareNewest(left: VersionRange, right: VersionRange): number {
  return compareVersions(getEnd(left), getEnd(right));
}

function parseAlternative(text: string): Interval | null {
  const hyphen = HYPHEN.exec(text);
  const comparators = hyphen === null ? text : `>=${hyphen[1] ?? ''} <=${hyphen[6] ?? ''}`;
  let interval = ALL;
  for (let rest = comparators; rest !== '';) {
    const match = COMPARATOR.exec(rest);
    if (match === null) return null;
    interval = intersect(interval, toInterval(match));
    rest = rest.slice(match[0].length);
  }
  return interval;
}

function toInterval([, operator, major, minor, patch, prerelease]: RegExpExecArray): Interval {
  const parts = [major, minor, patch].map((part) => (part === undefined || /[xX*]/.test(part) ? null : Number(part)));
  const { from, to } = getSpan(parts);
  switch (operator) {
    case '>':
      return { from: prerelease === undefined ? to : from, to: UNBOUNDED };
    case '>=':
      return { from, to: UNBOUNDED };
    case '<':
      return { from: LOWEST, to: from };
    case '<=':
      return { from: LOWEST, to: prerelease === undefined ? to : from };
    case '~':
    case '~>':
      return { from, to: getSpan(parts.slice(0, 2)).to };
    case '^':
      return { from, to: getCaretEnd(parts) };
    default:
      return { from, to };
  }
}

/** The versions that the given parts begin: `1.2` spans 1.2.0 to 1.3.0. */
function getSpan([major = null, minor = null, patch = null]: readonly (number | null)[]): Interval {
  if (major === null) return ALL;
  if (minor === null) return { from: [major, 0, 0], to: [major + 1, 0, 0] };
  if (patch === null) return { from: [major, minor, 0], to: [major, minor + 1, 0] };
  return { from: [major, minor, patch], to: [major, minor, patch + 1] };
}

/** A caret keeps the first part that is not zero. */
function getCaretEnd(parts: readonly (number | null)[]): Version {
  const kept = parts.findIndex((part, index) => part !== 0 || (parts[index + 1] ?? null) === null);
  return getSpan(parts.slice(0, kept + 1)).to;
}

function intersect(a: Interval, b: Interval): Interval {
  return {
    from: compareVersions(a.from, b.from) > 0 ? a.from : b.from,
    to: compareVersions(a.to, b.to) < 0 ? a.to : b.to,
  };
}

function getEnd(range: VersionRange): Version {
  return range.reduce((end, { to }) => (compareVersions(end, to) < 0 ? to : end), LOWEST);
}

function compareVersions(a: Version, b: Version): number {
  if (a[0] !== b[0]) return a[0] < b[0] ? -1 : 1;
  return a[1] === b[1] ? a[2] - b[2] : a[1] - b[1];
}
