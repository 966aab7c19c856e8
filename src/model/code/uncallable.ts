import type { TSESTree } from '@typescript-eslint/utils';
import type { OtelModel } from '../index.js';
import { type FunctionNode, type Node, type Variable, getStaticName, isFunction, unwrap } from './nodes.js';
import { getReturned } from './returns.js';

/** What a value is that nobody can call. */
export type Uncallable = 'promise' | 'iterator' | 'value' | 'nothing';

const MAX_DEPTH = 10;
const PROMISES = new Set(['Promise', 'PromiseLike']);
/** Callbacks by the names that they are given where nothing else tells: they run work, they do not make functions. */
const CALLBACK_NAME = /^(?:fn|func|cb|callback|next|task|job|work|operation|action|thunk)$/u;

/** What an expression is, when it is certainly no function; null when it may be one. */
export function findUncallable(node: Node, model: OtelModel, depth = 0): Uncallable | null {
  if (depth > MAX_DEPTH) return null;
  const expression = unwrap(node);
  switch (expression.type) {
    case 'CallExpression':
      return findResult(expression, model, depth + 1);
    case 'NewExpression':
      return isPromise(expression, model) ? 'promise' : null;
    case 'ImportExpression':
      return 'promise';
    case 'AwaitExpression':
      return findAwaited(expression.argument, model, depth + 1);
    case 'Identifier':
      return findHeld(expression, model, depth + 1);
    case 'ConditionalExpression':
      return findCommon(
        [expression.consequent, expression.alternate].map((branch) => findUncallable(branch, model, depth + 1)),
      );
    case 'Literal':
    case 'TemplateLiteral':
    case 'ObjectExpression':
    case 'ArrayExpression':
    case 'BinaryExpression':
    case 'UpdateExpression':
    case 'UnaryExpression':
      return 'value';
    default:
      return null;
  }
}

/** What calling an expression gives. */
function findResult(call: TSESTree.CallExpression, model: OtelModel, depth: number): Uncallable | null {
  const callee = unwrap(call.callee);
  const target = findTarget(callee, model);
  if (target) return findReturned(target, model, depth);
  if (isPromiseMaker(callee, model)) return 'promise';
  const variable = callee.type === 'Identifier' ? model.bindings.findVariable(callee) : null;
  if (!variable) return null;
  const type = findAnnotation(variable) ?? findElementType(variable, model);
  if (type) return findTypeOfResult(type, model, depth);
  const [definition] = variable.defs;
  const isParameter = definition?.type === 'Parameter' && variable.defs.length === 1;
  return isParameter && call.arguments.length === 0 && CALLBACK_NAME.test(variable.name) ? 'value' : null;
}

/** The function that a callee certainly is: one of several that a name can stand for would be a guess. */
function findTarget(callee: Node, model: OtelModel): FunctionNode | null {
  if (callee.type === 'MemberExpression') {
    const name = getStaticName(callee);
    const isIndirect = name === 'call' || name === 'apply';
    return isIndirect ? findTarget(unwrap(callee.object), model) : model.values.findFunction(callee);
  }
  if (isFunction(callee)) return callee;
  if (callee.type !== 'Identifier') return null;
  const variable = model.bindings.findVariable(callee);
  const isCertain = variable?.defs.length === 1 && variable.references.filter((it) => it.isWrite()).length <= 1;
  return isCertain && variable.defs[0]?.type !== 'Parameter' ? model.values.findFunction(callee) : null;
}

const results = new WeakMap<FunctionNode, Uncallable | null>();

function findReturned(target: FunctionNode, model: OtelModel, depth: number): Uncallable | null {
  let result = results.get(target);
  if (result === undefined) {
    results.set(target, null); // what a function that returns its own result sees
    result = computeReturned(target, model, depth);
    results.set(target, result);
  }
  return result;
}

function computeReturned(target: FunctionNode, model: OtelModel, depth: number): Uncallable | null {
  if (target.generator) return 'iterator';
  if (target.async) return 'promise';
  if (target.returnType) return findUncallableType(target.returnType.typeAnnotation, model, depth);
  const returned = getReturned(target, model.sourceCode);
  if (returned.length === 0) return isStub(target) ? null : 'nothing';
  return findCommon(returned.map((node) => findUncallable(node, model, depth)));
}

/** A body that does nothing, or throws, waits for a subclass to say what it returns. */
function isStub({ body }: FunctionNode): boolean {
  return body.type === 'BlockStatement' && (body.body.length === 0 || body.body.at(-1)?.type === 'ThrowStatement');
}

/** The first of several possible results, when every one of them is certain. */
function findCommon(possible: readonly (Uncallable | null)[]): Uncallable | null {
  return possible.every((result) => result !== null) ? (possible[0] ?? null) : null;
}

