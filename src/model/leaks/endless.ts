import type { TSESTree } from '@typescript-eslint/utils';
import { getRows, getSights, isRepeating } from '../../boundaries/matcher.js';
import { LIFE_FLAGS, LIMITS } from '../../boundaries/catalogue/long-lived.js';
import { findLiteralMember } from '../code/members.js';
import type { OtelModel } from '../index.js';
import {
  type CallNode,
  type FunctionNode,
  type Node,
  getChildren,
  getOwnNodes,
  getStaticName,
  isFunction,
  isLoop,
  unwrap,
} from '../code/nodes.js';
import { getAncestry } from '../code/origin.js';
import { findCalledFunction } from '../dispatch/placements.js';
import { findController, findSignal } from './signals.js';

type Flags = readonly Node[] | null;

const loops = new WeakMap<OtelModel, Map<Node, Flags>>();

/** What goes on until it is told to stop. */
export interface Endless {
  /** The conditions by which it is told. */
  readonly flags: readonly Node[];
}

/** The endless loop of a function that a place stands in the body of; null when every loop around it may come to an end by itself. */
export function findEndlessLoop(place: Node, around: FunctionNode, model: OtelModel): Endless | null {
  let current = place;
  for (let parent = current.parent; parent && current !== around; parent = current.parent) {
    const isBody = isLoop(parent) && 'body' in parent && parent.body === current;
    const flags = isBody ? getLoopFlags(parent, model) : null;
    if (flags) return { flags };
    current = parent;
  }
  return null;
}

/** Every loop is looked at once, however many places in it are asked for. */
function getLoopFlags(loop: Node, model: OtelModel): Flags {
  const known = loops.get(model) ?? new Map<Node, Flags>();
  loops.set(model, known);
  let flags = known.get(loop);
  if (flags !== undefined) return flags;
  known.set(loop, null); // what a generator that goes through its own values sees
  known.set(loop, (flags = findLoopFlags(loop, model)));
  return flags;
}

/** The conditions that keep the loop going; null when the loop may end for another reason. */
function findLoopFlags(loop: Node, model: OtelModel): Flags {
  const head = findHeadFlags(loop, model);
  if (!head || !('body' in loop) || !loop.body) return null;
  const exits = findExitFlags(loop.body as Node, model);
  const waits = loop.type === 'ForOfStatement' || contains(loop.body as Node, 'AwaitExpression', model);
  return exits && waits ? [...head, ...exits] : null;
}

function findHeadFlags(loop: Node, model: OtelModel): readonly Node[] | null {
  switch (loop.type) {
    case 'ForStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
      return loop.test ? findLifeFlags(loop.test, model) : [];
    case 'ForOfStatement':
      return loop.await ? findIterableFlags(loop.right, model) : null;
    default:
      return null;
  }
}

/** The controller that stops what a measured call returns, if any, when that gives values without end in the context of whoever asks for them. */
function findIterableFlags(iterable: Node, model: OtelModel): Flags {
  const call = model.values.dereference(iterable);
  if (call.type !== 'CallExpression') return null;
  const generator = findCalledFunction(call, model);
  if (generator) return generator.generator ? findOwnLoop(generator, model) : null;
  const signal = findSignal(call, model);
  const controller = signal && findController(signal, model);
  if (signal && !controller) return null;
  const origin = model.values.findOrigin(call.callee);
  const rows = origin ? getRows(getAncestry(origin), model.settings) : [];
  const { manager } = model;
  const isEndless = rows.some(
    (row) =>
      row.callback === 'await' &&
      isRepeating(row) &&
      row.unmeasured === undefined &&
      manager !== 'unknown' &&
      getSights(row, manager)?.includes('dispatch') === true,
  );
  if (!isEndless || isLimited(call, model)) return null;
  const callee = unwrap(call.callee);
  const owner = callee.type === 'MemberExpression' ? [callee.object] : [];
  return [iterable, ...owner, ...(controller ? [controller] : [])].filter(isName);
}

/** The conditions of an endless loop in a function of the file. */
function findOwnLoop(owner: FunctionNode, model: OtelModel): Flags {
  for (const node of getOwnNodes(owner, model.sourceCode)) {
    const flags = isLoop(node) ? getLoopFlags(node, model) : null;
    if (flags) return flags;
  }
  return null;
}

function isName({ type }: Node): boolean {
  return type === 'Identifier' || type === 'MemberExpression';
}

/** True when an option of the call sets an end to the values. */
function isLimited(call: CallNode, { values }: OtelModel): boolean {
  return call.arguments.some((argument) => {
    const literal = values.dereference(argument);
    return literal.type === 'ObjectExpression' && LIMITS.some((name) => findLiteralMember(literal, name) !== null);
  });
}

