import { mayBindCallbacks } from '../../boundaries/instrumentations.js';
import { isListener, judge, type Stance, type Verdict } from '../../boundaries/matcher.js';
import type { Boundary } from '../../boundaries/boundary.js';
import type { Use } from '../callbacks.js';
import type { OtelModel } from '../index.js';
import { type CallNode, type Node, getEnclosingFunction, unwrap } from '../code/nodes.js';

/**
 * What becomes of the dispatch's context in the callback that it hands over, under the file's context manager. Where an
 * instrumentation of the project may repair what is lost, nobody knows.
 */
export function judgeDispatch(
  { rows, call }: Extract<Use, { kind: 'boundary' }>,
  model: OtelModel,
  trust: Stance['trust'] = 'measured',
): Verdict {
  const verdict = judge(rows, {
    manager: model.manager,
    trust,
    isTopLevel: getEnclosingFunction(call) === null,
    isOwnReceiver: isOwnReceiver(call, model),
  });
  return verdict === 'lost' && trust === 'measured' && rows.some((row) => isRepaired(row, model)) ? 'unknown' : verdict;
}

function isRepaired(row: Boundary, { filename }: OtelModel): boolean {
  return !isListener(row) && mayBindCallbacks(row.module, filename);
}

/** True when the function that dispatches made what it dispatches to: then both saw the same context. */
function isOwnReceiver(call: CallNode, { values }: OtelModel): boolean {
  const callee = unwrap(call.callee);
  if (callee.type !== 'MemberExpression') return false;
  let receiver: Node = values.dereference(callee.object);
  while (receiver.type === 'CallExpression') {
    const inner = unwrap(receiver.callee);
    if (inner.type !== 'MemberExpression' || !values.findOrigin(inner.object)?.isInstance) break;
    receiver = values.dereference(inner.object);
  }
  const isMade = receiver.type === 'CallExpression' || receiver.type === 'NewExpression';
  return isMade && getEnclosingFunction(receiver) === getEnclosingFunction(call);
}
