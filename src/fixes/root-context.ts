import type { OtelModel } from '../model/index.js';
import { type CallNode, type Node, getChildren, isFunction, wrap } from '../model/code/nodes.js';
import { type Edit, insertAfter, insertBefore } from './edits.js';
import { getApiReference } from './imports.js';

/**
 * `context.with(ROOT_CONTEXT, () => setInterval(...))`: makes a call in the root context, with its value kept.
 *
 * @returns null where the call cannot stand in a function of its own
 */
export function fixByCallingInRoot(call: CallNode, model: OtelModel): readonly Edit[] | null {
  const node = wrap(call);
  if (!canBeDeferred(node, model)) return null;
  const context = getApiReference('context', node, model);
  const root = getApiReference('ROOT_CONTEXT', node, model);
  return [
    ...context.edits,
    ...root.edits,
    insertBefore(node, `${context.text}.with(${root.text}, () => `),
    insertAfter(node, ')'),
  ];
}

/** True for an expression that means the same in an arrow function: it waits for nothing and is no part of an optional chain. */
export function canBeDeferred(expression: Node, { sourceCode }: OtelModel): boolean {
  const isPart = expression.parent?.type === 'MemberExpression' || expression.parent?.type === 'CallExpression';
  const stack: Node[] = [expression];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.type === 'AwaitExpression' || node.type === 'YieldExpression') return false;
    if (isPart && node.type === 'MemberExpression' && node.optional && expression.type !== 'ChainExpression')
      return false;
    if (!isFunction(node)) stack.push(...getChildren(node, sourceCode));
  }
  return true;
}
