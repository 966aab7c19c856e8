import { isSameModule, type OtelSettings, type Specifier, toPackageSpecifier } from '../settings.js';
import { API, sameAs } from './api-types.js';
import type { Bindings } from './code/bindings.js';
import { type CallNode, type Node, getMemberChain } from './code/nodes.js';
import { getAncestry } from './code/origin.js';
import type { Values } from './code/values.js';

/** The module that the project's re-exports of the API stand for. */
export function toApiModule(source: string, settings: OtelSettings): string {
  const specifier = toPackageSpecifier(source);
  if (specifier === API || specifier.startsWith(`${API}/`)) return API;
  return settings.apiModules.some((module) => isSameModule(module, specifier)) ? API : specifier;
}

/** Which expressions are the OpenTelemetry API, and which are the helpers that the settings name. */
export class Api {
  readonly #values: Values;
  readonly #bindings: Bindings;
  readonly #names = new Map<Node, string | null>();

  constructor(values: Values, bindings: Bindings) {
    this.#values = values;
    this.#bindings = bindings;
  }

  /** The API's name of an expression: `context.active`, `Tracer#startSpan`, `Tracer` for a tracer; null for everything else. */
  findName(node: Node | null | undefined): string | null {
    if (!node) return null;
    let name = this.#names.get(node);
    if (name === undefined) this.#names.set(node, (name = this.#computeName(node)));
    return name;
  }

  #computeName(node: Node): string | null {
    const origin = this.#values.findOrigin(node);
    if (!origin) return null;
    const key = getAncestry(origin).find((candidate) => candidate.startsWith(`${API}:`));
    const name = key?.slice(API.length + 1);
    return name === undefined ? null : (sameAs.get(name) ?? name);
  }

  /** True for a call of one of the named functions of the API. */
  isCallOf(node: Node | null | undefined, ...names: readonly string[]): node is CallNode {
    if (node?.type !== 'CallExpression') return false;
    const name = this.findName(node.callee);
    return name !== null && names.includes(name);
  }

  /** True when the expression is what the specifier names: an export of its module, or any binding or member so called. */
  isNamed(node: Node, specifier: Specifier): boolean {
    const written = getWrittenPath(node);
    if (specifier.module === null) return written !== null && endsWith(written, specifier.path);
    const origin = this.#values.findOrigin(node);
    return (
      origin !== null &&
      isSameModule(specifier.module, origin.module) &&
      getAncestry(origin).some((key) => key.endsWith(`:${specifier.path.join('.')}`))
    );
  }

  /** True when one of the specifiers names the expression. */
  isNamedByAny(node: Node, specifiers: readonly Specifier[]): boolean {
    return specifiers.some((specifier) => this.isNamed(node, specifier));
  }

  /** True when the file imports the API, by any of its names. */
  get isImported(): boolean {
    return this.#bindings.importSources.some((source) => this.#values.toCanonical(source) === API);
  }
}

/** The names of a member chain from the outside in, `['this', 'otel', 'tracer']`; null when a part is computed or called. */
export function getWrittenPath(node: Node): readonly string[] | null {
  const chain = getMemberChain(node);
  if (!chain) return null;
  const { root, names } = chain;
  if (root.type === 'ThisExpression') return ['this', ...names];
  return root.type === 'Identifier' ? [root.name, ...names] : names.length > 0 ? names : null;
}

/** A lone name matches the last name of a chain; a dotted path matches the whole chain. */
function endsWith(written: readonly string[], path: readonly string[]): boolean {
  if (path.length === 1) return written.at(-1) === path[0];
  return written.length === path.length && path.every((name, index) => name === written[index]);
}