/** The parts of a condition that hold for as long as nobody stops the work; null when it depends on anything else. */
function findLifeFlags(test: Node, model: OtelModel): readonly Node[] | null {
  const node = unwrap(test);
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'boolean' || typeof node.value === 'number' ? [] : null;
    case 'UnaryExpression':
      return node.operator === '!' ? findLifeFlags(node.argument, model) : null;
    case 'LogicalExpression': {
      const [left, right] = [findLifeFlags(node.left, model), findLifeFlags(node.right, model)];
      return left && right ? [...left, ...right] : null;
    }
    case 'Identifier':
      return LIFE_FLAGS.test(node.name) ? [node] : null;
    case 'MemberExpression': {
      const name = getStaticName(node);
      if (name === 'aborted') return findAbortFlags(node.object, model);
      return name !== null && LIFE_FLAGS.test(name) ? [node] : null;
    }
    default:
      return null;
  }
}

/** `controller` of `controller.signal.aborted`. */
function findAbortFlags(signal: Node, model: OtelModel): Flags {
  const controller = findController(signal, model);
  return controller && [controller];
}

/** The conditions under which a body is left; null when it can be left on any other. */
function findExitFlags(body: Node, model: OtelModel): readonly Node[] | null {
  const flags: Node[] = [];
  const stack: { node: Node; isInner: boolean }[] = [{ node: body, isInner: false }];
  for (let entry = stack.pop(); entry; entry = stack.pop()) {
    const { node } = entry;
    const isExit =
      node.type === 'ReturnStatement' || (node.type === 'BreakStatement' && (!entry.isInner || node.label !== null));
    const guards = isExit ? findGuards(node, body, model) : [];
    if (!guards) return null;
    flags.push(...guards);
    if (isFunction(node)) continue;
    const isInner = entry.isInner || (node !== body && (isLoop(node) || node.type === 'SwitchStatement'));
    for (const child of getChildren(node, model.sourceCode)) stack.push({ node: child, isInner });
  }
  return flags;
}

/** The flags that decide whether a statement in a body is come to; null when anything else does, or nothing. */
function findGuards(statement: Node, body: Node, model: OtelModel): readonly Node[] | null {
  const flags: Node[] = [];
  for (let node = statement; node !== body && node.parent; node = node.parent) {
    const test = findTest(node, node.parent);
    const found = test && findLifeFlags(test, model);
    if (test && !found) return null;
    flags.push(...(found ?? []));
  }
  return flags.length > 0 ? flags : null;
}

/** The condition on which a part of its parent is run; the part itself for one that depends on what is no condition. */
function findTest(node: Node, parent: Node): Node | null {
  switch (parent.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
      return parent.test === node ? null : parent.test;
    case 'LogicalExpression':
      return parent.right === node ? parent.left : null;
    case 'SwitchCase':
    case 'CatchClause':
      return parent;
    default:
      return null;
  }
}

/** What decides whether a function comes to a place in it, by the end of each run; null when that is more than being told to stop. */
export function findWayTo(place: Node, around: FunctionNode, model: OtelModel): readonly Node[] | null {
  const flags: Node[] = [];
  for (let node = place; node !== around && node.parent; node = node.parent) {
    const { parent } = node;
    // How often a loop is run hangs on what it goes through.
    if (isLoop(parent) && 'body' in parent && parent.body === node) return null;
    const test = findTest(node, parent);
    const found = test && findLifeFlags(test, model);
    if (test && !found) return null;
    flags.push(...(found ?? []));
  }
  const returns = findReturns(around, model).filter(({ range }) => range[1] <= place.range[0]);
  for (const statement of returns) {
    const guards = findGuards(statement, around, model);
    if (!guards) return null;
    flags.push(...guards);
  }
  return flags;
}

function findReturns(around: FunctionNode, model: OtelModel): readonly TSESTree.ReturnStatement[] {
  const found: TSESTree.ReturnStatement[] = [];
  const stack: Node[] = [around.body];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.type === 'ReturnStatement') found.push(node);
    if (!isFunction(node)) stack.push(...getChildren(node, model.sourceCode));
  }
  return found;
}

function contains(node: Node, type: string, model: OtelModel): boolean {
  const stack: Node[] = [node];
  for (let current = stack.pop(); current; current = stack.pop()) {
    if (current.type === type) return true;
    if (!isFunction(current)) stack.push(...getChildren(current, model.sourceCode));
  }
  return false;
}
