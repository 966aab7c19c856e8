import type { TSESTree } from '@typescript-eslint/utils';
import type { OtelModel } from '../index.js';
import { isBuiltinInstance, isBuiltinResult } from './builtin-results.js';
import { findConstructor } from './constructions.js';
import { type FunctionNode, type Node, type Variable, getStaticName, isFunction, unwrap } from './nodes.js';
import { getReturned } from './returns.js';
import {
  type Uncallable,
  findOwnType,
  findElementType,
  findTypeOfResult,
  findUncallableType,
  pickCommon,
  resolveType,
} from './uncallable-types.js';

const MAX_DEPTH = 10;
/** Callbacks by the names that they are given where nothing else tells: they run work, they do not make functions. */
const CALLBACK_NAME = /^(?:fn|func|cb|callback|next|task|job|work|operation|action|thunk)$/u;

/** Callbacks that tell that the work before them is done: what they return, if anything, is no emitter either. */
const CONTINUATION_NAME = /^(?:next|done)$/u;
/**
 * Functions that do the work themselves when they are called, whatever they are given: what they are awaited for is its
 * result. One that is named with a verb, such as `loadHandler`, may well give the function that does.
 */
const WORK_NAME =
  /^(?:fn|func|cb|callback|next|task|job|work|operation|action|thunk|processor|handler|(?:async|event|inner|job|lambda|message|next|original|request|route|task|user|wrapped)Handler)$/u;

