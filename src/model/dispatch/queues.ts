import type { Boundary, CallbackPosition, Sights } from '../../boundaries/boundary.js';
import type { OtelModel } from '../index.js';
import {
  type CallNode,
  type FunctionNode,
  type Node,
  getEnclosingFunction,
  getStaticName,
  isFunction,
  isInside,
  unwrap,
  wrap,
} from '../code/nodes.js';
import { getFunctionName } from '../leaks/lifecycle.js';
import { getAccesses, getCallers, isPut } from './collections.js';
import { isTakenToRun } from './elements.js';
import { type Take, findTake } from './takes.js';

/** The first of those that wait for one run is what sets it off; the others share its context. */
const SHARED: Sights = { free: 'dispatch', burst: 'first-caller' };

/**
 * The row for a collection of the file that is used as a work queue: one function puts tasks in, another takes them out
 * for good and runs them. As in every queue, a task that has to wait is run by whatever frees the slot
 * (`tests/probes/harness/calibration.ts` measures such a queue). What stays in the collection when it is run, such as
 * a listener, a route or a hook, is no task.
 *
 * @param callback - what stands at the position
 * @returns null when the call puts nothing into such a collection
 */
export function findQueueRow(
  call: CallNode,
  position: CallbackPosition,
  callback: Node,
  model: OtelModel,
): Boundary | null {
  const callee = unwrap(call.callee);
  const put = callee.type === 'MemberExpression' ? getStaticName(callee) : null;
  if (callee.type !== 'MemberExpression' || put === null || !isPut(put)) return null;
  const path = typeof position === 'number' ? null : position.replace(/^\d+\./u, '');
  const property = path === '*' ? findIndex(callback) : path;
  const accesses = getAccesses(callee.object, model);
  for (const access of accesses) {
    const take = findTake(access, put, accesses, model);
    if (!take || !isTakenToRun(take.names, property)) continue;
    const sees = findSight(take, call, model);
    if (sees && isFilledAnew(callee.object, call, model)) {
      return { module: 'file', call: put, callback: position, runs: 'once', sees };
    }
  }
  return null;
}

/** The index at which an array literal holds an element. */
function findIndex(element: Node): string {
  const { parent } = wrap(element);
  return String(parent?.type === 'ArrayExpression' ? parent.elements.findIndex((it) => it === wrap(element)) : -1);
}

/** Names of functions that take a listener or a hook: what triggers it is as good a parent as what registered it. */
export const LISTENS =
  /^#?_?(?:on|once|before|after|hook|listen|observe|register|subscribe|use|add\w*(?:Handler|Hook|Listener|Observer|Subscriber))(?:[A-Z]\w*)?$/u;

/** Whose context a task sees that is taken out there; null where that may be the one that put it in. */
function findSight({ kind, node }: Take, call: CallNode, model: OtelModel): Sights | null {
  const [taker, putter] = [getEnclosingFunction(node), getEnclosingFunction(call)];
  if (taker === putter) return null;
  if (kind === 'one') return isReturned(node) && isOfOneUser(taker, putter, model) ? null : 'trigger';
  if (putter && LISTENS.test(getFunctionName(putter) ?? '')) return null;
  const dispatches = getCallers(taker, model).flatMap((caller) => (caller.isDispatch ? [caller.node] : []));
  if (dispatches.length === 0) return null;
  const isShared = kind === 'batch' && putter !== null && dispatches.some((dispatch) => isInside(dispatch, putter));
  if (isShared) return SHARED;
  const users = getCallers(putter, model).map((caller) => getEnclosingFunction(caller.node));
  const isOwn = [putter, ...users].some((user) => user && dispatches.some((dispatch) => isInside(dispatch, user)));
  return isOwn ? null : 'trigger';
}

/** True for methods of a collection that one function both puts tasks in by and takes them out again by. */
function isOfOneUser(taker: FunctionNode | null, putter: FunctionNode | null, model: OtelModel): boolean {
  const getUsers = (used: FunctionNode | null): readonly (FunctionNode | null)[] =>
    (used ? model.callbacks.getUses(used) : []).map(({ call }) => getEnclosingFunction(call));
  const users = new Set(getUsers(putter));
  return getUsers(taker).some((user) => user !== null && users.has(user));
}

function isReturned(taken: Node): boolean {
  const { parent } = wrap(taken);
  return parent?.type === 'ReturnStatement' || parent?.type === 'ArrowFunctionExpression';
}

/** True when what puts the task in runs more than once for one collection, and not only while the file is loaded. */
export function isFilledAnew(collection: Node, call: CallNode, model: OtelModel): boolean {
  const putter = getEnclosingFunction(call);
  if (!putter) return false;
  const owner = findOwner(collection, model);
  const callers = getCallers(putter, model, owner).map(({ node }) => node);
  if (owner) return callers.some((caller) => !isInside(caller, owner));
  return callers.length === 0 || callers.some((caller) => getEnclosingFunction(caller) !== null);
}

/** The function whose every run has a collection of its own. */
function findOwner(collection: Node, { bindings }: OtelModel): Node | null {
  const expression = unwrap(collection);
  const variable = expression.type === 'Identifier' ? bindings.findVariable(expression) : null;
  const block = variable?.scope.variableScope.block;
  return isFunction(block) ? block : null;
}
