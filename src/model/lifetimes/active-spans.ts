import { BEGINNINGS } from '../../boundaries/catalogue/long-lived.js';
import { isListener, isPromiseReaction } from '../../boundaries/matcher.js';
import type { Use } from '../callbacks.js';
import { traceContext } from '../dispatch/context-sources.js';
import type { OtelModel } from '../index.js';
import { walkOutward } from '../dispatch/losses.js';
import {
  type CallNode,
  type FunctionNode,
  type Node,
  type Variable,
  getEnclosingFunction,
  getStaticName,
  getStringValue,
  unwrap,
  wrap,
} from '../code/nodes.js';
import { findCalledFunction } from '../dispatch/placements.js';
import type { SpanStart } from '../spans.js';
import { judgeDispatch } from '../dispatch/verdicts.js';

/** A span that is active for a callback. */
export interface ActiveSpan {
  readonly start: SpanStart;
  /** The call that makes it active. */
  readonly scope: CallNode;
  /** The function whose run it covers: the callback, or the function that it is started in. */
  readonly extent: FunctionNode;
  /** The calls that end it; none where a helper of the settings does. */
  readonly ends: readonly Node[];
}

const MAX_DEPTH = 20;

/** The spans that are certainly active at a place, by the calls that make them so. */
export function findActiveSpans(place: Node, model: OtelModel): readonly ActiveSpan[] {
  const found: ActiveSpan[] = [];
  walkOutward(place, model, (use) => {
    if (use.kind === 'boundary') return isKept(use, model);
    const span = use.kind === 'scope' ? findActiveSpan(use.call, model) : null;
    if (span) found.push(span);
    return use.kind === 'inline';
  });
  return found;
}

/** The spans of bounded work among those that are active at a place: they end when the code around has run to its end. */
export function findBoundedSpans(place: Node, model: OtelModel): readonly ActiveSpan[] {
  return findActiveSpans(place, model).filter(({ start, extent, ends }) => {
    if (ends.length > 0) return ends.every((end) => isRunWith(end, extent, model));
    return start.callback !== null && model.api.isNamedByAny(start.node.callee, model.settings.spanStarters);
  });
}

/** True when a callback that is handed over certainly runs in the context of the call. */
export function isKept(use: Extract<Use, { kind: 'boundary' }>, model: OtelModel): boolean {
  return judgeDispatch(use, model) === 'kept';
}

/** The span that a call makes active for its callback. */
function findActiveSpan(scope: CallNode, model: OtelModel): ActiveSpan | null {
  const start = model.getSpanStart(scope) ?? findStartInContext(scope, model);
  const extent = start?.callback
    ? model.values.findFunction(start.callback)
    : start && getEnclosingFunction(start.node);
  if (!start || !extent) return null;
  const variable = model.findSpanVariable(start);
  return { start, scope, extent, ends: variable ? findEnds(variable, model) : [] };
}

/** The start of the span that `context.with(trace.setSpan(...), ...)` makes active. */
function findStartInContext(scope: CallNode, model: OtelModel): SpanStart | null {
  const [context] = scope.arguments;
  if (!context || !model.api.isCallOf(scope, 'context.with', 'context.bind')) return null;
  const { spans, isSuppressed } = traceContext(context, model);
  const [span, ...others] = spans;
  return span && others.length === 0 && !isSuppressed ? model.findStartOf(span) : null;
}

/** The calls that end the span of a variable: `span.end()`, the project's helpers, functions of this file that do nothing else with it. */
function findEnds(variable: Variable, model: OtelModel): readonly Node[] {
  return model.bindings.getReads(variable).flatMap(({ identifier }) => findEnd(identifier, model) ?? []);
}

function findEnd(span: Node, model: OtelModel): Node | null {
  const node = wrap(span);
  const { parent } = node;
  if (parent?.type === 'MemberExpression' && parent.object === node) {
    const call = wrap(parent).parent;
    return getStaticName(parent) === 'end' && call?.type === 'CallExpression' ? call : null;
  }
  if (parent?.type !== 'CallExpression' || parent.callee === node) return null;
  if (model.api.isNamedByAny(parent.callee, model.settings.spanEnders)) return parent;
  const parameter = findCalledFunction(parent, model)?.params[
    parent.arguments.findIndex((argument) => argument === node)
  ];
  const variable = parameter?.type === 'Identifier' ? model.bindings.findVariable(parameter) : null;
  const isEnding = variable?.references.some(({ identifier }) => {
    const member = wrap(identifier).parent;
    return member?.type === 'MemberExpression' && getStaticName(member) === 'end';
  });
  return isEnding ? parent : null;
}

/**
 * True when a place is run as part of a function's run: in it, in what it runs in place, in reactions of its promises, or
 * once, when what it began has come about.
 */
function isRunWith(place: Node, extent: FunctionNode, model: OtelModel): boolean {
  let current = place;
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const around = getEnclosingFunction(current);
    if (around === extent) return true;
    const [use, ...others] = around ? model.callbacks.getUses(around) : [];
    const listening = around && findListening(around);
    if (listening) current = listening;
    else if (use && others.length === 0 && isRunOnce(use)) current = use.call;
    else return false;
  }
  return false;
}

/** True for a callback that runs in place, or once: not for one that waits for what others cause, or for a time. */
function isRunOnce(use: Use): boolean {
  if (use.kind !== 'boundary') return true;
  return use.rows.every((row) => {
    const isOfWork = row.module !== 'global' && row.module !== 'timers';
    return isPromiseReaction(row) || (isOfWork && row.runs === 'once' && !isListener(row));
  });
}

/** `socket.once('open', callback)` */
function findListening(callback: FunctionNode): CallNode | null {
  const { parent } = wrap(callback);
  const callee = parent?.type === 'CallExpression' ? unwrap(parent.callee) : null;
  if (parent?.type !== 'CallExpression' || callee?.type !== 'MemberExpression') return null;
  const isAdding = /^(?:on|once|addListener)$/u.test(getStaticName(callee) ?? '');
  return isAdding && BEGINNINGS.has(getStringValue(parent.arguments[0]) ?? '') ? parent : null;
}
