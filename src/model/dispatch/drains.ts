import type { OtelModel } from '../index.js';
import {
  type CallNode,
  type FunctionNode,
  type Node,
  getEnclosingFunction,
  getOwnNodes,
  getStaticName,
  isInside,
  unwrap,
  wrap,
} from '../code/nodes.js';
import { walkOutward } from './losses.js';
import { isFilledAnew } from './queues.js';
import { type ContextRead, findContextReads } from './reads.js';
import { findSharedWorkers } from './shared-workers.js';
import { findMethodCall, getAccesses, getCallers } from './takes.js';

/** A read of the active context for a task that has come out of a queue, in a loop that whoever came first has started, or in what a library runs for every task. */
export interface DrainRead {
  readonly read: ContextRead;
  /** The call that puts tasks into the queue. */
  readonly put: CallNode;
}

const PUTS: Readonly<Partial<Record<string, string>>> = { shift: 'push', pop: 'unshift' };

/**
 * The reads that take the context of one caller for the tasks of all: a function puts tasks into a queue of the file and
 * starts the loop that empties it, unless the loop runs already. What waits is then run under the caller that found
 * the queue idle.
 */
export function findDrainReads(model: OtelModel): readonly DrainRead[] {
  const reads = findContextReads(model);
  if (reads.length === 0) return [];
  const takes = [
    ...model.getCallsNamed(Object.keys(PUTS)).flatMap((call) => findTakes(call, model)),
    ...findSharedWorkers(model).map(({ worker, put }) => ({ start: worker.range[0], drain: worker, put })),
  ];
  if (takes.length === 0) return [];
  return reads.flatMap((read): DrainRead | [] => {
    if (!isForSpan(read, model)) return [];
    const take = findDrain(read.node, takes, model);
    return take ? { read, put: take.put } : [];
  });
}

interface QueueTake {
  /** Where in the source the task is out of the queue. */
  readonly start: number;
  readonly drain: FunctionNode;
  readonly put: CallNode;
}

/** The function that runs in the same context as a place, and takes a task out before that. */
function findDrain(place: Node, takes: readonly QueueTake[], model: OtelModel): QueueTake | null {
  const find = (node: Node): QueueTake | null =>
    takes.find(({ start, drain }) => drain === getEnclosingFunction(node) && start <= node.range[0]) ?? null;
  let found = find(place);
  if (found) return found;
  walkOutward(place, model, (use) => {
    if (use.kind === 'inline') found ??= find(use.call);
    return use.kind === 'inline' && !found;
  });
  return found;
}

/** What `queue.shift()` takes, where the function that fills the queue also starts this one, and this one waits between two tasks. */
function findTakes(call: CallNode, model: OtelModel): readonly QueueTake[] {
  const callee = unwrap(call.callee);
  const method = callee.type === 'MemberExpression' ? getStaticName(callee) : null;
  const put = method === null || !Object.hasOwn(PUTS, method) ? undefined : PUTS[method];
  const drain = getEnclosingFunction(call);
  if (callee.type !== 'MemberExpression' || put === undefined || !drain) return [];
  const accesses = getAccesses(callee.object, model);
  const puts = accesses.flatMap((access) => {
    const putting = findMethodCall(access);
    return putting && getStaticName(putting.callee) === put ? [putting.node] : [];
  });
  if (puts.length === 0) return [];
  const callers = getCallers(drain, model);
  if (!isWaiting(drain, callers, model)) return [];
  return puts.flatMap((putting) => {
    const starts = callers.filter(({ node, isDispatch }) => !isDispatch && isStartedBy(node, putting));
    const isGuarded = starts.some(({ node }) => isConditional(node)) || hasGuard(drain, call, accesses, model);
    const isShared = starts.length > 0 && isGuarded && isFilledAnew(callee.object, putting, model);
    return isShared ? [{ start: call.range[1], drain, put: putting }] : [];
  });
}

/** True when a call stands in the function that puts tasks in. */
function isStartedBy(start: Node, put: Node): boolean {
  const putter = getEnclosingFunction(put);
  return putter !== null && getEnclosingFunction(start) === putter;
}

/** True when a function comes to its next task later: behind an `await`, or called again by a callback of its own. */
function isWaiting(drain: FunctionNode, callers: ReturnType<typeof getCallers>, { sourceCode }: OtelModel): boolean {
  const isCalledBack = callers.some(
    ({ node, isDispatch }) => isDispatch || (isInside(node, drain) && getEnclosingFunction(node) !== drain),
  );
  return isCalledBack || (drain.async && getOwnNodes(drain, sourceCode).some(({ type }) => type === 'AwaitExpression'));
}

/** True when a call is made in a branch only. */
function isConditional(call: Node): boolean {
  const owner = getEnclosingFunction(call);
  for (let node: Node | undefined = call; node && node !== owner; node = node.parent) {
    if (/^(?:If|Conditional|Logical)/u.test(node.type)) return true;
  }
  return false;
}

/** True when a function returns at once for another reason than that the queue is empty. */
function hasGuard(drain: FunctionNode, take: Node, accesses: readonly Node[], { sourceCode }: OtelModel): boolean {
  return getOwnNodes(drain, sourceCode).some((node) => {
    if (node.type !== 'IfStatement' || node.range[1] > take.range[0]) return false;
    const { consequent, test } = node;
    const last = consequent.type === 'BlockStatement' ? consequent.body.at(-1) : consequent;
    return last?.type === 'ReturnStatement' && !accesses.some((access) => isInside(access, test));
  });
}

/** True when what is read becomes the parent of a span, or what is sent. */
function isForSpan(read: ContextRead, model: OtelModel): boolean {
  if (read.kind === 'implicit') return true;
  const [declarator] = read.declaration?.declarations ?? [];
  const variable = declarator?.id.type === 'Identifier' ? model.bindings.findVariable(declarator.id) : null;
  const names = variable ? model.bindings.getReads(variable).map(({ identifier }) => identifier) : [];
  return [read.node, ...names].some((name) => {
    const { parent } = wrap(name);
    if (parent?.type !== 'CallExpression' || parent.callee === wrap(name)) return false;
    return model.getSpanStart(parent) !== null || model.api.isCallOf(parent, 'propagation.inject');
  });
}
