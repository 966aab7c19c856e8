import { getScopeContexts, isInContextOf } from './ambient.js';
import { isAttachedAt } from './attachments.js';
import { type ContextSource, type ContextTrace, traceContext } from './context-sources.js';
import type { OtelModel } from '../index.js';
import { findOnlyStart } from '../lifetimes/lifetimes.js';
import { type CallNode, type Node, getEnclosingFunction, isInside, unwrap, wrap } from '../code/nodes.js';
import type { SpanStart } from '../spans.js';

/** A context made for a span from the active or the root context, though another context is the span's parent. */
export interface RebuiltContext {
  readonly start: SpanStart;
  /** The parent that the start was given. */
  readonly parent: Node;
  /** The expression that takes its place in `trace.setSpan(base, span)`. */
  readonly base: Node;
}

/**
 * Finds the contexts that lose what the explicit parent of their span carries: baggage and other values. Silent where
 * the parent carries nothing that the active context lacks, or where it is active already.
 */
export function findRebuiltContexts(model: OtelModel): readonly RebuiltContext[] {
  return model.getCallsOf('trace.setSpan').flatMap((call): RebuiltContext[] => {
    const start = findRebuiltStart(call, model);
    const [base] = call.arguments;
    const isRebuilt = start?.parent && base && !start.isRoot && losesValues(start.parent, start, call, model);
    return isRebuilt ? [{ start, parent: start.parent, base }] : [];
  });
}

/** The bases from which contexts are made for the span of a start, where they are the active or the root context. */
export function getRebuiltBases(start: SpanStart, model: OtelModel): readonly Node[] {
  return model.getCallsOf('trace.setSpan').flatMap((call) => {
    const [base] = call.arguments;
    return base && findRebuiltStart(call, model) === start ? [base] : [];
  });
}

/** The start of the span that the call puts into the active or the root context, in the context that the start saw. */
function findRebuiltStart(call: CallNode, model: OtelModel): SpanStart | null {
  const [base, span] = call.arguments;
  const start = span ? (findOnlyStart(span, model) ?? findStartInField(span, call, model)) : null;
  if (!base || !start || start.callback || start.isUncertain) return null;
  const shape = model.describeContext(base);
  const around = getEnclosingFunction(start.node);
  if (shape.kind === 'active' && !isInContextOf(around, shape.node, model)) return null;
  if (shape.kind !== 'active' && shape.kind !== 'root') return null;
  const isSameRun = call.range[0] > start.node.range[0] && isInContextOf(around, call, model);
  return isSameRun && !isAttachedAt(call, model) ? start : null;
}

/** The one start whose span a function has put into the field, such as `this.span`, that it reads further down. */
function findStartInField(span: Node, call: CallNode, model: OtelModel): SpanStart | null {
  const field = unwrap(span);
  if (field.type !== 'MemberExpression' || field.computed) return null;
  const text = model.sourceCode.getText(field);
  const [start, ...others] = model.getSpanStarts().filter(({ node }) => {
    const { parent } = wrap(node);
    const isHeld = parent?.type === 'AssignmentExpression' && parent.operator === '=' && parent.right === wrap(node);
    return (
      isHeld &&
      getEnclosingFunction(node) === getEnclosingFunction(call) &&
      model.sourceCode.getText(parent.left) === text
    );
  });
  return start && others.length === 0 ? start : null;
}

function losesValues(parent: Node, start: SpanStart, call: CallNode, model: OtelModel): boolean {
  const trace = traceContext(parent, model);
  const [base] = call.arguments;
  const isRoot = base !== undefined && model.describeContext(base).kind === 'root';
  if (isRoot && !trace.sources.some((source) => isParentAtHand(source, model))) return false;
  const carries =
    trace.carriesValues ||
    trace.sources.some(
      ({ kind, node }) => kind === 'given' || (kind === 'active' && isReadOutside(node, start, model)),
    );
  return (
    carries && !getScopeContexts(call, model).some((context) => mayHold(traceContext(context, model), trace, model))
  );
}

/**
 * True for a context that was extracted, or is a parameter. The root context is no accident as the active one is: beside
 * a parent of another origin it was chosen.
 */
function isParentAtHand({ kind, node }: ContextSource, model: OtelModel): boolean {
  return (kind === 'given' && node.type === 'Identifier') || model.describeContext(node).kind === 'extracted';
}

/** True for a context that was read in another context than the start's: captured before a hand-over. */
function isReadOutside(node: Node, start: SpanStart, model: OtelModel): boolean {
  const reader = getEnclosingFunction(node);
  return reader !== null && isInside(start.node, reader) && !isInContextOf(reader, start.node, model);
}

/** True when the context may hold what the parent holds: it comes from the same source, or from an unknown one. */
function mayHold(context: ContextTrace, parent: ContextTrace, { sourceCode }: OtelModel): boolean {
  const texts = new Set(parent.sources.map(({ node }) => sourceCode.getText(node)));
  return context.sources.some(
    ({ kind, node }) => kind === 'unknown' || (kind !== 'active' && texts.has(sourceCode.getText(node))),
  );
}
