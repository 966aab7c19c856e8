import type { OtelModel } from '../index.js';
import { type Node, getEnclosingFunction, getStaticName, isFunction, isLoop, wrap } from '../code/nodes.js';
import { findMethodCall } from './collections.js';
import { ITERATES, type Named, getElements, getNames, getPassedOn, getResultNames } from './elements.js';

/** A place where something is taken out of a collection for good. */
export interface Take {
  /** `one` for the next in turn, `keyed` for the one that goes by a key, `batch` for all at once. */
  readonly kind: 'one' | 'keyed' | 'batch';
  readonly node: Node;
  /** The names that stand for what is taken, or for each of a batch. */
  readonly names: readonly Named[];
}

/** First in, first out: what takes an element out again, by what puts it in. A stack is no work queue: its tasks undo, or clean up. */
const NEXT: Readonly<Partial<Record<string, string>>> = { push: 'shift', unshift: 'pop', enqueue: 'dequeue' };

/** True for the methods that put an element into what another takes it out of in turn. */
export function isQueued(put: string): boolean {
  return Object.hasOwn(NEXT, put);
}

/** What an access of a collection takes out of it; null when it takes nothing, or leaves it in. */
export function findTake(access: Node, put: string, accesses: readonly Node[], model: OtelModel): Take | null {
  const next = Object.hasOwn(NEXT, put) ? NEXT[put] : undefined;
  const call = findMethodCall(access);
  const method = call && getStaticName(call.callee);
  if (call && next !== undefined && method === next) {
    return { kind: 'one', node: call.node, names: getPassedOn(getResultNames(call.node, model), model) };
  }
  if (call && put === 'set' && !isView(method)) {
    const isTaken = method === 'get' && isCleared(access, accesses, model);
    return isTaken ? { kind: 'keyed', node: call.node, names: getPassedOn(getNames(call.node, model), model) } : null;
  }
  const batch = findBatch(access, accesses, model);
  return batch && { kind: 'batch', node: access, names: getValues(batch, put, model) };
}

/** What is run of a collection that goes on to hold it, as a registry does. */
export function findKept(access: Node, put: string, accesses: readonly Node[], model: OtelModel): readonly Named[] {
  const all = isCleared(access, accesses, model) ? null : getAll(access, model);
  return all ? getValues(all, put, model) : [];
}

/** The names of each element; of the entries of a map those of the values. */
function getValues(batch: Node, put: string, model: OtelModel): readonly Named[] {
  const names = getElements(batch, model);
  const values = names.flatMap(({ node, property }) => {
    if (property === '0') return [];
    return [{ node, property: property === '1' ? null : property }];
  });
  return getPassedOn(put === 'set' ? values : names, model);
}

/** The expression that holds all elements where a function empties the collection and keeps them: `splice(0)`, or one that it clears. */
function findBatch(access: Node, accesses: readonly Node[], model: OtelModel): Node | null {
  const call = findMethodCall(access);
  const method = call && getStaticName(call.callee);
  if (call && method === 'splice') {
    const [start] = call.node.arguments;
    return start?.type === 'Literal' && start.value === 0 ? call.node : null;
  }
  return isCleared(access, accesses, model) ? getAll(access, model) : null;
}

/** The expression that holds all elements of the collection at an access of it; null where that does anything else. */
function getAll(access: Node, model: OtelModel): Node | null {
  const call = findMethodCall(access);
  const method = call && getStaticName(call.callee);
  if (isAssigned(access) || (call && !ITERATES.has(method ?? '') && method !== 'slice' && !isView(method))) return null;
  return getCopy(call && !ITERATES.has(method ?? '') ? call.node : access, model);
}

/** True for the methods of a map or a set that give all its elements. */
function isView(method: string | null): boolean {
  return method === 'values' || method === 'entries';
}

/** `[...elements]` or `Array.from(elements)`, where that is what stands around the elements; else the elements. */
function getCopy(elements: Node, { values }: OtelModel): Node {
  const { parent } = wrap(elements);
  if (parent?.type === 'SpreadElement') {
    const array = parent.parent;
    return array.type === 'ArrayExpression' && array.elements.length === 1 ? array : elements;
  }
  const isCopied = parent?.type === 'CallExpression' && parent.arguments[0] === wrap(elements);
  return isCopied && values.findOrigin(parent.callee)?.path === 'Array.from' ? parent : elements;
}

/** True when the function of a place also empties the collection, or deletes from it. */
function isCleared(place: Node, accesses: readonly Node[], model: OtelModel): boolean {
  const around = getEnclosingFunction(place);
  return accesses.some((access) => getEnclosingFunction(access) === around && isEmptied(access, model));
}

function isEmptied(access: Node, { values }: OtelModel): boolean {
  const { parent } = wrap(access);
  if (isAssigned(access)) return parent?.type === 'AssignmentExpression' && isEmpty(values.dereference(parent.right));
  if (parent?.type !== 'MemberExpression' || parent.object !== wrap(access)) return false;
  const name = getStaticName(parent);
  const outer = wrap(parent).parent;
  if (name === 'length') return outer?.type === 'AssignmentExpression' && outer.left === parent;
  if (outer?.type !== 'CallExpression') return false;
  return name === 'clear' || (name === 'delete' && !isSpared(outer));
}

/** True where a branch only deletes an element, which is the end of that one: the others, which are run, stay. */
function isSpared(deletion: Node): boolean {
  for (let node = deletion; node.parent && !isLoop(node.parent) && !isFunction(node.parent); node = node.parent) {
    if (node.parent.type !== 'IfStatement' || node.parent.test === node) continue;
    const body = node.type === 'BlockStatement' ? node.body : [node];
    if (body.length < 2 || /^(?:Continue|Return|Break)/u.test(body.at(-1)?.type ?? '')) return true;
  }
  return false;
}

function isEmpty(value: Node): boolean {
  if (value.type === 'ArrayExpression') return value.elements.length === 0;
  return value.type === 'NewExpression' && value.arguments.length === 0;
}

function isAssigned(access: Node): boolean {
  const { parent } = wrap(access);
  return parent?.type === 'AssignmentExpression' && parent.left === wrap(access);
}

/** The loops over what a place takes out of a collection all at once: `for (const task of batch)`, `batch.map(...)`. */
export function findBatchLoops(access: Node, accesses: readonly Node[], model: OtelModel): readonly Node[] {
  const batch = findBatch(access, accesses, model);
  return (batch ? getNames(batch, model) : []).flatMap(({ node }): readonly Node[] => {
    const { parent } = wrap(node);
    if (parent?.type === 'ForOfStatement') return parent.right === wrap(node) ? [parent] : [];
    const call = findMethodCall(node);
    return call && ITERATES.has(getStaticName(call.callee) ?? '') ? [call.node] : [];
  });
}
