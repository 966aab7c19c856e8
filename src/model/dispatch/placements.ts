import { getRows, selectByArguments } from '../../boundaries/matcher.js';
import type { Boundary, CallbackPosition } from '../../boundaries/boundary.js';
import { getDeclaredRange, getPackageName, selectRows, selectRowsOnNode } from '../../boundaries/packages.js';
import { synchronous } from '../../boundaries/catalogue/synchronous.js';
import { findConstructor } from '../code/constructions.js';
import type { OtelModel } from '../index.js';
import { type CallNode, type FunctionNode, type Node, getStaticName, getStringValue, unwrap } from '../code/nodes.js';
import { getAncestry } from '../code/origin.js';
import { findQueueRow } from './queues.js';
import { findJobRow } from './shared-workers.js';
import { isQueued } from './takes.js';

/** What a call does with a function that it is given. */
export type Placement =
  /** Runs it in a context that the call establishes. */
  | { readonly kind: 'scope'; readonly call: CallNode }
  /** Runs it before it returns, in the context of the call. */
  | { readonly kind: 'inline'; readonly call: CallNode }
  /** Hands it over, as the rows say. */
  | { readonly kind: 'boundary'; readonly call: CallNode; readonly callback: Node; readonly rows: readonly Boundary[] }
  /** Returns a function that stands for it. */
  | { readonly kind: 'wrapped'; readonly call: CallNode }
  /** Gives it to a function of this file, as the parameter with that index or as a part of it. */
  | {
      readonly kind: 'parameter';
      readonly target: FunctionNode;
      readonly index: number;
      readonly path: readonly string[];
    };

const PROMISE_REACTIONS = new Set(['then', 'catch', 'finally']);
/** Hand-offs that Node.js itself has; they do nothing under other managers than AsyncLocalStorage. */
const NODE_BINDS = new Set([
  'async_hooks:AsyncResource.bind',
  'async_hooks:AsyncResource#bind',
  'async_hooks:AsyncLocalStorage.bind',
]);
const NODE_RUNS = new Set(['async_hooks:AsyncResource#runInAsyncScope', 'async_hooks:AsyncLocalStorage.snapshot()']);

/**
 * What the call does with the function at a position: null when nobody knows.
 *
 * @param callback - the argument, or the property of an object argument, that stands for the function
 */
export function findPlacement(
  call: CallNode,
  position: CallbackPosition,
  callback: Node,
  model: OtelModel,
): Placement | null {
  if (isScope(call, position, model)) return { kind: 'scope', call };
  const target = findCalledFunction(call, model);
  if (target) {
    const [index, ...path] = String(position).split('.');
    return { kind: 'parameter', target, index: Number(index), path };
  }
  const origin = model.values.findOrigin(call.callee);
  const keys = [...(origin ? getAncestry(origin).flatMap(getListenerKeys) : []), ...getNamedKeys(call)];
  const kindWhenLost = keys.some((key) => NODE_BINDS.has(key)) ? 'wrapped' : 'inline';
  if (kindWhenLost === 'wrapped' || keys.some((key) => NODE_RUNS.has(key))) {
    return { kind: isLostByNode(model) ? kindWhenLost : 'scope', call };
  }
  const filed = selectByArguments(getRows(keys, model.settings), position, call.arguments.length, (index) =>
    getStringValue(call.arguments[index]),
  );
  const rows = selectVersions(filed, model);
  if (rows.length > 0) return { kind: 'boundary', call, callback, rows };
  const isUntold = origin === null || origin.module === 'global' || origin.path.includes('()');
  const job = findJobRow(call, position, keys, model);
  const isCollection = isUntold || isQueued(getMethodName(call) ?? '');
  const queue = job ?? (isCollection ? findQueueRow(call, position, callback, model) : null);
  if (queue) return { kind: 'boundary', call, callback, rows: [queue] };
  return isSynchronous(call, position, keys, isUntold) ? { kind: 'inline', call } : null;
}

/** The function of this file that a call enters: a function, a method or a constructor. */
export function findCalledFunction(call: CallNode, { values }: OtelModel): FunctionNode | null {
  const value = values.evaluate(call.callee);
  if (value?.kind === 'function') return value.node;
  if (call.type !== 'NewExpression' || value?.kind !== 'class') return null;
  return findConstructor(value.node);
}

function isScope(call: CallNode, position: CallbackPosition, model: OtelModel): boolean {
  const name = model.api.findName(call.callee);
  if (name === 'context.with' || name === 'context.bind') return position === 1;
  if (name === 'ContextManager#with' || name === 'ContextManager#bind') return position === 1;
  const start = model.getSpanStart(call);
  if (start) return position === call.arguments.length - 1;
  return model.api.isNamedByAny(call.callee, model.settings.contextRunners);
}

function isLostByNode(model: OtelModel): boolean {
  return model.manager === 'zone' || model.manager === 'stack';
}

const LISTENS = /#(?:addListener|once|prependListener|prependOnceListener)$/u;

/** However a listener is added to an emitter, it is called as those are that `on` adds. */
function getListenerKeys(key: string): readonly string[] {
  return LISTENS.test(key) ? [key, key.replace(LISTENS, '#on')] : [key];
}

/** Promise methods are known by their names, whatever the receiver is. */
function getNamedKeys(call: CallNode): readonly string[] {
  const name = getMethodName(call);
  return name !== null && PROMISE_REACTIONS.has(name) ? [`global:Promise#${name}`] : [];
}

function isSynchronous(
  call: CallNode,
  position: CallbackPosition,
  keys: readonly string[],
  isUntoldReceiver: boolean,
): boolean {
  if (synchronous.functions.some((entry) => keys.includes(entry.call) && entry.callback === position)) return true;
  const name = getMethodName(call);
  if (name === null || !isUntoldReceiver) return false;
  return synchronous.methods.some((entry) => entry.name === name && entry.callback === position);
}

function getMethodName(call: CallNode): string | null {
  const callee = unwrap(call.callee);
  return call.type === 'CallExpression' && callee.type === 'MemberExpression' ? getStaticName(callee) : null;
}

/** The rows that hold for the version that the file runs with; rows of one call are of one package. */
function selectVersions(rows: readonly Boundary[], { filename }: OtelModel): readonly Boundary[] {
  const [first] = rows;
  if (!first) return rows;
  return selectRowsOnNode(selectRows(rows, getDeclaredRange(filename, getPackageName(first.module))), filename);
}
