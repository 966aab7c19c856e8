import type { TSESTree } from '@typescript-eslint/utils';
import { canThrow } from '../../flow/index.js';
import { isCalmName, isLogName, isRecorderName, isSafeName } from './calm-names.js';
import { givesErrorsAsValues } from './error-values.js';
import { isHarmless } from './harmless.js';
import { getWrittenPath } from '../api.js';
import type { OtelModel } from '../index.js';
import {
  type FunctionNode,
  type Node,
  type Variable,
  getChildren,
  getStaticName,
  getWrittenName,
  isFunction,
  unwrap,
  wrap,
} from './nodes.js';
import { isPendingPromise } from './promises.js';
import { getReturned } from './returns.js';
import { isWatched } from './watched-results.js';
import { getReactionName } from './promise-chains.js';

const MAX_DEPTH = 3;
const SPAN_METHODS = /^(?:end|setAttributes?|addEvent|setStatus|recordException|updateName)$/u;
/** Helpers that write to a span. */
const ATTRIBUTE_WRITER =
  /^(?:annotate|decorate|enrich)|^(?:set|add|record|extract|apply|attach|populate|update|write)\w*(?:Attributes?|Span|Tags?)$/iu;
/** Expressions that are no promise; what they await is judged by itself. */
const VALUES = new Set(['ArrayExpression', 'AwaitExpression', 'Literal', 'ObjectExpression', 'TemplateLiteral']);
const PAUSES = /^(?:sleep|delay|wait|pause|setTimeout|setImmediate|nextTick|tick)$/u;

/**
 * True for an event that fails in practice, not just in theory: awaited work, callbacks that are called, functions of
 * this file that throw, calls of other modules. False for logging, answering, collections, accessors and the like, and
 * for a call that returns the promise that a chain of reactions watches.
 */
export function throwsInPractice(event: Node, model: OtelModel, depth = 0): boolean {
  if (!canThrow(event) || (isHarmless(event, model) && !isScope(event, model))) return false;
  switch (event.type) {
    case 'AwaitExpression':
      return !isSettled(event.argument, model, depth) && !givesErrorsAsValues(event, model);
    case 'CallExpression':
      return callThrows(event, model, depth);
    case 'ForOfStatement':
      return event.await;
    case 'NewExpression':
    case 'TaggedTemplateExpression':
    case 'VariableDeclaration':
    case 'YieldExpression':
      return false;
    default:
      return true;
  }
}

/** True for a call of the API that runs a callback, known or not. */
function isScope(event: Node, { api }: OtelModel): boolean {
  return api.isCallOf(event, 'context.with', 'Tracer#startActiveSpan');
}

/** True for a promise that does not reject: its rejection is caught, it only waits, or the function behind it shows nothing that throws. */
function isSettled(promise: Node, model: OtelModel, depth: number): boolean {
  const node = model.values.dereference(promise);
  if (node.type === 'NewExpression') {
    const [executor] = node.arguments;
    return isFunction(executor) && executor.params.length === 1 && !bodyThrows(executor, model, MAX_DEPTH - 1);
  }
  if (node.type === 'Literal') return true;
  if (node.type !== 'CallExpression') return false;
  const last = getReactionName(node);
  if (last === 'catch')
    return node.arguments.every((argument) => !model.values.findFunction(argument) || !hasThrow(argument, model));
  if (last === 'allSettled' || isSafeName(unwrap(node.callee)) || isCalm(node, model, depth)) return true;
  return PAUSES.test(getWrittenName(node.callee) ?? '');
}

/** True for a call of a function of the file, or of the API with a function that is written there, that gives no promise that rejects. */
function isCalm(call: TSESTree.CallExpression, model: OtelModel, depth: number): boolean {
  const isInPlace = isScope(call, model) || model.getSpanStart(call) !== null;
  const written = call.arguments.find((it): it is TSESTree.FunctionExpression | TSESTree.ArrowFunctionExpression =>
    isFunction(it),
  );
  const target = isInPlace ? written : model.values.findFunction(call.callee);
  const inner = isInPlace ? depth : depth + 1;
  if (!target || inner > MAX_DEPTH || target.generator || bodyThrows(target, model, inner)) return false;
  return getReturned(target, model.sourceCode).every(
    (node) => VALUES.has(unwrap(node).type) || isSettled(node, model, inner),
  );
}

function hasThrow(node: Node, { sourceCode }: OtelModel): boolean {
  const stack: Node[] = [node];
  for (let current = stack.pop(); current; current = stack.pop()) {
    if (current.type === 'ThrowStatement') return true;
    stack.push(...getChildren(current, sourceCode));
  }
  return false;
}

function callThrows(call: TSESTree.CallExpression, model: OtelModel, depth: number): boolean {
  // What an awaited call does wrong is the failure of the `await`; a handler of errors is written not to fail.
  if (isWatched(call, model) || wrap(call).parent?.type === 'AwaitExpression' || isInHandler(call)) return false;
  if (isSpanDetail(call, model) || isPendingPromise(call, model) || isForSafeWork(call, model)) return false;
  const isApi = model.api.findName(call.callee) !== null || model.getSpanStart(call) !== null;
  const inner = isApi ? null : model.values.findFunction(call.callee);
  if (inner) return !inner.async && !inner.generator && bodyThrows(inner, model, depth + 1);
  if (isApi) {
    const callback = call.arguments.map((argument) => model.values.findFunction(argument)).find(isFunction);
    return !callback || (!callback.async && bodyThrows(callback, model, depth + 1));
  }
  if (writesAttributes(call, model)) return false;
  return !isCalmName(unwrap(call.callee));
}

