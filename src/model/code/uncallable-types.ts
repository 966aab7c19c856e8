import type { TSESTree } from '@typescript-eslint/utils';
import type { OtelModel } from '../index.js';
import { findAnnotation } from './declarations.js';
import { type Node, type Variable, unwrap } from './nodes.js';

/** What a value is that nobody can call; `plain` where it is no emitter either. */
export type Uncallable = 'promise' | 'iterator' | 'plain' | 'value' | 'nothing';

const MAX_DEPTH = 10;
const PROMISES = new Set(['Promise', 'PromiseLike']);

/** What one of several possible values is, when every one of them is certainly no function. */
export function pickCommon(possible: readonly (Uncallable | null)[]): Uncallable | null {
  if (possible.includes(null)) return null;
  return possible.find((result) => result === 'value') ?? possible[0] ?? null;
}

/** The type that a variable is itself annotated with. */
export function findOwnType({ identifiers }: Variable): Node | null {
  const annotation = findAnnotation(identifiers);
  return annotation?.name === null ? annotation.type : null;
}

const COLLECTIONS = new Set(['Array', 'ReadonlyArray', 'Set', 'ReadonlySet', 'Iterable']);

/** The type of the elements that a loop gives to its variable, one by one. */
export function findElementType(variable: Variable, { bindings }: OtelModel): Node | null {
  const [definition] = variable.defs;
  const loop =
    definition?.type === 'Variable' && definition.node.id.type === 'Identifier' ? definition.parent.parent : null;
  const over = loop?.type === 'ForOfStatement' && loop.left === definition?.parent ? unwrap(loop.right) : null;
  const collection = over?.type === 'Identifier' ? bindings.findVariable(over) : null;
  let type = collection && findOwnType(collection);
  if (type?.type === 'TSTypeOperator' && type.operator === 'readonly') type = type.typeAnnotation ?? null;
  if (type?.type === 'TSArrayType') return type.elementType;
  if (type?.type !== 'TSTypeReference' || type.typeName.type !== 'Identifier') return null;
  return COLLECTIONS.has(type.typeName.name) ? (type.typeArguments?.params[0] ?? null) : null;
}

/** What a call gives of a value that is annotated with a function type. */
export function findTypeOfResult(type: Node, model: OtelModel): Uncallable | null {
  const target = resolveType(type, model);
  return target.type === 'TSFunctionType' && target.returnType
    ? findUncallableType(target.returnType.typeAnnotation, model)
    : null;
}

/** What a value of a type is, when it is certainly no function; null when it may be one. */
export function findUncallableType(type: Node, model: OtelModel, depth = 0): Uncallable | null {
  if (depth > MAX_DEPTH) return null;
  const target = resolveType(type, model);
  switch (target.type) {
    case 'TSVoidKeyword':
    case 'TSUndefinedKeyword':
    case 'TSNeverKeyword':
      return 'nothing';
    case 'TSStringKeyword':
    case 'TSNumberKeyword':
    case 'TSBooleanKeyword':
    case 'TSBigIntKeyword':
    case 'TSLiteralType':
      return 'plain';
    case 'TSArrayType':
    case 'TSTupleType':
      return 'value';
    case 'TSUnionType':
      return pickCommon(target.types.map((member) => findUncallableType(member, model, depth + 1)));
    case 'TSTypeReference':
      return findReferenced(target, model);
    default:
      return null;
  }
}

/** `Promise<T>`, or a type parameter that nothing says is a function. */
function findReferenced(type: TSESTree.TSTypeReference, { bindings }: OtelModel): Uncallable | null {
  if (type.typeName.type !== 'Identifier') return null;
  const variable = bindings.findVariable(type.typeName);
  if (!variable) return PROMISES.has(type.typeName.name) ? 'promise' : null;
  const definition = variable.defs[0]?.node;
  return definition?.type === 'TSTypeParameter' && !definition.constraint ? 'value' : null;
}

/** The type that an alias of this file stands for. */
export function resolveType(type: Node, { bindings }: OtelModel): Node {
  let current = type;
  for (let step = 0; step < MAX_DEPTH && current.type === 'TSTypeReference'; step++) {
    if (current.typeName.type !== 'Identifier') break;
    const definition = bindings.findVariable(current.typeName)?.defs[0]?.node;
    if (definition?.type !== 'TSTypeAliasDeclaration') break;
    current = definition.typeAnnotation;
  }
  return current;
}
