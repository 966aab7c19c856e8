import type { OtelModel } from '../index.js';
import { type CallNode, type Node, getWrittenName, wrap } from '../code/nodes.js';
import { findPromiseChain } from '../code/promise-chains.js';
import { findPlacement } from '../dispatch/placements.js';
import { LISTENING } from './closure-uses.js';

/**
 * The call that calls back later what stands at the place of an expression: it reacts to a promise, listens to an event,
 * or takes a function there by the catalogue. Null where anything else may be meant.
 */
export function findTaker(expression: Node, model: OtelModel): CallNode | null {
  const node = wrap(expression);
  const { parent: call } = node;
  if ((call?.type !== 'CallExpression' && call?.type !== 'NewExpression') || call.callee === node) return null;
  const index = call.arguments.findIndex((argument) => argument === node);
  const isListener = index === 1 && LISTENING.has(getWrittenName(call.callee) ?? '');
  if (isListener || findPromiseChain(call)) return call;
  return findPlacement(call, index, node, model)?.kind === 'boundary' ? call : null;
}

/** True where the value of an expression is thrown away: in a statement of its own, or as the result of a callback. */
export function isThrownAway(expression: Node, model: OtelModel): boolean {
  const node = wrap(expression);
  const { parent } = node;
  switch (parent?.type) {
    case 'ExpressionStatement':
      return true;
    case 'AwaitExpression':
    case 'UnaryExpression':
      return wrap(parent).parent?.type === 'ExpressionStatement';
    case 'LogicalExpression':
      return parent.right === node && isThrownAway(parent, model);
    case 'ArrowFunctionExpression':
      // A constructor may well keep what its callback returns: `new Observable(() => teardown)`.
      return parent.body === node && findTaker(parent, model)?.type === 'CallExpression';
    default:
      return false;
  }
}
