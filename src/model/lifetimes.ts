import type { OtelModel } from './index.js';
import {
  type CallNode,
  type Node,
  type Variable,
  getEnclosingFunction,
  getStatement,
  getStaticName,
  isFunction,
  unwrap,
  wrap,
} from './nodes.js';
import type { SpanStart } from './spans.js';

const LOOPS = new Set(['ForStatement', 'ForInStatement', 'ForOfStatement', 'WhileStatement', 'DoWhileStatement']);

/**
 * True when the code runs on from one place to the other, once for each time: the second stands further down in the
 * same block or below it, with no loop and no function between.
 */
export function isReachedFrom(from: Node, to: Node): boolean {
  const block = getStatement(from).parent;
  return to.range[0] >= from.range[1] && isRunOnceIn(block, to);
}

/**
 * True when a span is alive at a call that comes after its start, and used from there on: its work is not over. False
 * when it is ended before, when it is put into a context before, and when its owner is not to be seen.
 */
export function coversCall(start: SpanStart, call: CallNode, model: OtelModel): boolean {
  const isReached = isFunction(start.callback)
    ? isRunOnceIn(start.callback.body, call)
    : isReachedFrom(start.node, call);
  if (!isReached) return false;
  const variable = model.findSpanVariable(start);
  if (!variable) return start.callback !== null;
  return isAliveAt(call, variable, start, model);
}

function isRunOnceIn(block: Node | undefined, node: Node): boolean {
  let current: Node | undefined = node;
  while (current && current !== block) {
    if (LOOPS.has(current.type) || isFunction(current)) return false;
    current = current.parent;
  }
  return current !== undefined;
}

function isAliveAt(call: CallNode, variable: Variable, start: SpanStart, model: OtelModel): boolean {
  const around = getEnclosingFunction(call);
  let isUsedLater = false;
  let isEndedLater = false;
  let isShared = false;
  for (const reference of variable.references) {
    const { identifier } = reference;
    if (!start.callback && identifier.range[0] <= start.node.range[0]) continue;
    const isEarlier = identifier.range[0] < call.range[0] && getEnclosingFunction(identifier) === around;
    const use = reference.isWrite() ? 'end' : getUse(identifier, model);
    if (!isEarlier) {
      isUsedLater = true;
      isEndedLater ||= use === 'end';
    } else if (use === 'end' || use === 'activate') return false;
    else if (use === 'share') isShared = true;
  }
  return isEndedLater || (isUsedLater && !isShared);
}

/** What a reference to a span does with it. */
function getUse(identifier: Node, model: OtelModel): 'end' | 'activate' | 'share' | 'call' {
  const node = wrap(identifier);
  const { parent } = node;
  if (parent?.type === 'MemberExpression' && parent.object === node) {
    return getStaticName(parent) === 'end' ? 'end' : 'call';
  }
  if (parent?.type !== 'CallExpression') return 'share';
  const isEnder = model.api.isNamedByAny(parent.callee, model.settings.spanEnders);
  if (isEnder) return 'end';
  return model.api.isCallOf(parent, 'trace.setSpan') ? 'activate' : 'share';
}

/** The start of the span that an expression holds, when it can hold the span of no other start. */
export function findOnlyStart(node: Node, model: OtelModel): SpanStart | null {
  const start = model.findStartOf(node);
  const variable = start && model.findSpanVariable(start);
  const isShared = variable?.references.some(({ writeExpr }) => {
    const other = writeExpr ? model.getSpanStart(unwrap(writeExpr)) : null;
    return other !== null && other !== start;
  });
  return isShared ? null : start;
}
