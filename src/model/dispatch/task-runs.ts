import type { OtelModel } from '../index.js';
import {
  type CallNode,
  type FunctionNode,
  type Node,
  getEnclosingFunction,
  getStaticName,
  isFunction,
  isInLoop,
  isInside,
  unwrap,
  wrap,
} from '../code/nodes.js';
import { getFunctionName, isShutdown } from '../leaks/lifecycle.js';
import { findMethodCall, getAccesses, getCallers } from './collections.js';
import { type QueueTake, isSetOffByItself } from './drain-starts.js';
import { type Named, getParts, getPatternNames, isCalled, isCalledThere } from './elements.js';
import { findPlacement } from './placements.js';
import { LISTENS, isFilledAnew } from './queues.js';
import { findContextReads } from './reads.js';
import { findKept, findTake } from './takes.js';

/** Beyond these, a collection is not looked at. */
const MAX_ACCESSES = 50;
/** Functions that are asked to run something, and put it down for another to do so. */
const SUBMITS = /^#?_?(?:run|exec|execute|enqueue|perform|invoke|spawn|submit)(?:[A-Z]\w*)?$/u;
/** Functions that work off, by themselves, what others have put down. */
const WORKS_OFF =
  /^#?_?(?:(?:run|work|process|start)?(?:[Ll]oop|[Dd]rain|[Tt]ick|[Pp]ump|[Dd]equeue)|(?:run|work|process|execute|handle|consume)(?:Off)?(?:Queue|Jobs|Tasks|Pending|Next|Backlog))(?:[A-Z]\w*)?$/u;
const QUEUES = /^#?_?(?:enqueue|submit|schedule)(?:[A-Z]\w*)?$/u;
const PROCESSES = /^#?_?(?:process|work)$/u;
/** Methods of a task by which it is run. */
const RUNS = new Set([
  'run',
  'execute',
  'exec',
  'fn',
  'func',
  'handler',
  'task',
  'work',
  'job',
  'callback',
  'perform',
  'process',
  'thunk',
]);

/**
 * The places where a function that was handed over comes out of a collection of the file, to be run where another than
 * its caller sets that off: by a timer, by a loop without an end, or one task at a time. Handlers that stay in their
 * collection are none, unless the function that takes them is asked to run them (`run(id, handler)`).
 */
export function findTaskRuns(model: OtelModel): readonly QueueTake[] {
  return model.getCallsNamed(['push', 'unshift', 'enqueue', 'add', 'set']).flatMap((put) => {
    const callee = unwrap(put.callee);
    const putter = getEnclosingFunction(put);
    const name = callee.type === 'MemberExpression' ? getStaticName(callee) : null;
    if (callee.type !== 'MemberExpression' || name === null || !putter) return [];
    if (LISTENS.test(getFunctionName(putter) ?? '')) return [];
    const tasks = put.arguments.slice(name === 'set' ? 1 : 0).flatMap((element) => getTasks(element, put, model));
    if (tasks.length === 0 || capturesContext(putter, model)) return [];
    const accesses = getAccesses(callee.object, model);
    if (accesses.length > MAX_ACCESSES || !isFilledAnew(callee.object, put, model)) return [];
    return accesses.flatMap((access) => findRuns({ put, name, putter, tasks, accesses }, access, model));
  });
}

interface Put {
  readonly put: CallNode;
  readonly name: string;
  readonly putter: FunctionNode;
  /** The parts of the element that are functions of whoever puts it in: null for the element itself. */
  readonly tasks: readonly (string | null)[];
  readonly accesses: readonly Node[];
}

function findRuns({ put, name, putter, tasks, accesses }: Put, access: Node, model: OtelModel): readonly QueueTake[] {
  const drain = getEnclosingFunction(access);
  if (!drain || drain === putter || isInside(drain, putter) || isShutdown(drain.body)) return [];
  const take = findTake(access, name, accesses, model);
  const isAsked = SUBMITS.test(getFunctionName(putter) ?? '');
  const names = take?.names ?? (isAsked ? findKept(access, name, accesses, model) : []);
  const runs = tasks.flatMap((task) => getRuns(names, task, model));
  if (runs.length === 0 || take?.kind === 'keyed' || isPutBack(drain, name, accesses)) return [];
  const isOneByOne = take?.kind === 'one' && !isInLoop(take.node);
  const isWorkedOff = isSetOffByItself(access, put, model) || isNamedForQueue(drain, put, model);
  if (!isOneByOne && !isWorkedOff) return [];
  return isOfOneOperation(drain, putter, model) ? [] : [{ start: access.range[0], drain, put, runs }];
}

