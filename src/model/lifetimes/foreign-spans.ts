import { isFinalizer } from '../code/finalizers.js';
import { SPAN_WRITERS } from '../api-types.js';
import type { TSESTree } from '@typescript-eslint/utils';
import type { Flow } from '../../flow/index.js';
import type { OtelModel } from '../index.js';
import { isShutdown } from '../leaks/lifecycle.js';
import { isUnderActiveSpan } from '../dispatch/losses.js';
import {
  type CallNode,
  type FunctionNode,
  type Node,
  type SourceCode,
  getChildren,
  getEnclosingFunction,
  getStaticName,
  isFunction,
  isInside,
  unwrap,
  wrap,
} from '../code/nodes.js';
import { isTestCode } from '../code/test-code.js';
import { type SpanLifetimes, getSpanLifetimes } from './span-lifetimes.js';

/** A call of `end` on a span that other code started and has yet to end. */
export interface ForeignEnd {
  readonly call: TSESTree.CallExpression;
  /** The later use in the function that owns the span; null for the active span, whose owner is not to be seen. */
  readonly ownerUse: Node | null;
}

/** The calls of `end` in the file that certainly end the span of other code, in source order. */
export function findForeignEnds(model: OtelModel, flow: Flow): readonly ForeignEnd[] {
  return model.index.calls.flatMap((call): readonly ForeignEnd[] => {
    const span = findEndedSpan(call);
    if (!span || call.type !== 'CallExpression' || isShutdown(call)) return [];
    const read = findActiveRead(span, model);
    if (read) return isOwnScope(call, read, model, flow) ? [] : [{ call, ownerUse: null }];
    const ownerUse = findOwnerUse(call, span, model, flow);
    return ownerUse ? [{ call, ownerUse }] : [];
  });
}

/** The methods of a span that write to it and give it back. Source: the Span interface of `@opentelemetry/api` 1.10.0. */
const WRITES = new Set(['end', 'recordException', ...SPAN_WRITERS]);

/** The expression whose `end` is called; `span` in `span.setStatus(...).end()`. */
function findEndedSpan(call: CallNode): Node | null {
  const callee = unwrap(call.callee);
  if (callee.type !== 'MemberExpression' || getStaticName(callee) !== 'end') return null;
  let current = unwrap(callee.object);
  while (current.type === 'CallExpression') {
    const inner = unwrap(current.callee);
    if (inner.type !== 'MemberExpression' || !SPAN_WRITERS.has(getStaticName(inner) ?? '')) break;
    current = unwrap(inner.object);
  }
  return current;
}

/** The call that reads the active span which an expression holds; null for every other expression. */
function findActiveRead(span: Node, model: OtelModel): CallNode | null {
  const source = model.values.dereference(span);
  if (source.type !== 'CallExpression') return null;
  const name = model.api.findName(source.callee);
  const [context] = source.arguments;
  const isOfActive = context !== undefined && model.describeContext(context).kind === 'active';
  return name === 'trace.getActiveSpan' || (name === 'trace.getSpan' && isOfActive) ? source : null;
}

/** Libraries that hand the span that they activate over to the code under it, to be ended there. */
const HANDING_OVER = /^@?langfuse(?:\/|$)/u;

/** True where the active span may well be this file's own: it activates one around the read or for whoever it calls, attaches contexts, or tests. */
function isOwnScope(call: Node, read: Node, model: OtelModel, flow: Flow): boolean {
  return (
    isTestCode(call) ||
    isUnderActiveSpan(read, model) ||
    model.getCallsOf('context.attach', 'ContextManager#attach').length > 0 ||
    model.bindings.importSources.some((source) => HANDING_OVER.test(source)) ||
    leavesSpanToContext(model, getSpanLifetimes(model, flow))
  );
}

