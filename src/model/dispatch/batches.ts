import type { OtelModel } from '../index.js';
import { getAccesses, getCallers } from './collections.js';
import { type CallNode, type Node, getEnclosingFunction, unwrap } from '../code/nodes.js';
import { getFunctionName } from '../leaks/lifecycle.js';
import { type QueueTake, isConditional, isStartedBy } from './drain-starts.js';
import { LISTENS, isFilledAnew } from './queues.js';
import { findBatchLoops } from './takes.js';

/** Beyond these, a collection is not looked at. */
const MAX_ACCESSES = 50;

/**
 * The loops over what was put into a collection of the file one by one and is taken out all at once, later: by a timer that
 * the first of them has started, or by one that runs by itself. A collection that is emptied by a plain call
 * may belong to one operation.
 */
export function findBatches(model: OtelModel): readonly QueueTake[] {
  const known = new Map<Node, readonly QueueTake[]>();
  return model.getCallsNamed(['push', 'add', 'set']).flatMap((put) => {
    const callee = unwrap(put.callee);
    const putter = getEnclosingFunction(put);
    if (callee.type !== 'MemberExpression' || !putter) return [];
    if (LISTENS.test(getFunctionName(putter) ?? '')) return [];
    const accesses = getAccesses(callee.object, model);
    const [first] = accesses;
    if (!first || accesses.length > MAX_ACCESSES || known.has(first)) return [];
    const isShared = accesses.some((access) => getEnclosingFunction(access) !== putter);
    const takes = isShared ? findLoops(put, callee.object, accesses, model) : [];
    if (takes.length > 0) known.set(first, takes);
    return takes;
  });
}

function findLoops(put: CallNode, collection: Node, accesses: readonly Node[], model: OtelModel): readonly QueueTake[] {
  return accesses.flatMap((access) => {
    const drain = getEnclosingFunction(access);
    if (!drain || drain === getEnclosingFunction(put)) return [];
    const loops = findBatchLoops(access, accesses, model);
    if (loops.length === 0 || !isFilledAnew(collection, put, model)) return [];
    const callers = getCallers(drain, model);
    if (!callers.some(({ isDispatch }) => isDispatch)) return [];
    const starts = callers.filter(({ node }) => isStartedBy(node, put));
    if (starts.length > 0 && !starts.some(({ node }) => isConditional(node))) return [];
    const isOfNobody = starts.length === 0;
    return loops.map(({ range }) => ({ start: range[0], end: range[1], drain, put, isOfNobody }));
  });
}
