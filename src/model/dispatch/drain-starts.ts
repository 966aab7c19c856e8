import type { OtelModel } from '../index.js';
import { type CallNode, type FunctionNode, type Node, getEnclosingFunction } from '../code/nodes.js';
import { findEndlessLoop } from '../leaks/endless.js';
import { getCallers } from './collections.js';

/** A place where a function has taken a task, or each of several, out of a queue of the file. */
export interface QueueTake {
  /** Where in the source the task is out of the queue. */
  readonly start: number;
  /** Where the next one is looked at; none where that goes on to the end of the function. */
  readonly end?: number;
  readonly drain: FunctionNode;
  readonly put: CallNode;
  /** True where no caller of those that put tasks in sets the function off: it runs by itself. */
  readonly isOfNobody?: boolean;
  /** Where a task that is a function is run; none where it need not be one. */
  readonly runs?: readonly Node[];
}

/** True when a call that runs what empties a queue, or hands it over, stands in the function that puts tasks in. */
export function isStartedBy(start: Node, put: Node): boolean {
  const putter = getEnclosingFunction(put);
  return putter !== null && getEnclosingFunction(start) === putter;
}

/** True where a timer sets the function off that a place empties a queue in, or a loop there never ends: not whoever puts tasks in. */
export function isSetOffByItself(place: Node, put: Node, model: OtelModel): boolean {
  const drain = getEnclosingFunction(place);
  if (!drain) return false;
  if (findEndlessLoop(place, drain, model)) return true;
  const callers = getCallers(drain, model);
  if (callers.some(({ node }) => isStartedBy(node, put))) return false;
  return callers.some(({ isDispatch, isListening }) => isDispatch && !isListening);
}

/** True when a call is made in a branch only. */
export function isConditional(call: Node): boolean {
  const owner = getEnclosingFunction(call);
  for (let node: Node | undefined = call; node && node !== owner; node = node.parent) {
    if (/^(?:If|Conditional|Logical)/u.test(node.type)) return true;
    if (node.type === 'AssignmentExpression' && /^(?:\?\?|&&|\|\|)=$/u.test(node.operator)) return true;
  }
  return false;
}