/** Functions of the API that return no function: all but those that run a callback, bind it, or give back what was stored. */
const API_VALUE = /^(?:(?:Span#|trace\.|propagation\.)\w+|context\.(?:active|attach)|Context#(?:set|delete)Value)$/u;

/** What an expression is, when it is certainly no function; null when it may be one. */
export function findUncallable(node: Node, model: OtelModel, depth = 0): Uncallable | null {
  if (depth > MAX_DEPTH) return null;
  const expression = unwrap(node);
  switch (expression.type) {
    case 'CallExpression':
      return findResult(expression, model, depth + 1);
    case 'NewExpression':
      return findConstructed(expression, model);
    case 'ImportExpression':
      return 'promise';
    case 'AwaitExpression':
      return findAwaited(expression.argument, model, depth + 1);
    case 'Identifier':
      return findHeld(expression, model, depth + 1);
    case 'ConditionalExpression':
      return findEvery([expression.consequent, expression.alternate], model, depth + 1);
    case 'LogicalExpression':
      return findEvery([expression.left, expression.right], model, depth + 1);
    case 'MemberExpression':
      return getStaticName(expression) === 'length' ? 'plain' : null;
    case 'Literal':
    case 'TemplateLiteral':
    case 'BinaryExpression':
    case 'UpdateExpression':
    case 'UnaryExpression':
      return 'plain';
    case 'ObjectExpression':
    case 'ArrayExpression':
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
  const known = isBuiltinResult(call, model) ? 'plain' : findApiResult(call, model, depth);
  if (known) return known;
  const variable = callee.type === 'Identifier' ? model.bindings.findVariable(callee) : null;
  if (!variable) return null;
  const type = findOwnType(variable) ?? findElementType(variable, model);
  if (type) return findTypeOfResult(type, model);
  if (!isParameter(variable) || call.arguments.length > 0 || !CALLBACK_NAME.test(variable.name)) return null;
  return CONTINUATION_NAME.test(variable.name) ? 'nothing' : 'value';
}

function isParameter({ defs }: Variable): boolean {
  return defs.length === 1 && defs[0]?.type === 'Parameter';
}

/** What a call of the API gives: an object, a text or nothing; for `with` and `startActiveSpan` what their callback returns. */
function findApiResult(call: TSESTree.CallExpression, model: OtelModel, depth: number): Uncallable | null {
  const start = model.getSpanStart(call);
  const name = model.api.findName(call.callee);
  if ((start && !start.callback) || (name !== null && API_VALUE.test(name))) return 'plain';
  const isWith = name === 'context.with' || name === 'ContextManager#with';
  const callback = start?.callback ?? (isWith ? call.arguments[1] : undefined);
  const target = callback ? findTarget(unwrap(callback), model) : null;
  return target && findReturned(target, model, depth);
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
  if (target.returnType) return findUncallableType(target.returnType.typeAnnotation, model);
  const returned = getReturned(target, model.sourceCode);
  if (returned.length === 0) return isStub(target) ? null : 'nothing';
  return findEvery(returned, model, depth);
}

/** A body that does nothing, or throws, waits for a subclass to say what it returns. */
function isStub({ body }: FunctionNode): boolean {
  return body.type === 'BlockStatement' && (body.body.length === 0 || body.body.at(-1)?.type === 'ThrowStatement');
}

function findEvery(possible: readonly Node[], model: OtelModel, depth: number): Uncallable | null {
  return pickCommon(possible.map((node) => findUncallable(node, model, depth)));
}

function findAwaited(argument: Node, model: OtelModel, depth: number): Uncallable | null {
  const expression = unwrap(argument);
  if (expression.type !== 'CallExpression') return null;
  const callee = unwrap(expression.callee);
  const target = findTarget(callee, model);
  if (!target) return isGivenWork(callee, model) ? 'value' : findAwaitedType(callee, model);
  if (target.generator) return null;
  const type = target.returnType?.typeAnnotation;
  const declared = type?.type === 'TSTypeReference' ? type.typeArguments?.params[0] : undefined;
  if (declared) return findUncallableType(declared, model);
  if (!target.async || isStub(target)) return null;
  const returned = getReturned(target, model.sourceCode);
  return returned.every((node) => findUncallable(node, model, depth) !== null) ? 'value' : null;
}

/** What the type of a callee says that its promise is fulfilled with: `load: () => Promise<string>`. */
function findAwaitedType(callee: Node, model: OtelModel): Uncallable | null {
  const variable = callee.type === 'Identifier' ? model.bindings.findVariable(callee) : null;
  const type = variable && findOwnType(variable);
  const target = type && resolveType(type, model);
  const result = target?.type === 'TSFunctionType' ? target.returnType?.typeAnnotation : null;
  if (result?.type !== 'TSTypeReference' || result.typeName.type !== 'Identifier') return null;
  const declared = result.typeName.name === 'Promise' ? result.typeArguments?.params[0] : undefined;
  return declared ? findUncallableType(declared, model) : null;
}

/** True for a parameter without a type that is named like work. */
function isGivenWork(callee: Node, { bindings }: OtelModel): boolean {
  const variable = callee.type === 'Identifier' ? bindings.findVariable(callee) : null;
  return variable !== null && isParameter(variable) && WORK_NAME.test(variable.name) && !findOwnType(variable);
}

/** What a constant holds, or a parameter by its type. */
function findHeld(name: TSESTree.Identifier, model: OtelModel, depth: number): Uncallable | null {
  const held = model.values.dereference(name);
  if (held.type !== 'Identifier') return findUncallable(held, model, depth);
  const variable = model.bindings.findVariable(held);
  const type = variable && findOwnType(variable);
  return type && findUncallableType(type, model);
}

/** What `new` gives: an object that no function is, where neither a constructor nor a class of another file has a say. */
function findConstructed(expression: TSESTree.NewExpression, model: OtelModel): Uncallable | null {
  const origin = model.values.findOrigin(expression);
  if (origin?.module === 'global' && origin.path === 'Promise') return 'promise';
  if (isBuiltinInstance(expression, model)) return 'plain';
  const made = model.values.evaluate(expression.callee);
  if (made?.kind !== 'class' || made.node.superClass) return null;
  const constructor = findConstructor(made.node);
  return constructor && getReturned(constructor, model.sourceCode).length > 0 ? null : 'value';
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