/** `context.with(trace.setSpan(context.active(), span), next)`, and nothing else that could end the span: who finds it active has to. */
function leavesSpanToContext({ api }: OtelModel, lifetimes: SpanLifetimes): boolean {
  return lifetimes.getStarts().some((start) => {
    const references = lifetimes.findOwnedSpan(start)?.ownership.references ?? [];
    return (
      references.every(({ kind }) => kind === 'lend' || kind === 'touch') &&
      references.some(({ kind, node }) => kind === 'lend' && api.isCallOf(node, 'context.with', 'context.bind'))
    );
  });
}

/** For a span that is a parameter: what the callers in the file do with it after the call; null unless all do something. */
function findOwnerUse(call: Node, span: Node, model: OtelModel, flow: Flow): Node | null {
  const variable = span.type === 'Identifier' ? model.bindings.findVariable(span) : null;
  const around = getEnclosingFunction(call);
  const index = around?.params.findIndex((parameter) => parameter === variable?.identifiers[0]) ?? -1;
  if (!around || index < 0 || !isAlwaysRun(call, around, model)) return null;
  const uses = model.callbacks.getUses(around).map((use) => {
    const given = use.kind === 'inline' ? use.call.arguments[index] : undefined;
    return given ? findLaterUse(given, use.call, around.async, { model, flow }) : null;
  });
  return uses.every((use) => use !== null) ? (uses[0] ?? null) : null;
}

/** The use of the same span that the caller comes to after the call; null when it leaves the span to the function. */
function findLaterUse(
  given: Node,
  at: CallNode,
  isAsync: boolean,
  { model, flow }: { model: OtelModel; flow: Flow },
): Node | null {
  const variable = given.type === 'Identifier' ? model.bindings.findVariable(given) : null;
  if (!variable || !model.findStartOf(given)) return null;
  const isOver = !isAsync || wrap(at).parent?.type === 'AwaitExpression';
  for (const { identifier } of model.bindings.getReads(variable)) {
    const member = wrap(identifier).parent;
    const name = member?.type === 'MemberExpression' ? getStaticName(member) : null;
    const isUse = name === 'end' || (isOver && name !== null && WRITES.has(name));
    if (!isUse || getEnclosingFunction(identifier) !== getEnclosingFunction(at)) continue;
    if (!isConditional(identifier, at) && flow.reaches(at, identifier)) return identifier;
  }
  return null;
}

const CONDITIONS = new Set(['IfStatement', 'ConditionalExpression', 'LogicalExpression', 'SwitchCase', 'CatchClause']);

/** True when the place is reached from the other only under a condition: it may stand for the case that was not handled. */
function isConditional(node: Node, from: Node): boolean {
  let current: Node | undefined = node;
  while (current && !isInside(from, current)) {
    if (CONDITIONS.has(current.type)) return true;
    current = current.parent;
  }
  return false;
}

/** True for a statement that a function comes to whenever it returns: directly in its body, or in a `try` or `finally` there. */
function isAlwaysRun(call: Node, around: FunctionNode, { sourceCode }: OtelModel): boolean {
  if (around.body === wrap(call)) return true;
  const statement = wrap(call).parent;
  if (statement?.type !== 'ExpressionStatement') return false;
  let current: Node = statement;
  for (let parent: Node | undefined = current.parent; parent && parent !== around; parent = current.parent) {
    const isStraight =
      parent.type === 'BlockStatement' || (parent.type === 'TryStatement' && parent.handler !== current);
    if (!isStraight) return false;
    current = parent;
  }
  return !leavesBefore(statement, around, sourceCode);
}

/** True when the function can return before the statement. */
function leavesBefore(statement: Node, around: FunctionNode, sourceCode: SourceCode): boolean {
  const stack: Node[] = [around.body];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.range[0] >= statement.range[0]) continue;
    if (node.type === 'ReturnStatement') return !statement.parent || !isFinalizer(statement.parent);
    if (!isFunction(node)) stack.push(...getChildren(node, sourceCode));
  }
  return false;
}
