import { getSights, isRepeating } from '../../boundaries/matcher.js';
import { isKept } from '../lifetimes/active-spans.js';
import type { Use } from '../callbacks.js';
import { type Endless, findEndlessLoop, findWayTo } from './endless.js';
import type { OtelModel } from '../index.js';
import { walkOutward } from '../dispatch/losses.js';
import {
  type CallNode,
  type FunctionNode,
  type Node,
  getEnclosingFunction,
  getStaticName,
  isInside,
  wrap,
} from '../code/nodes.js';

/** A call that sets something going that runs again and again, in the context of the call. */
export interface RepeatedWork {
  readonly kind: 'repeats' | 'reschedules' | 'loops';
  readonly call: CallNode;
  /** The function that goes on; null where the call itself repeats a callback. */
  readonly body: FunctionNode | null;
  readonly flags: readonly Node[];
  /** The calls in it by which it goes on. */
  readonly again: readonly CallNode[];
}

type Rescheduling = Endless & Pick<RepeatedWork, 'again'>;

const reschedulings = new WeakMap<OtelModel, Map<FunctionNode, Rescheduling | null>>();
const REACTIONS = new Set(['then', 'catch', 'finally']);
const MAX_DEPTH = 20;

/** The calls that set work going which comes to a place again and again, in the context that the call is made in. */
export function findRepeatedWork(place: Node, model: OtelModel): readonly RepeatedWork[] {
  const found: RepeatedWork[] = [];
  walkOutward(place, model, (use, from) => {
    if (use.kind === 'scope' || (use.kind === 'boundary' && !isSameEachTime(use, model))) return false;
    const around = getEnclosingFunction(from);
    const loop = around && findEndlessLoop(from, around, model);
    const chain = around && !loop ? getRescheduling(around, model) : null;
    if (around && loop) {
      const calls = findFloatingCalls(use, model);
      found.push(...calls.map((call) => ({ kind: 'loops' as const, call, body: around, again: [], ...loop })));
    } else if (around && chain) {
      if (!isInside(use.call, around)) found.push({ kind: 'reschedules', call: use.call, body: around, ...chain });
    } else if (use.kind === 'boundary' && use.rows.every(isRepeating)) {
      found.push({ kind: 'repeats', call: use.call, body: null, flags: [], again: [] });
    } else return true;
    return false;
  });
  return found;
}

/** True when a callback sees the context of the call that handed it over, at least on some of its runs. */
function isSameEachTime(use: Extract<Use, { kind: 'boundary' }>, model: OtelModel): boolean {
  const { manager } = model;
  if (!use.rows.every(isRepeating)) return isKept(use, model);
  return use.rows.every(
    (row) =>
      manager !== 'unknown' && row.unmeasured === undefined && getSights(row, manager)?.includes('dispatch') === true,
  );
}

/** Every function is looked at once. */
function getRescheduling(around: FunctionNode, model: OtelModel): Rescheduling | null {
  const known = reschedulings.get(model) ?? new Map<FunctionNode, Rescheduling | null>();
  reschedulings.set(model, known);
  let found = known.get(around);
  if (found === undefined) known.set(around, (found = findRescheduling(around, model)));
  return found;
}

/** How a function hands itself over to run again, each time that it runs; null when it does not. */
function findRescheduling(around: FunctionNode, model: OtelModel): Rescheduling | null {
  if (around.generator || isInExecutor(around)) return null;
  for (const use of model.callbacks.getUses(around)) {
    if (!isInside(use.call, around)) continue;
    const way = findWayBack(use, around, model);
    if (way) return way;
  }
  return null;
}

/** The way from the beginning of a function to a use of it inside it, through at least one callback that is handed over. */
function findWayBack(use: Use, around: FunctionNode, model: OtelModel): Rescheduling | null {
  const flags: Node[] = [];
  const again: CallNode[] = [];
  let current: Use | undefined = use;
  for (let depth = 0; current && depth < MAX_DEPTH; depth++) {
    const { call } = current;
    const owner = getEnclosingFunction(call);
    if (current.kind === 'scope' || (current.kind === 'boundary' && !isKept(current, model))) return null;
    if (current.kind === 'boundary') again.push(call);
    const way = owner && findWayTo(call, owner, model);
    if (!owner || !way) return null;
    flags.push(...way);
    if (owner === around) return again.length > 0 ? { flags, again } : null;
    current = model.callbacks.getUses(owner).find((outer) => isInside(outer.call, around));
  }
  return null;
}

/** True inside `new Promise(...)`: whoever polls there waits for something. */
function isInExecutor(node: Node): boolean {
  for (let around = getEnclosingFunction(node); around; around = getEnclosingFunction(around)) {
    const { parent } = wrap(around);
    if (parent?.type === 'NewExpression' && parent.callee.type === 'Identifier' && parent.callee.name === 'Promise') {
      return true;
    }
  }
  return false;
}

/** The calls that start an asynchronous function which nobody waits for: the use itself, or that of a function that waits for it. */
function findFloatingCalls(use: Use, model: OtelModel): readonly CallNode[] {
  const found: CallNode[] = [];
  const seen = new Set<FunctionNode>();
  const pending: Use[] = [use];
  for (let current = pending.pop(); current; current = pending.pop()) {
    if (current.kind === 'scope') continue;
    const { call } = current;
    if (current.kind === 'boundary' || isFloating(call, model)) {
      found.push(call);
      continue;
    }
    const owner = getEnclosingFunction(call);
    if (!owner?.async || owner.generator || seen.has(owner) || !isWaitedFor(call)) continue;
    seen.add(owner);
    pending.push(...model.callbacks.getUses(owner));
  }
  return found;
}

/** True when the promise that a call returns goes nowhere, or into a field: the code runs on at once. */
function isFloating(call: Node, model: OtelModel): boolean {
  const node = getEndOfChain(call);
  const { parent } = node;
  switch (parent?.type) {
    case 'ExpressionStatement':
      return true;
    case 'UnaryExpression':
      return parent.operator === 'void';
    case 'AssignmentExpression':
      return parent.left.type === 'MemberExpression' && parent.parent.type === 'ExpressionStatement';
    case 'VariableDeclarator': {
      const variable = parent.id.type === 'Identifier' ? model.bindings.findVariable(parent.id) : null;
      return variable !== null && model.bindings.getReads(variable).length === 0;
    }
    default:
      return false;
  }
}

/** True for `await call` and `return call`. */
function isWaitedFor(call: Node): boolean {
  const { parent } = getEndOfChain(call);
  return parent?.type === 'AwaitExpression' || parent?.type === 'ReturnStatement';
}

/** The expression that a call is with its promise reactions: `call().catch(...)`. */
function getEndOfChain(call: Node): Node {
  let node = wrap(call);
  for (;;) {
    const member = node.parent;
    if (member?.type !== 'MemberExpression' || member.object !== node) return node;
    const callee = wrap(member);
    const isReaction = REACTIONS.has(getStaticName(member) ?? '') && callee.parent?.type === 'CallExpression';
    if (!isReaction || callee.parent?.type !== 'CallExpression') return node;
    node = wrap(callee.parent);
  }
}
