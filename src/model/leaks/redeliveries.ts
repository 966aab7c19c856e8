import { EMITS } from '../../boundaries/catalogue/long-lived.js';
import { getSights } from '../../boundaries/matcher.js';
import type { OtelModel } from '../index.js';
import { type ActiveSpan, findActiveSpans, isKept } from '../lifetimes/active-spans.js';
import { findLiteralMember } from '../code/members.js';
import {
  type CallNode,
  type Node,
  getEnclosingFunction,
  getStaticName,
  getStringValue,
  isFunction,
  unwrap,
} from '../code/nodes.js';
import { type Dispatch, walkOutward } from '../dispatch/losses.js';
import type { SpanStart } from '../spans.js';

/** A delivery that a listener triggers anew while the span of its own delivery is active: each attempt is a child of the one before. */
export interface Redelivery {
  /** The span of a delivery. */
  readonly span: ActiveSpan;
  /** The call that triggers the next one. */
  readonly emit: CallNode;
  /** The registration of the listener. */
  readonly dispatch: Dispatch;
}

/**
 * The redeliveries of the file, in source order. What a listener emits to itself for other reasons, such as the parts of
 * a tree, does belong under its span: a message counts as delivered again when the span is that of a consumer, or when
 * it is emitted where an error is handled.
 */
export function findRedeliveries(model: OtelModel): readonly Redelivery[] {
  return model.getCallsNamed(EMITS).flatMap((emit): Redelivery | [] => {
    const event = getStringValue(emit.arguments[0]);
    if (event === null || unwrap(emit.callee).type !== 'MemberExpression') return [];
    for (const span of findActiveSpans(emit, model)) {
      const { start, scope } = span;
      const isRead = start.parent === null && !start.isRoot && !start.hasLinks && !start.isUncertain;
      if (!isRead || !(isConsumer(start, model) || isInErrorHandler(emit, scope, model))) continue;
      const dispatch = findRegistration(scope, emit, event, model);
      if (dispatch) return { span, emit, dispatch };
    }
    return [];
  });
}

/** The registration of the listener that a place is run in, when what it listens to is the event that is emitted. */
function findRegistration(place: Node, emit: CallNode, event: string, model: OtelModel): Dispatch | null {
  let found: Dispatch | null = null;
  walkOutward(place, model, (use) => {
    if (use.kind === 'boundary' && isListenerOf(use, emit, event, model)) found ??= use;
    return use.kind === 'inline' || (use.kind === 'boundary' && isKept(use, model));
  });
  return found;
}

function isListenerOf({ call, rows }: Dispatch, emit: CallNode, event: string, model: OtelModel): boolean {
  const { manager } = model;
  const isTriggered = rows.every(
    (row) =>
      row.runs === 'many' &&
      row.unmeasured === undefined &&
      manager !== 'unknown' &&
      getSights(row, manager)?.every((sight) => sight === 'trigger') === true,
  );
  return isTriggered && getStringValue(call.arguments[0]) === event && isSameReceiver(call, emit, model);
}

/** True for methods of the same variable, or of the same field of the same object. */
function isSameReceiver(left: CallNode, right: CallNode, model: OtelModel): boolean {
  const [one, other] = [left, right].map(({ callee }) => unwrap(callee));
  return (
    one?.type === 'MemberExpression' &&
    other?.type === 'MemberExpression' &&
    isSame(unwrap(one.object), unwrap(other.object), model)
  );
}

function isSame(one: Node, other: Node, model: OtelModel): boolean {
  if (one.type === 'Identifier' && other.type === 'Identifier') {
    const variable = model.bindings.findVariable(one);
    return variable !== null && variable === model.bindings.findVariable(other);
  }
  if (one.type === 'ThisExpression' && other.type === 'ThisExpression') {
    const [left, right] = [one, other].map((node) => model.values.evaluate(node));
    return left?.kind === 'object' && right?.kind === 'object' && left.node === right.node;
  }
  if (one.type !== 'MemberExpression' || other.type !== 'MemberExpression') return false;
  const name = getStaticName(one);
  return name !== null && name === getStaticName(other) && isSame(unwrap(one.object), unwrap(other.object), model);
}

function isConsumer({ options }: SpanStart, { values }: OtelModel): boolean {
  const literal = options && values.dereference(options);
  const kind = literal?.type === 'ObjectExpression' ? findLiteralMember(literal, 'kind') : null;
  return kind?.type === 'MemberExpression' && getStaticName(kind) === 'CONSUMER';
}

/** True when a place is run, in what a scope runs, where an error is caught. */
function isInErrorHandler(place: Node, scope: CallNode, model: OtelModel): boolean {
  let isCaught = isInCatch(place);
  walkOutward(place, model, (use) => {
    if (use.call === scope || use.kind === 'scope') return false;
    const callee = unwrap(use.call.callee);
    const isReaction = callee.type === 'MemberExpression' && getStaticName(callee) === 'catch';
    isCaught ||= isReaction || isInCatch(use.call);
    return use.kind === 'inline' || isKept(use, model);
  });
  return isCaught;
}

function isInCatch(place: Node): boolean {
  const around = getEnclosingFunction(place);
  for (let node: Node | undefined = place; node && node !== around && !isFunction(node); node = node.parent) {
    if (node.type === 'CatchClause') return true;
  }
  return false;
}
