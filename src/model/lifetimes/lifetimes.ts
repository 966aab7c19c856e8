import type { OtelModel } from '../index.js';
import {
  type CallNode,
  type Node,
  type Variable,
  getEnclosingFunction,
  getStatement,
  getStaticName,
  isFunction,
  isLoop,
  unwrap,
  wrap,
} from '../code/nodes.js';
import type { SpanStart } from '../spans.js';

/**
 * True when the code runs on from one place to the other, once for each time: the second stands further down in the
 * same block or below it, with no loop and no function between. The second may be a loop as a whole.
 */
export function isReachedFrom(from: Node, to: Node): boolean {
  const block = getStatement(from).parent;
  return to.range[0] >= from.range[1] && isRunOnceIn(block, to);
}

/**
 * Follows the spans of one function from call to call.
 *
 * @param starts - the starts in the function, or of the callback that is the function, in source order
 * @returns a function that takes places around calls, in source order of the calls, and answers which spans are alive there and used from there
 * on: their work is not over. A span is none of them any more once it is ended, or put into a context by itself, nor
 * where its owner is not to be seen.
 */
export function createLiveSpans(
  starts: readonly SpanStart[],
  model: OtelModel,
): (place: Node, call: CallNode) => readonly SpanStart[] {
  let alive: { readonly start: SpanStart; readonly end: number }[] = [];
  let next = 0;
  return (place, call) => {
    for (let start = starts[next]; start && start.node.range[0] < call.range[0]; start = starts[++next]) {
      alive.push({ start, end: getLifeEnd(start, model) });
    }
    alive = alive.filter(({ end }) => end > call.range[0]);
    return alive.flatMap(({ start }) => (coversPlace(start, place, model) ? start : []));
  };
}

/** The position of the first reference that ends the span, or puts it into a context, in the function that it lives in. */
function getLifeEnd(start: SpanStart, model: OtelModel): number {
  const variable = model.findSpanVariable(start);
  if (!variable) return start.callback ? Infinity : start.node.range[1];
  const around = isFunction(start.callback) ? start.callback : getEnclosingFunction(start.node);
  const ends = variable.references.flatMap((reference) => {
    const { identifier } = reference;
    const isOwn = !start.callback && identifier.range[0] <= start.node.range[0];
    if (isOwn || getEnclosingFunction(identifier) !== around) return [];
    const isEnd = reference.isWrite() || ['end', 'activate'].includes(getUse(identifier, model));
    return isEnd ? identifier.range[0] : [];
  });
  return ends.reduce((first, end) => Math.min(first, end), Infinity);
}

/** True when the place runs once for each run of the start, and the span, which is alive there, is used from there on. */
function coversPlace(start: SpanStart, place: Node, model: OtelModel): boolean {
  const isReached = isFunction(start.callback)
    ? isRunOnceIn(start.callback.body, place)
    : isReachedFrom(start.node, place);
  const variable = model.findSpanVariable(start);
  return isReached && (variable ? isUsedFrom(place, variable, start, model) : start.callback !== null);
}

function isRunOnceIn(block: Node | undefined, node: Node): boolean {
  for (let current: Node | undefined = node; current; current = current.parent) {
    if (current === block) return true;
    if ((current !== node && isLoop(current)) || isFunction(current)) return false;
  }
  return false;
}

/** True when the span is used further down; ended there, where it was given away before. */
function isUsedFrom(place: Node, variable: Variable, start: SpanStart, model: OtelModel): boolean {
  const around = getEnclosingFunction(place);
  const uses = variable.references
    .filter(({ identifier }) => start.callback !== null || identifier.range[0] > start.node.range[0])
    .map(({ identifier }) => ({
      isEarlier: identifier.range[0] < place.range[0] && getEnclosingFunction(identifier) === around,
      use: getUse(identifier, model),
    }));
  const later = uses.filter(({ isEarlier }) => !isEarlier);
  const isShared = uses.some(({ isEarlier, use }) => isEarlier && use === 'share');
  return isShared ? later.some(({ use }) => use === 'end') : later.length > 0;
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
