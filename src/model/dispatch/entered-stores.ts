import type { TSESTree } from '@typescript-eslint/utils';
import { getWrittenPath } from '../api.js';
import type { OtelModel } from '../index.js';
import { getFunctionName, isShutdown } from '../leaks/lifecycle.js';
import { type FunctionNode, type Node, getEnclosingFunction, getStaticName, isInside, unwrap } from '../code/nodes.js';
import { getAncestry } from '../code/origin.js';
import { isTestCode } from '../code/test-code.js';

/** Names under which a function offers `enterWith` to others. */
const ENTERING = new Set(['enter', 'enterWith']);

/** A call that changes the store of an AsyncLocalStorage for code that is not in any callback of it. */
export interface EnteredStore {
  readonly call: TSESTree.CallExpression;
  readonly method: 'enterWith' | 'disable';
  /** The AsyncLocalStorage, as written. */
  readonly storage: Node;
}

/**
 * The calls of `enterWith` and `disable` that leave a store behind. Not among them: those of tests, of the start and
 * the shutdown of the process, of functions that only forward their argument, and of pairs where another call enters
 * again what was there before; and of functions that run a callback with the same store when they are given one.
 */
export function findEnteredStores(model: OtelModel): readonly EnteredStore[] {
  const entered = model.index.calls.flatMap((call) => findEnteredStore(call, model) ?? []);
  const restored = new Set(entered.filter((it) => isRestoring(it, entered, model)).map((it) => getName(it.storage)));
  return entered.filter(({ call, method, storage }) => {
    const around = getEnclosingFunction(call);
    if (!around || isStartup(around, model) || isTestCode(call) || isShutdown(call)) return false;
    return method === 'disable'
      ? !isOwnStorage(storage, around, model)
      : !(restored.has(getName(storage)) || isForwarder(around, call) || runsOtherwise(around, call, storage, model));
  });
}

function findEnteredStore(call: Node, model: OtelModel): EnteredStore | null {
  if (call.type !== 'CallExpression') return null;
  const callee = unwrap(call.callee);
  if (callee.type !== 'MemberExpression') return null;
  const method = getStaticName(callee);
  if (method !== 'enterWith' && method !== 'disable') return null;
  const origin = model.values.findOrigin(callee);
  const isStorage = origin !== null && getAncestry(origin).includes(`async_hooks:AsyncLocalStorage#${method}`);
  return isStorage ? { call, method, storage: callee.object } : null;
}

/** What is entered was read before, is nothing, or is kept in an object while another call enters something else: the end of a pair. */
function isRestoring(
  { call, method, storage }: EnteredStore,
  entered: readonly EnteredStore[],
  { values }: OtelModel,
): boolean {
  const [store] = call.arguments;
  if (method !== 'enterWith' || !store) return false;
  const value = values.dereference(store);
  if (value.type === 'MemberExpression') {
    return entered.some((other) => other.call !== call && getName(other.storage) === getName(storage));
  }
  if (value.type === 'Identifier') return value.name === 'undefined';
  if (value.type === 'Literal') return value.value === null;
  const callee = value.type === 'CallExpression' ? unwrap(value.callee) : null;
  return callee?.type === 'MemberExpression' && getStaticName(callee) === 'getStore';
}

function getName(storage: Node): string {
  return getWrittenPath(storage)?.at(-1) ?? '';
}

/** True for a storage that the function has made for itself: no other work can be in flight with it. */
function isOwnStorage(storage: Node, around: FunctionNode, { bindings }: OtelModel): boolean {
  const variable = storage.type === 'Identifier' ? bindings.findVariable(storage) : null;
  return variable?.defs.some(({ type, node }) => type === 'Variable' && isInside(node, around)) ?? false;
}

/** True for a function that does nothing but enter what it is given: how long that lasts is up to its callers. */
function isForwarder(around: FunctionNode, { arguments: [store] }: TSESTree.CallExpression): boolean {
  if (ENTERING.has(getFunctionName(around) ?? '')) return true;
  const { params, body } = around;
  const isWhole = body.type !== 'BlockStatement' || body.body.length === 1;
  const isGiven =
    store?.type === 'Identifier' && params.some((it) => it.type === 'Identifier' && it.name === store.name);
  return isWhole && isGiven;
}

/** `callback ? storage.run(store, callback) : storage.enterWith(store)`: who gives no callback asks for what is left. */
function runsOtherwise(
  around: FunctionNode,
  { arguments: [store] }: TSESTree.CallExpression,
  storage: Node,
  { index, bindings }: OtelModel,
): boolean {
  const findStore = (node: Node | undefined) => (node?.type === 'Identifier' ? bindings.findVariable(node) : null);
  const entered = findStore(store);
  return index.calls.some((call) => {
    const callee = unwrap(call.callee);
    if (callee.type !== 'MemberExpression' || getStaticName(callee) !== 'run') return false;
    const isSame = getName(callee.object) === getName(storage) && findStore(call.arguments[0]) === entered;
    return entered !== null && isSame && getEnclosingFunction(call) === around;
  });
}

/** True for a function that runs when the file is loaded, and at no other time that the file shows. */
function isStartup(around: FunctionNode, { callbacks }: OtelModel): boolean {
  const uses = callbacks.getUses(around);
  return uses.length > 0 && uses.every((use) => use.kind === 'inline' && getEnclosingFunction(use.call) === null);
}
