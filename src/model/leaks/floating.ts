import { isPromiseReaction } from '../../boundaries/matcher.js';
import type { Use } from '../callbacks.js';
import type { OtelModel } from '../index.js';
import {
  type CallNode,
  type FunctionNode,
  type Node,
  getEnclosingFunction,
  getStaticName,
  wrap,
} from '../code/nodes.js';

const REACTIONS = new Set(['then', 'catch', 'finally']);

/** The calls that start an asynchronous function which nobody waits for: the use itself, or that of a function that waits for it or returns its promise. */
export function findFloatingCalls(use: Use, model: OtelModel): readonly CallNode[] {
  const found: CallNode[] = [];
  const seen = new Set<FunctionNode>();
  const pending: Use[] = [use];
  for (let current = pending.pop(); current; current = pending.pop()) {
    if (current.kind === 'scope') continue;
    const { call } = current;
    // Whoever waits for a chain of promises, or for a queue, waits for what the callback returns.
    const isLeft = current.kind === 'boundary' && !current.rows.every(isPromiseReaction) && !isWaitedFor(call);
    if (isLeft || isFloating(call, model)) {
      found.push(call);
      continue;
    }
    const owner = getEnclosingFunction(call);
    if (!owner || owner.generator || seen.has(owner) || !isWaitedFor(call)) continue;
    seen.add(owner);
    pending.push(...model.callbacks.getUses(owner));
  }
  return found;
}

/** True when the promise that a call returns goes nowhere, or into a field: the code runs on at once. */
export function isFloating(call: Node, model: OtelModel): boolean {
  const node = getEndOfChain(call);
  const { parent } = node;
  switch (parent?.type) {
    case 'ExpressionStatement':
      return true;
    case 'UnaryExpression':
      return parent.operator === 'void';
    case 'AssignmentExpression':
      return parent.left.type === 'MemberExpression' && parent.parent.type === 'ExpressionStatement';
    case 'VariableDeclarator': {
      const variable = parent.id.type === 'Identifier' ? model.bindings.findVariable(parent.id) : null;
      return variable !== null && model.bindings.getReads(variable).length === 0;
    }
    default:
      return false;
  }
}

/** True for `await call`, `return call` and `() => call`. */
export function isWaitedFor(call: Node): boolean {
  const node = getEndOfChain(call);
  const { parent } = node;
  if (parent?.type === 'ArrowFunctionExpression') return parent.body === node;
  return parent?.type === 'AwaitExpression' || parent?.type === 'ReturnStatement';
}

/** The expression that a call is with its promise reactions: `call().catch(...)`. */
function getEndOfChain(call: Node): Node {
  let node = wrap(call);
  for (;;) {
    const member = node.parent;
    if (member?.type !== 'MemberExpression' || member.object !== node) return node;
    const callee = wrap(member);
    const isReaction = REACTIONS.has(getStaticName(member) ?? '') && callee.parent?.type === 'CallExpression';
    if (!isReaction || callee.parent?.type !== 'CallExpression') return node;
    node = wrap(callee.parent);
  }
}
