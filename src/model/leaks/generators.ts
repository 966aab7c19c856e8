import type { OtelModel } from '../index.js';
import { getLastName } from '../../settings.js';
import {
  type CallNode,
  type FunctionNode,
  type Node,
  getOwnNodes,
  getStaticName,
  isFunction,
  isInside,
  unwrap,
} from '../code/nodes.js';
import { findCalledFunction } from '../dispatch/placements.js';
import { getReaders } from '../dispatch/readers.js';
import type { ContextRead } from '../dispatch/reads.js';
import { getReturned } from '../code/returns.js';
import { findIterator, isIteratorKey } from './iterators.js';

/** A generator that a context is meant for, and whose body runs in another. */
export interface DetachedGenerator {
  /** `given` for a generator function in the place of the callback, `returned` for a generator that it returns, `iterator` for what is made by hand. */
  readonly kind: 'given' | 'returned' | 'iterator';
  /** The call of `with`, `bind` or `startActiveSpan`. */
  readonly scope: CallNode;
  /** What the body reads of the context that is active where its values are asked for; null where only what it calls may. */
  readonly read: ContextRead | null;
}

const SCOPES = new Set(['context.with', 'context.bind', 'ContextManager#with', 'ContextManager#bind']);
/** What wraps an iterable, and asks it for nothing before it is asked itself. */
const VIEWS = new Set([
  'stream:Readable.from',
  'stream:Duplex.from',
  'global:Iterator.from',
  'global:ReadableStream.from',
]);
/** Methods of iterators that return another one; the rule follows them to a generator of the file, and to nothing else. */
const HELPERS = new Set(['map', 'filter', 'flatMap', 'take', 'drop']);
const MAX_STEPS = 100;

/** The calls that make a context active for a generator, whose body does not run before somebody asks for its values, in source order. */
export function findDetachedGenerators(model: OtelModel): readonly DetachedGenerator[] {
  const { contextRunners, spanStarters } = model.settings;
  const own = [...contextRunners, ...spanStarters].map(getLastName);
  return model.getCallsNamed([...SCOPES, 'startActiveSpan', ...own]).flatMap((scope): readonly DetachedGenerator[] => {
    const callback = findScopeCallback(scope, model);
    return callback ? [...findDetached(callback, scope, model), ...findPassed(callback, model)] : [];
  });
}

/** The generator that leaves a callback which runs in a scope. */
function findDetached(callback: Node, scope: CallNode, model: OtelModel): readonly DetachedGenerator[] {
  const target = model.values.findFunction(callback);
  if (!target) return [];
  const generators = target.generator ? [target] : findReturnedGenerators(target, model);
  for (const generator of generators) {
    const read = getReaders(model).get(generator);
    if (read) return [{ kind: getKind(generator, target), scope, read }];
  }
  // A generator function in the place of the callback has no other use for the context than what its body calls.
  return target.generator && hasForeignCall(target, model) ? [{ kind: 'given', scope, read: null }] : [];
}

function getKind(generator: FunctionNode, target: FunctionNode): DetachedGenerator['kind'] {
  if (generator === target) return 'given';
  return generator.generator ? 'returned' : 'iterator';
}

/** True when a generator runs more than methods of what it is given, such as those of its span, and makes no context active itself. */
function hasForeignCall(generator: FunctionNode, model: OtelModel): boolean {
  const { sourceCode, bindings } = model;
  if (model.getCallsOf('context.with', 'context.bind').some((call) => isInside(call, generator))) return false;
  return getOwnNodes(generator, sourceCode).some((node) => {
    if (node.type === 'ForOfStatement') return node.await;
    if (node.type === 'YieldExpression') return node.delegate;
    if (node.type !== 'CallExpression') return false;
    const callee = unwrap(node.callee);
    const object = callee.type === 'MemberExpression' ? unwrap(callee.object) : null;
    const variable = object?.type === 'Identifier' ? bindings.findVariable(object) : null;
    return variable?.scope.block !== generator || variable.defs[0]?.type !== 'Parameter';
  });
}

