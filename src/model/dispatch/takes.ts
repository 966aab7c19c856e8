import type { TSESTree } from '@typescript-eslint/utils';
import type { OtelModel } from '../index.js';
import {
  type CallNode,
  type FunctionNode,
  type Node,
  type Variable,
  getEnclosingFunction,
  getStaticName,
  isFunction,
  unwrap,
  wrap,
} from '../code/nodes.js';

/** A place where something is taken out of a collection for good. */
export interface Take {
  /** `one` for the next in turn, `keyed` for the one that goes by a key, `batch` for all at once. */
  readonly kind: 'one' | 'keyed' | 'batch';
  readonly node: Node;
  /** The names that stand for what is taken, or for each of a batch. */
  readonly names: readonly Named[];
}

/** An expression that stands for an element of a collection, or for the property of it that was destructured. */
interface Named {
  readonly node: Node;
  readonly property: string | null;
}

/** First in, first out: what takes an element out again, by what puts it in. A stack is no work queue: its tasks undo, or clean up. */
const NEXT: Readonly<Partial<Record<string, string>>> = { push: 'shift', unshift: 'pop' };
const PUTS = new Set(['push', 'unshift', 'add', 'set']);
const ITERATES = new Set(['forEach', 'map', 'flatMap']);

/** True for the methods that put an element into an array, a set or a map. */
export function isPut(method: string): boolean {
  return PUTS.has(method);
}

/** What an access of a collection takes out of it; null when it takes nothing, or leaves it in. */
export function findTake(access: Node, put: string, accesses: readonly Node[], model: OtelModel): Take | null {
  const next = Object.hasOwn(NEXT, put) ? NEXT[put] : undefined;
  const call = findMethodCall(access);
  const method = call && getStaticName(call.callee);
  if (call && next !== undefined && method === next) {
    return { kind: 'one', node: call.node, names: getNames(call.node, model) };
  }
  if (call && put === 'set') {
    const isTaken = method === 'get' && isCleared(access, accesses, model);
    return isTaken ? { kind: 'keyed', node: call.node, names: getNames(call.node, model) } : null;
  }
  const batch = findBatch(access, accesses, model);
  return batch && { kind: 'batch', node: access, names: getElements(batch, model) };
}

/** `access.method(...)` */
export function findMethodCall(
  access: Node,
): { readonly node: TSESTree.CallExpression; readonly callee: TSESTree.MemberExpression } | null {
  const member = wrap(access).parent;
  if (member?.type !== 'MemberExpression' || member.object !== wrap(access)) return null;
  const callee = wrap(member);
  const call = callee.parent;
  return call?.type === 'CallExpression' && call.callee === callee ? { node: call, callee: member } : null;
}

/** The expression that holds all elements where a function empties the collection and keeps them: `splice(0)`, or one that it clears. */
function findBatch(access: Node, accesses: readonly Node[], model: OtelModel): Node | null {
  const call = findMethodCall(access);
  const method = call && getStaticName(call.callee);
  if (call && method === 'splice') {
    const [start] = call.node.arguments;
    return start?.type === 'Literal' && start.value === 0 ? call.node : null;
  }
  if (call && method !== 'forEach' && method !== 'slice' && method !== 'values') return null;
  if (isAssigned(access) || !isCleared(access, accesses, model)) return null;
  return call && method !== 'forEach' ? call.node : access;
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
  return (name === 'clear' || name === 'delete') && outer?.type === 'CallExpression';
}

function isEmpty(value: Node): boolean {
  if (value.type === 'ArrayExpression') return value.elements.length === 0;
  return value.type === 'NewExpression' && value.arguments.length === 0;
}

function isAssigned(access: Node): boolean {
  const { parent } = wrap(access);
  return parent?.type === 'AssignmentExpression' && parent.left === wrap(access);
}

/** The expressions that stand for a value: itself, and the reads of the variables that it, or a part of it, is assigned to. */
function getNames(value: Node, model: OtelModel): readonly Named[] {
  const { parent } = wrap(value);
  const own = { node: value, property: null };
  const target = parent?.type === 'AssignmentExpression' ? parent.left : getPattern(value);
  const names = target ? getPatternNames(target, model) : [];
  const parts = names.map(({ node, property }) => (property === null ? getPattern(node) : null));
  return [own, ...names, ...parts.flatMap((pattern) => (pattern ? getPatternNames(pattern, model) : []))];
}