function findAwaited(argument: Node, model: OtelModel, depth: number): Uncallable | null {
  const expression = unwrap(argument);
  if (expression.type !== 'CallExpression') return null;
  const target = findTarget(unwrap(expression.callee), model);
  if (!target || target.generator) return null;
  const type = target.returnType?.typeAnnotation;
  const declared = type?.type === 'TSTypeReference' ? type.typeArguments?.params[0] : undefined;
  if (declared) return findUncallableType(declared, model, depth);
  if (!target.async || isStub(target)) return null;
  const returned = getReturned(target, model.sourceCode);
  return returned.every((node) => findUncallable(node, model, depth) !== null) ? 'value' : null;
}

/** What a name holds: a promise made before, or a parameter that is annotated as one. */
function findHeld(name: TSESTree.Identifier, model: OtelModel, depth: number): Uncallable | null {
  const held = model.values.dereference(name);
  if (held.type !== 'Identifier') {
    const result = findUncallable(held, model, depth);
    return result === 'promise' ? result : null;
  }
  const variable = model.bindings.findVariable(held);
  const type = variable && findAnnotation(variable);
  const result = type && findUncallableType(type, model, depth);
  return result === 'promise' ? result : null;
}

function isPromise(expression: TSESTree.NewExpression, { values }: OtelModel): boolean {
  const origin = values.findOrigin(expression);
  return origin?.module === 'global' && origin.path === 'Promise';
}

function isPromiseMaker(callee: Node, { bindings, values }: OtelModel): boolean {
  if (callee.type === 'MemberExpression' && isReaction(callee)) return true;
  const origin = values.findOrigin(callee);
  if (origin?.module !== 'global') return false;
  const isGlobal = callee.type !== 'Identifier' || bindings.isGlobal(callee);
  return isGlobal && (origin.path === 'fetch' || origin.path.startsWith('Promise.'));
}

/** `then` with a callback: whatever has it answers with a promise. */
function isReaction(callee: TSESTree.MemberExpression): boolean {
  const name = getStaticName(callee);
  const isNamed = name === 'then' || name === 'catch' || name === 'finally';
  return isNamed && callee.parent.type === 'CallExpression' && callee.parent.arguments.length > 0;
}

function findAnnotation(variable: Variable): Node | null {
  for (const identifier of variable.identifiers) {
    if (identifier.type === 'Identifier' && identifier.typeAnnotation) return identifier.typeAnnotation.typeAnnotation;
  }
  return null;
}

const COLLECTIONS = new Set(['Array', 'ReadonlyArray', 'Set', 'ReadonlySet', 'Iterable']);

/** The type of the elements that a loop gives to its variable, one by one. */
function findElementType(variable: Variable, { bindings }: OtelModel): Node | null {
  const [definition] = variable.defs;
  const loop =
    definition?.type === 'Variable' && definition.node.id.type === 'Identifier' ? definition.parent.parent : null;
  const over = loop?.type === 'ForOfStatement' && loop.left === definition?.parent ? unwrap(loop.right) : null;
  const collection = over?.type === 'Identifier' ? bindings.findVariable(over) : null;
  let type = collection && findAnnotation(collection);
  if (type?.type === 'TSTypeOperator' && type.operator === 'readonly') type = type.typeAnnotation ?? null;
  if (type?.type === 'TSArrayType') return type.elementType;
  if (type?.type !== 'TSTypeReference' || type.typeName.type !== 'Identifier') return null;
  return COLLECTIONS.has(type.typeName.name) ? (type.typeArguments?.params[0] ?? null) : null;
}

/** What a call gives of a value that is annotated with a function type. */
function findTypeOfResult(type: Node, model: OtelModel, depth: number): Uncallable | null {
  const target = resolveType(type, model);
  return target.type === 'TSFunctionType' && target.returnType
    ? findUncallableType(target.returnType.typeAnnotation, model, depth)
    : null;
}

function findUncallableType(type: Node, model: OtelModel, depth: number): Uncallable | null {
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
    case 'TSArrayType':
    case 'TSTupleType':
    case 'TSLiteralType':
      return 'value';
    case 'TSUnionType':
      return findCommon(target.types.map((member) => findUncallableType(member, model, depth + 1)));
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
function resolveType(type: Node, { bindings }: OtelModel): Node {
  let current = type;
  for (let step = 0; step < MAX_DEPTH && current.type === 'TSTypeReference'; step++) {
    if (current.typeName.type !== 'Identifier') break;
    const definition = bindings.findVariable(current.typeName)?.defs[0]?.node;
    if (definition?.type !== 'TSTypeAliasDeclaration') break;
    current = definition.typeAnnotation;
  }
  return current;
}