/** The generators that leave the callbacks of a helper of the file, which runs them in the scope: `withSpan('rows', () => rows())`. */
function findPassed(callback: Node, model: OtelModel): readonly DetachedGenerator[] {
  const target = model.values.findFunction(callback);
  const returned = target ? getReturned(target, model.sourceCode) : [];
  const called = returned.map(unwrapAwait).flatMap((node) => (node.type === 'CallExpression' ? [node.callee] : []));
  return [callback, ...called].flatMap((node) => findArguments(node, model));
}

function findArguments(parameter: Node, model: OtelModel): readonly DetachedGenerator[] {
  const node = unwrap(parameter);
  const variable = node.type === 'Identifier' ? model.bindings.findVariable(node) : null;
  const [definition] = variable?.defs ?? [];
  const helper = definition?.type === 'Parameter' && isFunction(definition.node) ? definition.node : null;
  const index = helper?.params.findIndex((param) => param === definition?.name) ?? -1;
  if (!helper || index < 0) return [];
  return model.callbacks.getUses(helper).flatMap(({ kind, call }) => {
    const argument = kind === 'inline' ? call.arguments[index] : undefined;
    return argument ? findDetached(argument, call, model) : [];
  });
}

function unwrapAwait(node: Node): Node {
  const expression = unwrap(node);
  return expression.type === 'AwaitExpression' ? unwrap(expression.argument) : expression;
}

/** The generator functions of the file whose generators a function returns, as they are or as iterators of an object. */
export function findReturnedGenerators(target: FunctionNode, model: OtelModel): readonly FunctionNode[] {
  const found: FunctionNode[] = [];
  const seen = new Set<Node>();
  const pending: Node[] = [...getReturned(target, model.sourceCode)];
  for (let step = 0; step < MAX_STEPS; step++) {
    const next = pending.pop();
    if (!next) break;
    const node = unwrap(next);
    if (seen.has(node)) continue;
    seen.add(node);
    const generator = findIterator(node, model);
    if (generator) found.push(generator);
    else pending.push(...follow(node, model));
  }
  return found;
}

/** The callback of a call that makes a context active for it. */
function findScopeCallback(call: CallNode, model: OtelModel): Node | null {
  const name = model.api.findName(call.callee);
  if (name !== null && SCOPES.has(name)) return call.arguments[1] ?? null;
  const start = model.getSpanStart(call);
  if (start) return start.callback;
  return model.api.isNamedByAny(call.callee, model.settings.contextRunners) ? (call.arguments.at(-1) ?? null) : null;
}

/** True for a call whose value asks a generator for its values when it is asked itself: `Readable.from(rows())`, `rows().map(...)`. */
function isLazyView({ callee }: CallNode, { values }: OtelModel): boolean {
  const member = unwrap(callee);
  if (member.type !== 'MemberExpression') return false;
  const origin = values.findOrigin(member);
  if (origin && VIEWS.has(`${origin.module}:${origin.path}`)) return true;
  return HELPERS.has(getStaticName(member) ?? '');
}

/** The expressions that may be the value of another. */
function follow(node: Node, model: OtelModel): readonly Node[] {
  switch (node.type) {
    case 'AwaitExpression':
      return [node.argument];
    case 'ConditionalExpression':
      return [node.consequent, node.alternate];
    case 'LogicalExpression':
      return [node.left, node.right];
    case 'Identifier': {
      const variable = model.bindings.findVariable(node);
      const value = variable && model.bindings.findSoleValue(variable);
      return value ? [value] : [];
    }
    case 'ObjectExpression':
      return node.properties.flatMap((property) => (property.type === 'Property' ? [property.value] : []));
    case 'CallExpression': {
      const callee = unwrap(node.callee);
      if (isLazyView(node, model)) return callee.type === 'MemberExpression' ? [...node.arguments, callee.object] : [];
      const isIterator = callee.type === 'MemberExpression' && callee.computed && isIteratorKey(callee.property);
      const target = findCalledFunction(node, model);
      return [...(isIterator ? [callee.object] : []), ...(target ? getReturned(target, model.sourceCode) : [])];
    }
    default:
      return [];
  }
}
