import type { TSESTree } from '@typescript-eslint/utils';
import { isOfEvents } from '../../boundaries/matcher.js';
import type { OtelModel } from '../index.js';
import {
  type CallNode,
  type FunctionNode,
  type Node,
  getEnclosingFunction,
  getStaticName,
  unwrap,
  wrap,
} from '../code/nodes.js';

const PUTS = new Set(['push', 'unshift', 'enqueue', 'add', 'set']);

/** True for the methods that put an element into an array, a set or a map. */
export function isPut(method: string): boolean {
  return PUTS.has(method);
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
  /** True where it is called when others cause it, not at a time of its own. */
  readonly isListening: boolean;
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
      const isDispatch = use.kind === 'boundary';
      found.push({ node: use.call, isDispatch, isListening: isDispatch && use.rows.some(isOfEvents) });
      if (use.kind === 'inline') pending.push(getEnclosingFunction(use.call));
    }
  }
  return found;
}
