import type { TSESTree } from '@typescript-eslint/utils';
import type { OtelSettings } from '../settings.js';
import type { Api } from './api.js';
import type { Bindings } from './code/bindings.js';
import { type CallNode, type Node, type Variable, getStaticName, isFunction, unwrap, wrap } from './code/nodes.js';
import { isEndedByFile } from './span-evidence.js';
import { type StartMethod, isOfOtherPackage, isTracer, isTracerByName } from './tracers.js';
import type { Values } from './code/values.js';

/** How many properties of options are looked at. */
const MAX_OBJECTS = 500;

/** A call that starts a span. */
export interface SpanStart {
  readonly node: TSESTree.CallExpression;
  /** The expression that is the span when it has no callback: the call, or the `await` around it. */
  readonly value: Node;
  readonly method: StartMethod;
  readonly options: Node | null;
  /** The context argument; null when the active context is the parent. */
  readonly parent: Node | null;
  /** The function that `startActiveSpan` runs. */
  readonly callback: Node | null;
  /** True when the options ask for a new root, or may ask for it. */
  readonly isRoot: boolean;
  /** True when the options hold links: the relation to other spans is stated. */
  readonly hasLinks: boolean;
  /** True when the options hold a start time: the span describes the past. */
  readonly isRetroactive: boolean;
  /** True when spread arguments hide what is passed. */
  readonly isUncertain: boolean;
  /** True when the call may give nothing instead of a span. */
  readonly isOptional: boolean;
  /** The name of the property that holds the span, where a function of the file returns it in an object. */
  readonly property?: string;
}

interface Model {
  readonly api: Api;
  readonly values: Values;
  readonly bindings: Bindings;
  readonly settings: OtelSettings;
}

/** What the call starts; null when it is no call of a tracer. */
export function findSpanStart(node: CallNode, model: Model): SpanStart | null {
  if (node.type !== 'CallExpression') return null;
  const callee = unwrap(node.callee);
  if (callee.type !== 'MemberExpression') return findStarterCall(node, model);
  const method = getStaticName(callee);
  if (method !== 'startSpan' && method !== 'startActiveSpan') return findStarterCall(node, model);
  if (!hasTracerArguments(node, method)) return findStarterCall(node, model);
  const last = method === 'startActiveSpan' ? (node.arguments.at(-1) ?? null) : null;
  const isKnown = isTracer(callee.object, method, model);
  if (!isKnown && !isRawSpan(node, callee.object, last, model)) return findStarterCall(node, model);
  if (last && takesNoSpan(last, model) && isOfOtherPackage(callee.object, model)) return findStarterCall(node, model);
  const isUncertain = node.arguments.some((argument) => argument.type === 'SpreadElement');
  const given = last ? node.arguments.slice(0, -1) : node.arguments;
  const options = given[1] ?? null;
  const parent = given[2] ?? null;
  return {
    node,
    value: node,
    method,
    options,
    parent: parent && isUndefined(parent) ? null : parent,
    callback: last,
    isUncertain,
    isOptional: false,
    ...readOptions(options, model.values),
  };
}

/**
 * True when another module's tracer, by its name, starts a span that this file ends: wrappers end their spans themselves.
 * A callback that takes more than the span is no callback of the API.
 */
function isRawSpan(node: TSESTree.CallExpression, tracer: Node, callback: Node | null, model: Model): boolean {
  if (!isTracerByName(tracer, model)) return false;
  if (callback && model.values.findFunction(callback)?.params.length !== 1) return false;
  const variable = findSpanVariable({ node, callback }, model);
  return variable !== null && isEndedByFile(variable, callback ? null : node, model);
}

/** A callback without a parameter has no span to end: whoever takes it from a tracer of their own ends the span themselves. */
function takesNoSpan(callback: Node, { values }: Model): boolean {
  return values.findFunction(callback)?.params.length === 0;
}

/** A call of a helper that the settings name as one that starts a span under the active context. */
function findStarterCall(node: TSESTree.CallExpression, { api, settings }: Model): SpanStart | null {
  if (!api.isNamedByAny(node.callee, settings.spanStarters)) return null;
  const last = node.arguments.at(-1) ?? null;
  return {
    node,
    value: node,
    method: isFunction(last) ? 'startActiveSpan' : 'startSpan',
    options: null,
    parent: null,
    callback: isFunction(last) ? last : null,
    isRoot: false,
    hasLinks: false,
    isRetroactive: false,
    isUncertain: false,
    isOptional: false,
  };
}

/** The real API takes a name first, and the callback last. */
function hasTracerArguments(node: TSESTree.CallExpression, method: StartMethod): boolean {
  const [name] = node.arguments;
  if (!name || name.type === 'ObjectExpression' || isFunction(name)) return false;
  if (node.arguments.some((argument) => argument.type === 'SpreadElement')) return true;
  const callbacks = node.arguments.filter((argument) => isFunction(argument));
  if (method === 'startSpan') return callbacks.length === 0 && node.arguments.length <= 3;
  const isLast = callbacks.length === 0 || (callbacks.length === 1 && node.arguments.at(-1) === callbacks[0]);
  return (
    isLast &&
    node.arguments.length >= 2 &&
    node.arguments.length <= 4 &&
    node.arguments.at(-1)?.type !== 'ObjectExpression'
  );
}

function isUndefined(node: Node): boolean {
  return node.type === 'Identifier' && node.name === 'undefined';
}

function readOptions(options: Node | null, values: Values): Pick<SpanStart, 'isRoot' | 'hasLinks' | 'isRetroactive'> {
  const literal = options && values.dereference(options);
  if (literal?.type !== 'ObjectExpression') return { isRoot: false, hasLinks: false, isRetroactive: false };
  const root = findOption(literal, 'root', values);
  return {
    isRoot: root !== null && !(root.type === 'Literal' && root.value === false),
    hasLinks: findOption(literal, 'links', values) !== null,
    isRetroactive: findOption(literal, 'startTime', values) !== null,
  };
}

/** The value of an option, also in objects that are spread into the options; what an unknown object holds is passed over. */
function findOption(literal: TSESTree.ObjectExpression, name: string, values: Values): Node | null {
  const pending: Node[] = [literal];
  for (let step = 0; step < MAX_OBJECTS; step++) {
    const current = pending.pop();
    if (!current) break;
    const node = values.dereference(current);
    if (node.type === 'ObjectExpression') pending.push(...node.properties);
    else if (node.type === 'SpreadElement') pending.push(node.argument);
    else if (node.type === 'Property' && getStaticName(node) === name) return node.value;
  }
  return null;
}

/** The variable that holds the span of a start: its declaration, or the callback's parameter. */
export function findSpanVariable(
  start: Pick<SpanStart, 'node' | 'callback'>,
  { bindings, values }: Pick<Model, 'bindings' | 'values'>,
): Variable | null {
  if (start.callback) {
    const callback = values.findFunction(start.callback);
    const [parameter] = callback?.params ?? [];
    return parameter?.type === 'Identifier' ? bindings.findVariable(parameter) : null;
  }
  const { parent } = wrap(start.node);
  if (parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier') return bindings.findVariable(parent.id);
  if (parent?.type === 'AssignmentExpression' && parent.operator === '=' && parent.left.type === 'Identifier') {
    return bindings.findVariable(parent.left);
  }
  return null;
}