/** What a declaration gives a value to. */
function getPattern(value: Node): Node | null {
  const { parent } = wrap(value);
  return parent?.type === 'VariableDeclarator' && parent.init === wrap(value) ? parent.id : null;
}

/** The reads of the name that a pattern gives to a value, or of those that it gives to the value's properties. */
function getPatternNames(pattern: Node, { bindings }: OtelModel): readonly Named[] {
  const toReads = (target: Node, property: string | null): readonly Named[] => {
    const variable: Variable | null = target.type === 'Identifier' ? bindings.findVariable(target) : null;
    return variable ? bindings.getReads(variable).map(({ identifier }) => ({ node: identifier, property })) : [];
  };
  if (pattern.type === 'ArrayPattern') {
    return pattern.elements.flatMap((element, index) => (element ? toReads(element, String(index)) : []));
  }
  if (pattern.type !== 'ObjectPattern') return toReads(pattern, null);
  return pattern.properties.flatMap((part) =>
    part.type === 'Property' ? toReads(part.value, getStaticName(part)) : [],
  );
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

/** The names of each element where the elements of a batch are gone through. */
function getElements(batch: Node, model: OtelModel): readonly Named[] {
  return getNames(batch, model).flatMap(({ node }) => {
    const { parent } = wrap(node);
    if (parent?.type === 'ForOfStatement' && parent.right === wrap(node)) {
      const [declarator] = parent.left.type === 'VariableDeclaration' ? parent.left.declarations : [];
      return getPatternNames(declarator ? declarator.id : parent.left, model);
    }
    const call = findMethodCall(node);
    const [callback] = call && getStaticName(call.callee) === 'forEach' ? call.node.arguments : [];
    const [parameter] = isFunction(callback) ? callback.params : [];
    return parameter ? getPatternNames(parameter, model) : [];
  });
}

/**
 * True when the function that takes an element out calls it, or the named property of it.
 *
 * @param property - null when the element itself is the function
 */
export function isTakenToRun({ names }: Take, property: string | null): boolean {
  return names.some(({ node, property: held }) => {
    if (held !== null) return held === property && isCalled(node);
    if (property === null) return isCalled(node);
    const { parent } = wrap(node);
    return parent?.type === 'MemberExpression' && getStaticName(parent) === property && isCalled(parent);
  });
}

/** `fn()`, `fn.call(...)` or `fn.apply(...)` */
function isCalled(node: Node): boolean {
  const expression = wrap(node);
  const { parent } = expression;
  if (parent?.type === 'CallExpression') return parent.callee === expression;
  const call = findMethodCall(node);
  const name = call && getStaticName(call.callee);
  return name === 'call' || name === 'apply';
}

/** Every place where the file names the same variable or the same field of a class. */
export function getAccesses(collection: Node, { bindings, values, index }: OtelModel): readonly Node[] {
  const expression = unwrap(collection);
  if (expression.type === 'Identifier') {
    const variable = bindings.findVariable(expression);
    return variable ? variable.references.map(({ identifier }) => identifier) : [];
  }
  if (expression.type !== 'MemberExpression') return [];
  const name = getStaticName(expression);
  const owner = values.evaluate(expression.object);
  if (name === null || owner?.kind !== 'object') return [];
  return (index.members.get(name) ?? []).filter((member) => {
    const value = values.evaluate(member.object);
    return value?.kind === 'object' && value.node === owner.node;
  });
}

/** A call that runs a function, or hands it over. */
interface Caller {
  readonly node: CallNode;
  readonly isDispatch: boolean;
}

/**
 * The calls that run a function of the file or hand it over, and those that do so to the functions that call it.
 *
 * @param limit - the function whose own callers are left out
 */
export function getCallers(
  callee: FunctionNode | null,
  model: OtelModel,
  limit: Node | null = null,
): readonly Caller[] {
  const found: Caller[] = [];
  const seen = new Set<Node | null>([limit]);
  const pending = [callee];
  for (let owner = pending.pop(); owner; owner = pending.pop()) {
    if (seen.has(owner)) continue;
    seen.add(owner);
    for (const use of model.callbacks.getUses(owner)) {
      found.push({ node: use.call, isDispatch: use.kind === 'boundary' });
      if (use.kind === 'inline') pending.push(getEnclosingFunction(use.call));
    }
  }
  return found;
}
