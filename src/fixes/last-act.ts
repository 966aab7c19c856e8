import type { OtelModel } from '../model/index.js';
import { type Node, getChildren, isFunction } from '../model/code/nodes.js';
import { throwsInPractice } from '../model/code/throwing.js';

/** True when nothing happens after a statement before the block is left. */
export function isLastAct(statement: Node, body: Node, model: OtelModel): boolean {
  let node = statement;
  for (let parent = node.parent; parent; parent = node.parent) {
    if (parent.type === 'BlockStatement' || parent.type === 'Program') {
      const following = parent.body.slice((parent.body as Node[]).indexOf(node) + 1);
      const leaving = following.at(-1);
      const isJump = leaving?.type === 'ThrowStatement' && leaving.argument.type === 'Identifier';
      const others = isJump ? following.slice(0, -1) : following;
      if (!others.every((other) => isIdle(other, model))) return false;
      if (parent === body || isJump || leaving?.type === 'ReturnStatement') return true;
    } else if (parent.type !== 'IfStatement' && parent.type !== 'TryStatement' && parent.type !== 'CatchClause')
      return false;
    node = parent;
  }
  return false;
}

const ACTS = new Set(['CallExpression', 'NewExpression', 'AwaitExpression', 'YieldExpression', 'AssignmentExpression']);

/** True for a statement that does nothing, or returns what it finds: the span may as well end after it. */
export function isIdle(statement: Node, { sourceCode }: OtelModel): boolean {
  if (statement.type === 'EmptyStatement') return true;
  if (statement.type !== 'ReturnStatement') return false;
  const stack: Node[] = statement.argument ? [statement.argument] : [];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (ACTS.has(node.type) || node.type.startsWith('Tagged') || node.type === 'UpdateExpression') return false;
    if (!isFunction(node)) stack.push(...getChildren(node, sourceCode));
  }
  return true;
}

/** True when something in the statement fails in practice. */
export function fails(statement: Node, model: OtelModel): boolean {
  const stack: Node[] = [statement];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (throwsInPractice(node, model) || node.type === 'ReturnStatement' || node.type === 'ThrowStatement') return true;
    if (!isFunction(node)) stack.push(...getChildren(node, model.sourceCode));
  }
  return false;
}
