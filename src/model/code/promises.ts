import type { TSESTree } from '@typescript-eslint/utils';
import type { OtelModel } from '../index.js';
import { type FunctionNode, type Node, getOwnNodes, getStaticName, isAwait, unwrap } from './nodes.js';
import { getReactionName } from './promise-chains.js';
import { getReturned } from './returns.js';
import { resolveType } from './uncallable-types.js';

const COMBINATORS = new Set(['all', 'allSettled', 'race', 'any']);
const SCOPES = new Set(['context.with', 'ContextManager#with']);
const MAX_DEPTH = 10;

/**
 * True when the file shows that an expression is a promise of work that is still under way: a call of an async function,
 * of `fetch`, of `Promise.all` and its like, of `then`, of what a type says returns a `Promise`; `new Promise`; a
 * constant that holds one of these. `Promise.resolve` and `Promise.reject` do no work.
 */
export function isPendingPromise(node: Node, model: OtelModel, depth = 0): boolean {
  if (depth > MAX_DEPTH) return false;
  const expression = model.values.dereference(node);
  switch (expression.type) {
    case 'CallExpression':
      return isPromiseCall(expression, model, depth);
    case 'NewExpression':
      return isGlobal(expression.callee, 'Promise', model);
    case 'ConditionalExpression':
      return (
        isPendingPromise(expression.consequent, model, depth + 1) &&
        isPendingPromise(expression.alternate, model, depth + 1)
      );
    default:
      return false;
  }
}

/**
 * True for a call of an async function that waits for nothing and returns no promise, or of a scope with such a callback:
 * all that it does is done when the call returns.
 */
export function isDoneAtOnce(node: Node, model: OtelModel): boolean {
  if (node.type !== 'CallExpression') return false;
  const target = findRunFunction(node, model);
  return target !== null && neverWaits(target, model);
}

function neverWaits(target: FunctionNode, { sourceCode }: OtelModel): boolean {
  if (!target.async || target.generator) return false;
  const returnsNoPromise = getReturned(target, sourceCode).every(({ type }) => type === 'Literal');
  return returnsNoPromise && !getOwnNodes(target, sourceCode).some(isAwait);
}

/** True for `items.map(async ...)` and `items.forEach(async ...)`: as many promises, and nobody has hold of `forEach`'s. */
export function isPromisePerItem(node: Node, model: OtelModel): boolean {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return false;
  const name = getStaticName(node.callee);
  const [callback] = node.arguments;
  const target = name === 'map' || name === 'forEach' ? model.values.findFunction(callback) : null;
  return target !== null && target.async && !target.generator && !neverWaits(target, model);
}

function isPromiseCall(call: TSESTree.CallExpression, model: OtelModel, depth: number): boolean {
  const callee = unwrap(call.callee);
  if (isGlobal(callee, 'fetch', model)) return true;
  if (callee.type === 'MemberExpression') {
    const name = getStaticName(callee) ?? '';
    if (isGlobal(callee.object, 'Promise', model)) return COMBINATORS.has(name);
    const reaction = getReactionName(call);
    if (reaction === 'then') return call.arguments.some((argument) => findHandler(argument, model) !== null);
    if (reaction === 'catch' || reaction === 'finally') return isPendingPromise(callee.object, model, depth + 1);
    if (name === 'call' || name === 'apply') return returnsPromise(callee.object, model, depth);
  }
  if (!model.getSpanStart(call) && !isScope(call, model)) return returnsPromise(callee, model, depth);
  const callback = findRunFunction(call, model);
  return callback !== null && functionReturnsPromise(callback, model, depth);
}

function isScope({ callee }: TSESTree.CallExpression, { api }: OtelModel): boolean {
  return SCOPES.has(api.findName(callee) ?? '');
}

/** The function of the file whose value a call returns: the callback of a scope, else what is called. */
export function findRunFunction(call: TSESTree.CallExpression, model: OtelModel): FunctionNode | null {
  const start = model.getSpanStart(call);
  if (start) return model.values.findFunction(start.callback);
  return model.values.findFunction(isScope(call, model) ? call.arguments[1] : call.callee);
}

/** The function of the file that a reaction runs, bound to a context or not. */
function findHandler(argument: Node, { api, values }: OtelModel): FunctionNode | null {
  const isBound = argument.type === 'CallExpression' && api.isCallOf(argument, 'context.bind', 'ContextManager#bind');
  return values.findFunction(isBound ? argument.arguments[1] : argument);
}

function isGlobal(node: Node, name: string, { values }: OtelModel): boolean {
  const origin = values.findOrigin(node);
  return origin?.module === 'global' && origin.path === name && !origin.isInstance;
}

/** True when the file shows that a function returns a promise: by `async`, by its type, or by all that it returns. */
function returnsPromise(callee: Node, model: OtelModel, depth: number): boolean {
  const target = model.values.findFunction(callee);
  if (target) return functionReturnsPromise(target, model, depth);
  const type = findType(callee, model);
  if (type?.type === 'TSFunctionType' || type?.type === 'TSMethodSignature') return isPromiseType(type.returnType);
  return type?.type === 'TSPropertySignature' && type.typeAnnotation?.typeAnnotation.type === 'TSFunctionType'
    ? isPromiseType(type.typeAnnotation.typeAnnotation.returnType)
    : false;
}

function functionReturnsPromise(target: FunctionNode, model: OtelModel, depth: number): boolean {
  if (target.generator) return false;
  if (target.async || isPromiseType(target.returnType)) return true;
  const returned = getReturned(target, model.sourceCode);
  const isAlways = target.body.type !== 'BlockStatement' || target.body.body.at(-1)?.type === 'ReturnStatement';
  return isAlways && returned.length > 0 && returned.every((node) => isPendingPromise(node, model, depth + 1));
}

function isPromiseType(annotation: TSESTree.TSTypeAnnotation | undefined): boolean {
  const type = annotation?.typeAnnotation;
  return (
    type?.type === 'TSTypeReference' &&
    type.typeName.type === 'Identifier' &&
    (type.typeName.name === 'Promise' || type.typeName.name === 'PromiseLike')
  );
}

/** The type, as it is written, of a name or of a member of something whose type is written in the file. */
function findType(node: Node, model: OtelModel): Node | null {
  const expression = unwrap(node);
  if (expression.type === 'Identifier') {
    const variable = model.bindings.findVariable(expression);
    const [identifier] = variable?.identifiers ?? [];
    const annotation = identifier?.type === 'Identifier' ? identifier.typeAnnotation?.typeAnnotation : undefined;
    return annotation ? resolveType(annotation, model) : null;
  }
  if (expression.type !== 'MemberExpression') return null;
  const owner = model.values.evaluate(expression.object);
  if (owner?.kind !== 'type') return null;
  const members = owner.node.type === 'TSInterfaceBody' ? owner.node.body : owner.node.members;
  const name = getStaticName(expression);
  const named = members.find(
    (member): member is TSESTree.TSMethodSignature | TSESTree.TSPropertySignature =>
      (member.type === 'TSMethodSignature' || member.type === 'TSPropertySignature') && getStaticName(member) === name,
  );
  return named ?? null;
}