/** What an element of a collection holds of the functions that the one which puts it in was given. */
function getTasks(element: Node, put: Node, model: OtelModel): readonly (string | null)[] {
  const node = model.values.dereference(element);
  if (isGiven(node, put, model)) return [null];
  if (isFunction(node)) return callsGiven(node, put, model) ? [null] : [];
  if (node.type !== 'ObjectExpression') return [];
  return node.properties.flatMap((property) => {
    if (property.type !== 'Property') return isGiven(property.argument, put, model) ? [null] : [];
    return isGiven(property.value, put, model) ? [getStaticName(property)].filter((name) => name !== null) : [];
  });
}

/** True for a function that calls what the function around it, or one around that, was given. */
function callsGiven(element: FunctionNode, put: Node, model: OtelModel): boolean {
  for (let around = getEnclosingFunction(put); around; around = getEnclosingFunction(around)) {
    const names = isExecutor(around) ? [] : around.params.flatMap((parameter) => getPatternNames(parameter, model));
    if (names.some(({ node }) => isInside(node, element) && isCalled(node))) return true;
  }
  return false;
}

/** What `new Promise(...)` gives settles a promise: whoever waits for it goes on in a context of their own. */
function isExecutor(owner: Node): boolean {
  const { parent } = wrap(owner);
  return parent?.type === 'NewExpression' && parent.arguments[0] === owner;
}

/** True for a parameter of the function that puts something in, or of one around that. */
function isGiven(node: Node, put: Node, { bindings }: OtelModel): boolean {
  const name = unwrap(node);
  const variable = name.type === 'Identifier' ? bindings.findVariable(name) : null;
  const [definition] = variable?.defs ?? [];
  return definition?.type === 'Parameter' && isInside(put, definition.node) && !isExecutor(definition.node);
}

/** The places where a task is run: called, or given to what runs it in place. */
function getRuns(names: readonly Named[], task: string | null, model: OtelModel): readonly Node[] {
  const parts = getParts(names, task);
  const methods =
    task === null ? names.flatMap(({ node, property }) => (property === null ? getRunMethods(node) : [])) : [];
  return [...parts.filter((node) => isCalled(node) || isRunInPlace(node, model)), ...methods];
}

/** `task.run()`: not the methods of something that is lent, which are told what to do. */
function getRunMethods(task: Node): readonly Node[] {
  const { parent } = wrap(task);
  const isMethod = parent?.type === 'MemberExpression' && RUNS.has(getStaticName(parent) ?? '');
  const call = isMethod ? wrap(parent).parent : null;
  return isMethod && call?.type === 'CallExpression' && call.arguments.length === 0 && isCalled(parent) ? [parent] : [];
}

function isRunInPlace(node: Node, model: OtelModel): boolean {
  const argument = wrap(node);
  const { parent } = argument;
  if (parent?.type !== 'CallExpression' || parent.callee === argument) return false;
  const position = parent.arguments.findIndex((it) => it === argument);
  const placement = findPlacement(parent, position, argument, model);
  if (placement?.kind === 'parameter') return isCalledThere(placement.target.params[position], model);
  const start = model.getSpanStart(parent);
  return placement?.kind === 'inline' || (placement?.kind === 'scope' && (!start || start.method !== 'startSpan'));
}

/** True where a function takes hold of the context for later: then what it puts in may well carry it. */
function capturesContext(owner: FunctionNode, model: OtelModel): boolean {
  return findContextReads(model).some(({ node, kind }) => kind === 'explicit' && isInside(node, owner));
}

/** True where what is taken out goes back in, as what is lent, or runs by turns, does. */
function isPutBack(drain: FunctionNode, name: string, accesses: readonly Node[]): boolean {
  return accesses.some((access) => {
    const call = isInside(access, drain) ? findMethodCall(access) : null;
    return call !== null && getStaticName(call.callee) === name && !isInCatch(call.node, drain);
  });
}

function isInCatch(node: Node, owner: Node): boolean {
  for (let current: Node | undefined = node; current && current !== owner; current = current.parent) {
    if (current.type === 'CatchClause' || current.type === 'IfStatement') return true;
  }
  return false;
}

/** True for a function that nothing in the file runs, and that works a queue off by its name. */
function isNamedForQueue(drain: FunctionNode, put: Node, model: OtelModel): boolean {
  if (getCallers(drain, model).length > 0) return false;
  const putter = getEnclosingFunction(put);
  const isQueued = putter !== null && QUEUES.test(getFunctionName(putter) ?? '');
  const name = getFunctionName(drain) ?? '';
  return WORKS_OFF.test(name) || (isQueued && PROCESSES.test(name));
}

/** True where one function of the file both has tasks put in and has them run. */
function isOfOneOperation(drain: FunctionNode, putter: FunctionNode, model: OtelModel): boolean {
  const users = new Set(getCallers(putter, model).map(({ node }) => getEnclosingFunction(node)));
  return getCallers(drain, model).some(({ node, isDispatch }) => {
    const user = getEnclosingFunction(node);
    return !isDispatch && user !== null && users.has(user);
  });
}
