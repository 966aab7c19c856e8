/** What a setting such as `'./telemetry#withSpan'` or `'this.otel.tracer'` names. */
export interface Specifier {
  /** The module that exports the path; null for any binding or method of that name. */
  readonly module: string | null;
  /** The names from the outside in, at least one: `['this', 'otel', 'tracer']`. */
  readonly path: readonly string[];
}

/** The forms of a specifier, to follow 'must be' in a message. */
export const SPECIFIER_FORMS = 'a specifier such as "name", "this.otel.tracer" or "./module#name"';

const NAME = /^#?[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u;

/**
 * Answers what a specifier names. Takes `name`, a dotted path, or either of them behind `module#`.
 * A `#` at the start of a name is a private field (`this.#tracer`), one at the start of a module a
 * subpath import (`#telemetry#withSpan`). Throws a TypeError for any other text.
 */
export function parseSpecifier(text: string): Specifier {
  const specifier = findSpecifier(text);
  if (specifier === null) throw new TypeError(`${JSON.stringify(text)} must be ${SPECIFIER_FORMS}.`);
  return specifier;
}

/** The same for a text that may be wrong: null instead of an error. */
export function findSpecifier(text: string): Specifier | null {
  const separator = findSeparator(text);
  const path = text.slice(separator + 1).split('.');
  const module = separator === -1 ? null : text.slice(0, separator);
  const isName = path.every((name) => NAME.test(name)) && (module === null || isModuleName(module));
  return isName ? { module, path } : null;
}

/** Whether a text can be the source of an import: no specifier, no pattern, no path of Windows. */
export function isModuleName(text: string): boolean {
  return /^(?:node:)?#?[^\s#*\\](?:[^#*\\]*[^\s#*\\])?$/u.test(text) && text !== 'node:';
}

function findSeparator(text: string): number {
  for (let index = text.length - 1; index > 0; index -= 1) {
    if (text[index] === '#' && text[index - 1] !== '.') return index;
  }
  return -1;
}

/**
 * Answers whether an import source is the module that a setting names. A setting that starts with
 * `./` or `../` is matched by its last segments, since every file spells the way to a module of the project in
 * its own way: `./telemetry` is `../../lib/telemetry.js` and `@/telemetry/index`, too. Any other setting is
 * matched as a whole. `node:` makes no difference.
 */
export function isSameModule(setting: string, source: string): boolean {
  const [wanted, given] = [setting.replace(/^node:/, ''), source.replace(/^node:/, '')];
  if (!/^\.\.?\//.test(wanted)) return wanted === given;
  const [wantedSegments, givenSegments] = [getSegments(wanted), getSegments(given)];
  if (wantedSegments.length === 0) return wanted === given;
  const offset = givenSegments.length - wantedSegments.length;
  return wantedSegments.every((segment, index) => segment === givenSegments[offset + index]);
}

/** `npm:@opentelemetry/api@1.9.0` of Deno, and the addresses of networks that serve packages to browsers and to Deno. */
const OTEL_PACKAGE =
  /^(?:npm:\/?|https:\/\/(?:esm\.sh|esm\.run|unpkg\.com|cdn\.skypack\.dev|cdn\.jsdelivr\.net\/npm|ga\.jspm\.io\/npm:)\/?)(?<name>@opentelemetry\/[\w-]+)(?:@[^/?#]*)?(?<path>\/[^?#]*)?/u;

/**
 * The name of a package of OpenTelemetry behind a scheme or an address and a version; any other source as it is, since
 * what other packages do depends on their version.
 */
export function toPackageSpecifier(source: string): string {
  const { name, path = '' } = OTEL_PACKAGE.exec(source)?.groups ?? {};
  return name === undefined ? source : `${name}${path.replace(/\/\+esm$/u, '')}`;
}

function getSegments(module: string): readonly string[] {
  const segments = module.split('/').filter((segment) => segment !== '' && segment !== '.' && segment !== '..');
  const last = segments.pop();
  if (last === undefined) return segments;
  const stem = last.replace(/\.[cm]?[jt]sx?$/, '');
  // A folder's index is the folder, unless nothing else is left to match by.
  return stem === 'index' && segments.length > 0 ? segments : [...segments, stem];
}

/** The last name of what a specifier names: what a call of it is written with, unless it is given an alias. */
export function getLastName(specifier: Specifier): string {
  return specifier.path.at(-1) ?? '';
}
