import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { API } from '../model/api-types.js';
import type { OtelModel } from '../model/index.js';
import { type Node, type SourceCode, type Variable, getStringValue } from '../model/nodes.js';
import { type Edit, getLineBreak, getTerminator, insertBefore } from './edits.js';
import { getFreshName, getNames } from './names.js';

type Scope = TSESLint.Scope.Scope;

/** The text by which an export of the API can be named at a place, and the edits that make it so. */
export interface ApiReference {
  readonly text: string;
  readonly edits: readonly Edit[];
}

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
  return { text: local, edits: [addImport(name, local, model)] };
}

/** An imported name that reaches the export, by itself or through the API's namespace, and is not shadowed at the place. */
function findVisibleReference(name: string, place: Node, { sourceCode, values }: OtelModel): string | null {
  const visible = new Map<string, Variable>();
  for (let scope: Scope | null = sourceCode.getScope?.(place) ?? null; scope; scope = scope.upper) {
    for (const variable of scope.variables) {
      if (variable.defs.length > 0 && !visible.has(variable.name)) visible.set(variable.name, variable);
    }
  }
  const references = [...visible.values()].filter(isTopLevelConstant).flatMap((variable) => {
    const origin = values.findOrigin(variable.identifiers[0]);
    if (origin?.module !== API || origin.isInstance) return [];
    if (origin.path === name) return [variable.name];
    return origin.path === '' || origin.path === 'default' ? [`${variable.name}.${name}`] : [];
  });
  return references.includes(name) ? name : (references[0] ?? null);
}

function isTopLevelConstant(variable: Variable): boolean {
  const [definition] = variable.defs;
  if (definition?.type === 'ImportBinding') return !isTypeOnly(definition.node) && !isTypeOnly(definition.parent);
  return definition?.type === 'Variable' && definition.parent?.kind === 'const';
}

function isTypeOnly(node: Node | null | undefined): boolean {
  return (node?.type === 'ImportDeclaration' || node?.type === 'ImportSpecifier') && node.importKind === 'type';
}

/** True when an import of that name would be what the place means by it, and nothing else in the file would change its meaning. */
function isFree(name: string, place: Node, sourceCode: SourceCode): boolean {
  if (!getNames(sourceCode).has(name)) return true;
  for (let scope: Scope | null = sourceCode.getScope?.(place) ?? null; scope; scope = scope.upper) {
    if (scope.set.get(name)?.defs.length) return false;
    if (scope.type === 'global' || scope.type === 'module') {
      if (scope.through.some(({ identifier }) => identifier.name === name)) return false;
    }
  }
  return true;
}

function addImport(name: string, local: string, model: OtelModel): Edit {
  const { sourceCode } = model;
  for (const statement of sourceCode.ast.body) {
    const first = findFirstSpecifier(statement);
    if (!first) continue;
    const join = first.type === 'Property' ? ': ' : ' as ';
    const specifier = name === local ? name : `${name}${join}${local}`;
    const isOwnLine = sourceCode.getTokenBefore(first)?.loc.end.line !== first.loc.start.line;
    const separator = isOwnLine ? `,${getLineBreak(sourceCode)}${' '.repeat(first.loc.start.column)}` : ', ';
    return insertBefore(first, `${specifier}${separator}`);
  }
  return addStatement(name, local, model);
}

/** The first name of `import { ... } from` or `const { ... } = require` of the API. */
function findFirstSpecifier(statement: TSESTree.ProgramStatement): TSESTree.ImportSpecifier | TSESTree.Property | null {
  if (statement.type === 'ImportDeclaration') {
    if (statement.source.value !== API || statement.importKind === 'type') return null;
    return statement.specifiers.find((specifier) => specifier.type === 'ImportSpecifier') ?? null;
  }
  if (statement.type !== 'VariableDeclaration') return null;
  for (const { id, init } of statement.declarations) {
    if (id.type !== 'ObjectPattern' || findRequired(init) !== API) continue;
    const [first] = id.properties;
    if (first?.type === 'Property') return first;
  }
  return null;
}

function findRequired(node: Node | null): string | null {
  if (node?.type !== 'CallExpression' || node.callee.type !== 'Identifier' || node.callee.name !== 'require')
    return null;
  return getStringValue(node.arguments[0]);
}

/** A new import below those that the file has, or at its top. */
function addStatement(name: string, local: string, { sourceCode }: OtelModel): Edit {
  const { body } = sourceCode.ast;
  const imports = body.filter(isImport);
  const isCommonJs =
    !body.some((node) => node.type.startsWith('Import') || node.type.startsWith('Export')) && isScript(sourceCode);
  const quote = /(?:from|require\()\s*"/u.test(sourceCode.text) ? '"' : "'";
  const end = getTerminator(null, sourceCode);
  const source = `${quote}${API}${quote}`;
  const statement = isCommonJs
    ? `const { ${name === local ? name : `${name}: ${local}`} } = require(${source})${end}`
    : `import { ${name === local ? name : `${name} as ${local}`} } from ${source}${end}`;
  const last = imports.at(-1);
  const lineBreak = getLineBreak(sourceCode);
  if (last) return { range: [last.range[1], last.range[1]], text: `${lineBreak}${statement}` };
  const first = body.find((node) => !(node.type === 'ExpressionStatement' && node.directive));
  const start = first ? first.range[0] : sourceCode.text.length;
  return { range: [start, start], text: `${statement}${lineBreak}` };
}

function isImport(node: TSESTree.ProgramStatement): boolean {
  if (node.type === 'ImportDeclaration') return true;
  return node.type === 'VariableDeclaration' && node.declarations.some(({ init }) => findRequired(init) !== null);
}

function isScript(sourceCode: SourceCode): boolean {
  return sourceCode.ast.sourceType !== 'module' || /\brequire\(/u.test(sourceCode.text);
}
