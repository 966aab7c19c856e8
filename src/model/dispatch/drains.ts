import type { OtelModel } from '../index.js';
import {
  type CallNode,
  type FunctionNode,
  type Node,
  getEnclosingFunction,
  getOwnNodes,
  getStaticName,
  isFunction,
  isInside,
  unwrap,
  wrap,
} from '../code/nodes.js';
import { findBatches } from './batches.js';
import { type QueueTake, isConditional, isSetOffByItself, isStartedBy } from './drain-starts.js';
import { walkOutward } from './losses.js';
import { isFilledAnew } from './queues.js';
import { type ContextRead, findContextReads } from './reads.js';
import { findSharedWorkers } from './shared-workers.js';
import { findTaskRuns } from './task-runs.js';
import { findMethodCall, getAccesses, getCallers } from './collections.js';

/** A read of the active context for a task that has come out of a queue, in a loop that whoever came first has started, or in what a library runs for every task. */
export interface DrainRead {
  readonly read: ContextRead;
  /** The call that puts tasks into the queue. */
  readonly put: CallNode;
}

const PUTS: Readonly<Partial<Record<string, string>>> = { shift: 'push', pop: 'unshift' };
const FILLS = new Set(Object.values(PUTS));

/**
 * The reads that take the context of one caller for the tasks of all: a function puts tasks into a queue of the file and
 * starts the loop that empties it, unless the loop runs already. What waits is then run under the caller that found
 * the queue idle.
 */
export function findDrainReads(model: OtelModel): readonly DrainRead[] {
  const reads = findContextReads(model);
  if (reads.length === 0) return [];
  const takes: readonly QueueTake[] = [
    ...findTaskRuns(model),
    ...model.getCallsNamed(Object.keys(PUTS)).flatMap((call) => findTakes(call, model)),
    ...findSharedWorkers(model).map(({ worker, put }) => ({ start: worker.range[0], drain: worker, put })),
    ...findBatches(model),
  ];
  if (takes.length === 0) return [];
  return reads.flatMap((read): DrainRead | [] => {
    if (!isForTask(read, model)) return [];
    const take = findDrain(read.node, takes, model);
    const isMeant = take?.isOfNobody === true && read.kind === 'implicit';
    return take && !isMeant ? { read, put: take.put } : [];
  });
}

/** The function that runs in the same context as a place, and takes a task out before that. */
function findDrain(place: Node, takes: readonly QueueTake[], model: OtelModel): QueueTake | null {
  const find = (node: Node): QueueTake | null =>
    takes.find(
      ({ start, end, drain, runs }) =>
        drain === getEnclosingFunction(node) &&
        start <= node.range[0] &&
        node.range[1] <= (end ?? Infinity) &&
        (!runs || runs.some((run) => run.range[0] > node.range[0] || !isInside(run, drain))),
    ) ?? null;
  let found = find(place);
  if (found) return found;
  walkOutward(place, model, (use, from) => {
    if (use.kind !== 'inline' || !isOwnRun(use.call, from, model)) return false;
    found ??= find(use.call);
    return !found;
  });
  return found;
}

/** False where the function that a place has been called in as a parameter gets another function from the call. */
function isOwnRun(call: CallNode, place: Node, { bindings, values }: OtelModel): boolean {
  const name = place.type === 'CallExpression' ? unwrap(place.callee) : place;
  const [definition] = (name.type === 'Identifier' ? bindings.findVariable(name)?.defs : null) ?? [];
  if (definition?.type !== 'Parameter' || !isFunction(definition.node)) return true;
  const argument = call.arguments[definition.node.params.findIndex((parameter) => parameter === definition.name)];
  const given = argument && unwrap(argument);
  const isParameter = given?.type === 'Identifier' && bindings.findVariable(given)?.defs[0]?.type === 'Parameter';
  return !given || isParameter || values.findFunction(given) !== null;
}