/** True in what is awaited and neither rejects nor throws: `find(id)` in `await to(find(id))`. */
function isForSafeWork(call: Node, model: OtelModel): boolean {
  let current: Node | undefined = call;
  while (current && current.type !== 'AwaitExpression' && !current.type.endsWith('Statement') && !isFunction(current))
    current = current.parent;
  if (current?.type !== 'AwaitExpression' || current.argument.type !== 'CallExpression') return false;
  return isSafeName(unwrap(current.argument.callee)) || givesErrorsAsValues(current, model);
}

/** `extractResponseAttributes({ span, response })`, `enrichSpan(span, order)`: a statement that lends a span to an imported helper that writes attributes. */
function writesAttributes(call: TSESTree.CallExpression, model: OtelModel): boolean {
  const name = getWrittenPath(call.callee)?.at(-1) ?? '';
  if (!ATTRIBUTE_WRITER.test(name) || wrap(call).parent?.type !== 'ExpressionStatement') return false;
  if (model.values.findOrigin(call.callee) === null) return false; // a function that the caller gave
  const given = call.arguments.flatMap((argument) =>
    argument.type === 'ObjectExpression'
      ? argument.properties.map((it) => (it.type === 'Property' ? it.value : it))
      : [argument],
  );
  return given.some((node) => isSpan(node, model));
}

/**
 * True for a call that computes an argument of a tracer or of a span, there or in a variable that has no other use: a
 * name, an attribute, a time. What it parses can be wrong all the same.
 */
function isSpanDetail(call: TSESTree.CallExpression, model: OtelModel): boolean {
  if (model.values.findOrigin(call.callee)?.path === 'JSON.parse') return false;
  const isAboutSpan = call.arguments.some((argument) => isSpan(argument, model));
  if (isGivenToSpan(call, isAboutSpan, model)) return true;
  const variable = findDeclared(call, model);
  const reads = variable ? model.bindings.getReads(variable) : [];
  const used = reads.map(({ identifier }) => wrap(identifier)).filter((node) => !isTested(node));
  return used.length > 0 && used.every((node) => isGivenToSpan(node, false, model));
}

/** `if (text)` */
function isTested(node: Node): boolean {
  return node.parent?.type === 'IfStatement' && node.parent.test === node;
}

/** True in an argument of a tracer, of a span or of what records a measurement; and, for what is about a span, of a call that logs. */
function isGivenToSpan(node: Node, isAboutSpan: boolean, model: OtelModel): boolean {
  let current: Node | undefined = node.parent;
  for (; current && !current.type.endsWith('Statement') && !isFunction(current); current = current.parent) {
    if (current.type !== 'CallExpression') continue;
    const name = model.api.findName(current.callee);
    if (model.getSpanStart(current) || name?.startsWith('Span#') === true) return true;
    const callee = unwrap(current.callee);
    if (callee.type === 'MemberExpression' && SPAN_METHODS.test(getStaticName(callee) ?? '')) return true;
    if (isRecorderName(callee) || (isAboutSpan && isLogName(callee))) return true;
  }
  return false;
}

/** The variable whose only value an expression is, or a part of: `const text = truncate(query) ?? ''`. */
function findDeclared(node: Node, { bindings }: OtelModel): Variable | null {
  let current: Node | undefined = node.parent;
  while (
    current &&
    current.type !== 'VariableDeclarator' &&
    !current.type.endsWith('Statement') &&
    !isFunction(current)
  )
    current = current.parent;
  const id = current?.type === 'VariableDeclarator' && current.id.type === 'Identifier' ? current.id : null;
  const variable = id && bindings.findVariable(id);
  return variable && bindings.findSoleValue(variable) ? variable : null;
}

function isSpan(node: Node, model: OtelModel): boolean {
  return model.findStartOf(node) !== null || model.api.findName(node) === 'Span';
}

function isInHandler(node: Node): boolean {
  let current: Node | undefined = node;
  while (current && current.type !== 'CatchClause' && !isFunction(current)) current = current.parent;
  return current?.type === 'CatchClause';
}

/** True when a synchronous function of the file shows that it throws: by `throw`, or by a call that does, outside `try`. */
function bodyThrows(target: FunctionNode, model: OtelModel, depth: number): boolean {
  if (depth > MAX_DEPTH) return false;
  const known = answers.get(model) ?? new Map<FunctionNode, boolean>();
  answers.set(model, known);
  const answer = known.get(target);
  if (answer !== undefined) return answer;
  known.set(target, false); // what a recursive function sees
  const found = findThrowIn(target, model, depth);
  known.set(target, found);
  return found;
}

const answers = new WeakMap<OtelModel, Map<FunctionNode, boolean>>();

function findThrowIn(target: FunctionNode, model: OtelModel, depth: number): boolean {
  const stack: Node[] = [target.body];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.type === 'ThrowStatement' || throwsInPractice(node, model, depth)) return true;
    if (isFunction(node)) continue;
    // What is thrown in a guarded block is caught; what its handler throws is not.
    const guarded = node.type === 'TryStatement' && node.handler ? node.block : null;
    stack.push(...getChildren(node, model.sourceCode).filter((child) => child !== guarded));
  }
  return false;
}
