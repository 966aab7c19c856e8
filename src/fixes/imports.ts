import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { toPackageSpecifier } from '../settings.js';
import { API } from '../model/api-types.js';
import type { OtelModel } from '../model/index.js';
import { type Node, type SourceCode, type Variable, getStringValue } from '../model/code/nodes.js';
import { type Edit, getIndent, getLineBreak, insertBefore } from './edits.js';
import { fixAddImport } from './import-statement.js';
import { getFreshName, getNames } from './names.js';

type Scope = TSESLint.Scope.Scope;

/** The text by which an export of the API can be named at a place, and the edits that make it so. */
export interface ApiReference {
  readonly text: string;
  readonly edits: readonly Edit[];
}

/** A constant of the file's top level that leads to the API. */
interface Binding {
  readonly variable: Variable;
  /** The export that it is; empty for the API as a whole. */
  readonly path: string;
}

const cache = new WeakMap<OtelModel, readonly Binding[]>();

/**
 * How to name an export of `@opentelemetry/api` at a place: by what the file has imported, else by an import
 * that the edits add, under another name where the place means something else by it.
 */
export function getApiReference(name: string, place: Node, model: OtelModel): ApiReference {
  const known = findVisibleReference(name, place, model);
  if (known) return { text: known, edits: [] };
  const { sourceCode } = model;
  const alias = `otel${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const local = isFree(name, place, sourceCode) ? name : getFreshName(alias, sourceCode);
  return { text: local, edits: [addImport(name, local, place, model)] };
}

/** An imported name that reaches the export, by itself or through the API's namespace, and is not shadowed at the place. */
function findVisibleReference(name: string, place: Node, model: OtelModel): string | null {
  const scopes = getScopes(place, model.sourceCode);
  const references = getBindings(model).flatMap(({ variable, path }) => {
    if (path !== name && path !== '') return [];
    const nearest = scopes.find((scope) => (scope.set.get(variable.name)?.defs.length ?? 0) > 0);
    if (nearest?.set.get(variable.name) !== variable) return [];
    return [path === '' ? `${variable.name}.${name}` : variable.name];
  });
  return references.includes(name) ? name : (references[0] ?? null);
}

function getBindings(model: OtelModel): readonly Binding[] {
  let bindings = cache.get(model);
  if (!bindings) cache.set(model, (bindings = collectBindings(model)));
  return bindings;
}

function collectBindings({ sourceCode, values }: OtelModel): readonly Binding[] {
  const topLevel = sourceCode.scopeManager?.scopes.filter(({ block }) => block.type === 'Program') ?? [];
  return topLevel
    .flatMap((scope) => scope.variables)
    .filter(isConstant)
    .flatMap((variable) => {
      const origin = values.findOrigin(variable.identifiers[0]);
      if (origin?.module !== API || origin.isInstance) return [];
      return [{ variable, path: origin.path === 'default' ? '' : origin.path }];
    });
}

function isConstant(variable: Variable): boolean {
  const [definition] = variable.defs;
  if (definition?.type === 'ImportBinding') return !isTypeOnly(definition.node) && !isTypeOnly(definition.parent);
  return definition?.type === 'Variable' && definition.parent?.kind === 'const';
}

function isTypeOnly(node: Node | null | undefined): boolean {
  const isTypeable =
    node?.type === 'ImportDeclaration' ||
    node?.type === 'ImportSpecifier' ||
    node?.type === 'TSImportEqualsDeclaration';
  return isTypeable && node.importKind === 'type';
}

/** The scopes around a place, the innermost first. */
function getScopes(place: Node, sourceCode: SourceCode): readonly Scope[] {
  const scopes: Scope[] = [];
  for (let scope: Scope | null = sourceCode.getScope?.(place) ?? null; scope; scope = scope.upper) scopes.push(scope);
  return scopes;
}

/** True when an import of that name would be what the place means by it, and nothing else in the file would change its meaning. */
function isFree(name: string, place: Node, sourceCode: SourceCode): boolean {
  if (!getNames(sourceCode).has(name)) return true;
  return getScopes(place, sourceCode).every((scope) => {
    if (scope.set.get(name)?.defs.length) return false;
    const isOutermost = scope.type === 'global' || scope.type === 'module';
    return !isOutermost || scope.through.every(({ identifier }) => identifier.name !== name);
  });
}

function addImport(name: string, local: string, place: Node, model: OtelModel): Edit {
  const { sourceCode } = model;
  for (const statement of sourceCode.ast.body) {
    const first = findFirstSpecifier(statement, place);
    if (!first) continue;
    const join = first.type === 'Property' ? ': ' : ' as ';
    const specifier = name === local ? name : `${name}${join}${local}`;
    const isOwnLine = sourceCode.getTokenBefore(first)?.loc.end.line !== first.loc.start.line;
    const separator = isOwnLine ? `,${getLineBreak(sourceCode)}${getIndent(first, sourceCode)}` : ', ';
    return insertBefore(first, `${specifier}${separator}`);
  }
  const module = model.bindings.importSources.find((source) => toPackageSpecifier(source) === API) ?? API;
  return fixAddImport({ module, name, local }, place, sourceCode);
}

/** The first name of `import { ... } from` or, above the place, of `const { ... } = require` of the API. */
function findFirstSpecifier(
  statement: TSESTree.ProgramStatement,
  place: Node,
): TSESTree.ImportSpecifier | TSESTree.Property | null {
  if (statement.type === 'ImportDeclaration') {
    if (toPackageSpecifier(statement.source.value) !== API || statement.importKind === 'type') return null;
    return statement.specifiers.find((specifier) => specifier.type === 'ImportSpecifier') ?? null;
  }
  if (statement.type !== 'VariableDeclaration' || statement.range[1] > place.range[0]) return null;
  for (const { id, init } of statement.declarations) {
    if (id.type !== 'ObjectPattern' || findRequired(init) !== API) continue;
    const [first] = id.properties;
    if (first?.type === 'Property') return first;
  }
  return null;
}

/** The module that an expression requires or imports at run time. */
function findRequired(node: Node | null): string | null {
  const expression = node?.type === 'AwaitExpression' ? node.argument : node;
  if (expression?.type === 'ImportExpression') return getStringValue(expression.source);
  const isRequire =
    expression?.type === 'CallExpression' &&
    expression.callee.type === 'Identifier' &&
    expression.callee.name === 'require';
  return isRequire ? getStringValue(expression.arguments[0]) : null;
}