/** What `queue.shift()` takes, where the function that fills the queue also starts this one, and this one waits between two tasks. */
function findTakes(call: CallNode, model: OtelModel): readonly QueueTake[] {
  const callee = unwrap(call.callee);
  const method = callee.type === 'MemberExpression' ? getStaticName(callee) : null;
  const put = method === null || !Object.hasOwn(PUTS, method) ? undefined : PUTS[method];
  const drain = getEnclosingFunction(call);
  if (callee.type !== 'MemberExpression' || put === undefined || !drain) return [];
  const accesses = getAccesses(callee.object, model);
  const all = accesses.flatMap((access) => findMethodCall(access) ?? []);
  const [first] = all.flatMap((it) => (FILLS.has(getStaticName(it.callee) ?? '') ? [it.node] : []));
  if (first && getEnclosingFunction(first) !== drain && isSetOffByItself(call, first, model)) {
    const isFilled = isFilledAnew(callee.object, first, model);
    return isFilled ? [{ start: call.range[1], drain, put: first, isOfNobody: true }] : [];
  }
  const puts = all.flatMap((putting) => (getStaticName(putting.callee) === put ? [putting.node] : []));
  if (puts.length === 0) return [];
  const callers = getCallers(drain, model);
  if (!isWaiting(drain, callers, model)) return [];
  return puts.flatMap((putting) => {
    const starts = callers.filter(({ node }) => isStartedBy(node, putting));
    const isGuarded = starts.some(({ node }) => isConditional(node)) || hasGuard(drain, call, accesses, model);
    const isShared = starts.length > 0 && isGuarded && isFilledAnew(callee.object, putting, model);
    return isShared ? [{ start: call.range[1], drain, put: putting }] : [];
  });
}

/** True when a function comes to its next task later: behind an `await`, or called again by a callback of its own. */
function isWaiting(drain: FunctionNode, callers: ReturnType<typeof getCallers>, { sourceCode }: OtelModel): boolean {
  const isCalledBack = callers.some(
    ({ node, isDispatch }) => isDispatch || (isInside(node, drain) && getEnclosingFunction(node) !== drain),
  );
  return isCalledBack || (drain.async && getOwnNodes(drain, sourceCode).some(({ type }) => type === 'AwaitExpression'));
}

/** True when a function returns at once, or does not take the next task, for another reason than that the queue is empty. */
function hasGuard(drain: FunctionNode, take: Node, accesses: readonly Node[], { sourceCode }: OtelModel): boolean {
  const isOther = (test: Node): boolean => !accesses.some((access) => isInside(access, test));
  return getOwnNodes(drain, sourceCode).some((node) => {
    if (node.type === 'WhileStatement') {
      const isCounted = getOperands(node.test, '&&').some((test) => /^[<>]/u.test(getOperator(test)) && isOther(test));
      return isCounted && isInside(take, node.body);
    }
    if (node.type !== 'IfStatement' || node.range[1] > take.range[0]) return false;
    const { consequent, test } = node;
    const last = consequent.type === 'BlockStatement' ? consequent.body.at(-1) : consequent;
    return last?.type === 'ReturnStatement' && getOperands(test, '||').some(isOther);
  });
}

function getOperator(test: Node): string {
  return test.type === 'BinaryExpression' ? test.operator : '';
}

/** The conditions that an operator joins. */
function getOperands(test: Node, operator: '&&' | '||'): readonly Node[] {
  const node = unwrap(test);
  if (node.type !== 'LogicalExpression' || node.operator !== operator) return [node];
  return [...getOperands(node.left, operator), ...getOperands(node.right, operator)];
}

/** True when what is read becomes the parent of a span, is sent, or tells which span a task belongs to. */
function isForTask(read: ContextRead, model: OtelModel): boolean {
  if (read.kind === 'implicit' || isSent(read, model) || isIdentified(read, model)) return true;
  return getTakers(read, model).some((call) => {
    return model.getSpanStart(call) !== null || model.api.isCallOf(call, 'trace.getSpanContext');
  });
}

/** True for `trace.getActiveSpan()?.spanContext()` and `trace.getSpan(context.active())?.spanContext()`, whose ids are noted down. */
function isIdentified({ node }: ContextRead, model: OtelModel): boolean {
  const outer = wrap(node).parent;
  const isWrapped = outer?.type === 'CallExpression' && model.api.isCallOf(outer, 'trace.getSpan');
  const span = isWrapped ? outer : model.api.isCallOf(node, 'trace.getActiveSpan') ? node : null;
  const called = span && findMethodCall(span);
  return called !== null && getStaticName(called.callee) === 'spanContext';
}

/** True for the context that is injected into something. */
function isSent(read: ContextRead, model: OtelModel): boolean {
  return getTakers(read, model).some((call) => model.api.isCallOf(call, 'propagation.inject'));
}

/** The calls that are given what is read, under its name or without one. */
function getTakers({ node, declaration }: ContextRead, { bindings }: OtelModel): readonly CallNode[] {
  const [declarator] = declaration?.declarations ?? [];
  const variable = declarator?.id.type === 'Identifier' ? bindings.findVariable(declarator.id) : null;
  const names = variable ? bindings.getReads(variable).map(({ identifier }) => identifier) : [];
  return [node, ...names].flatMap((name) => {
    const { parent } = wrap(name);
    return parent?.type === 'CallExpression' && parent.callee !== wrap(name) ? [parent] : [];
  });
}
