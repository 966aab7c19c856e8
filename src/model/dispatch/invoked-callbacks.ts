import { SCOPES } from './ambient.js';
import { findGivenCallbacks } from './given-callbacks.js';
import type { OtelModel } from '../index.js';
import { type CallNode, type Node, getStaticName, isFunction, isInside, unwrap, wrap } from '../code/nodes.js';
import { findUncallable } from '../code/uncallable.js';

/** A place for a callback that holds what a call returned. */
export interface InvokedCallback {
  /** The call that expects a function. */
  readonly runner: CallNode;
  readonly kind: 'with' | 'bind' | 'startActiveSpan' | 'helper';
  /** The argument, as written. */
  readonly argument: Node;
}

const INVOCATIONS = new Set<string>(['CallExpression', 'NewExpression', 'AwaitExpression', 'Identifier']);
const REACTIONS = new Set<string | null>(['then', 'catch', 'finally']);

/** The arguments of `context.with`, `context.bind`, `startActiveSpan` and helpers around them that are certainly no functions. */
export function findInvokedCallbacks(model: OtelModel): readonly InvokedCallback[] {
  const places = getCallbackPlaces(model);
  const callbacks = places.flatMap(({ kind, argument }) => (kind === 'bind' ? [] : [argument]));
  const given = findGivenCallbacks(callbacks, model);
  const ofHelpers = given.map(({ call, argument }) => ({ runner: call, kind: 'helper' as const, argument }));
  return [...places, ...ofHelpers].filter((place) => {
    const argument = unwrap(place.argument);
    if (place.kind === 'bind' && !isStartOfWork(argument, place.runner, model)) return false;
    const result = INVOCATIONS.has(argument.type) ? findUncallable(argument, model) : null;
    // A name that holds anything but work under way is no call that stands at the wrong place.
    if (argument.type === 'Identifier') return result === 'promise';
    // Emitters can be bound too, and objects can be emitters.
    return result !== null && (place.kind !== 'bind' || result !== 'value');
  });
}

/**
 * True when a call that is bound starts the work itself. Instrumentations return `context.bind(ctx, promise)` for work
 * that has run under that context before: it does nothing, and loses nothing.
 */
function isStartOfWork(argument: Node, runner: CallNode, model: OtelModel): boolean {
  const bound = wrap(runner);
  const isReturned = bound.parent?.type === 'ReturnStatement' || bound.parent?.type === 'ArrowFunctionExpression';
  if (argument.type !== 'CallExpression' || isReturned) return false;
  const callee = unwrap(argument.callee);
  if (callee.type === 'MemberExpression' && REACTIONS.has(getStaticName(callee))) return false;
  return model.getSpanStart(argument) === null && !model.api.isCallOf(argument, ...SCOPES);
}

function getCallbackPlaces(model: OtelModel): readonly InvokedCallback[] {
  const scopes = (['with', 'bind'] as const).flatMap((kind) =>
    model.getCallsOf(`context.${kind}`, `ContextManager#${kind}`).flatMap((runner) => {
      const [first, argument] = runner.arguments;
      return argument && first?.type !== 'SpreadElement' ? [{ runner, kind, argument }] : [];
    }),
  );
  const starts = model
    .getSpanStarts()
    .flatMap(({ node, callback, isUncertain }) =>
      callback && !isUncertain ? [{ runner: node, kind: 'startActiveSpan' as const, argument: callback }] : [],
    );
  return [...scopes, ...starts];
}

/** The callbacks of `context.with` that do nothing but return a promise of work that was begun before: nothing runs in the scope. */
export function findEmptyCallbacks(model: OtelModel): readonly InvokedCallback[] {
  return getCallbackPlaces(model).filter(({ kind, argument }) => {
    const callback = unwrap(argument);
    if (kind !== 'with' || !isFunction(callback) || callback.generator) return false;
    const returned = callback.body.type === 'BlockStatement' ? getOnlyReturned(callback.body.body) : callback.body;
    const name = returned && unwrap(returned);
    const variable = name?.type === 'Identifier' ? model.bindings.findVariable(name) : null;
    const value = variable && model.bindings.findSoleValue(variable);
    if (!name || !value || isInside(value, callback)) return false;
    return INVOCATIONS.has(unwrap(value).type) && findUncallable(name, model) === 'promise';
  });
}

function getOnlyReturned(statements: readonly Node[]): Node | null {
  const [only, ...others] = statements;
  return only?.type === 'ReturnStatement' && others.length === 0 ? only.argument : null;
}
