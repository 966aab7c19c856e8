import type { Use } from '../callbacks.js';
import { isKept } from '../lifetimes/active-spans.js';
import { type Endless, findWayTo } from './endless.js';
import { findCalledFunction } from '../dispatch/placements.js';
import { isWaitedFor } from './floating.js';
import type { OtelModel } from '../index.js';
import {
  type CallNode,
  type FunctionNode,
  type Node,
  getEnclosingFunction,
  getOwnNodes,
  isInside,
  wrap,
} from '../code/nodes.js';

/** How a function makes itself run again each time that it runs. */
export interface Rescheduling extends Endless {
  /** The calls that hand it over, the innermost first; none where it calls itself after it has waited. */
  readonly again: readonly CallNode[];
  /** The scopes of its own that those calls stand in. */
  readonly scopes: readonly CallNode[];
  /** True where each run waits for the next. */
  readonly isAwaited: boolean;
}

const reschedulings = new WeakMap<OtelModel, Map<FunctionNode, Rescheduling | null>>();
const MAX_DEPTH = 20;

/** How a function runs itself again, each time that it runs; null when it does not. Every function is looked at once. */
export function getRescheduling(around: FunctionNode, model: OtelModel): Rescheduling | null {
  const known = reschedulings.get(model) ?? new Map<FunctionNode, Rescheduling | null>();
  reschedulings.set(model, known);
  let found = known.get(around);
  if (found === undefined) known.set(around, (found = findRescheduling(around, model)));
  return found;
}

function findRescheduling(around: FunctionNode, model: OtelModel): Rescheduling | null {
  if (around.generator || isInExecutor(around)) return null;
  for (const use of model.callbacks.getUses(around)) {
    if (!isInside(use.call, around)) continue;
    const way = findWayBack(use, around, model);
    if (way) return way;
  }
  return null;
}

/** The way from the beginning of a function to a use of it inside it: through a callback that is handed over, or past an `await`. */
function findWayBack(use: Use, around: FunctionNode, model: OtelModel): Rescheduling | null {
  const flags: Node[] = [];
  const again: CallNode[] = [];
  const scopes: CallNode[] = [];
  let current: Use | undefined = use;
  for (let depth = 0; current && depth < MAX_DEPTH; depth++) {
    const { call } = current;
    const owner = getEnclosingFunction(call);
    if (current.kind === 'boundary' && !isKept(current, model)) return null;
    if (current.kind === 'boundary') again.push(call);
    if (current.kind === 'scope') scopes.push(call);
    // What a function of another file calls, such as `forEach`, it may call any number of times.
    if (current.kind === 'inline' && !findCalledFunction(call, model)) return null;
    const way = owner && findWayTo(call, owner, model);
    if (!owner || !way) return null;
    flags.push(...way);
    if (owner === around) {
      const isLater = again.length > 0 || (use.call === call && isAfterAwait(call, around, model));
      return isLater ? { flags, again, scopes, isAwaited: again.length === 0 && isWaitedFor(call) } : null;
    }
    current = model.callbacks.getUses(owner).find((outer) => isInside(outer.call, around));
  }
  return null;
}

/** True for a call that an asynchronous function comes to after it has waited for something. */
function isAfterAwait(call: Node, around: FunctionNode, { sourceCode }: OtelModel): boolean {
  return (
    around.async &&
    getOwnNodes(around, sourceCode).some((node) => node.type === 'AwaitExpression' && node.range[1] <= call.range[0])
  );
}

/** True inside `new Promise(...)`: whoever polls there waits for something. */
export function isInExecutor(node: Node): boolean {
  for (let around = getEnclosingFunction(node); around; around = getEnclosingFunction(around)) {
    const { parent } = wrap(around);
    if (parent?.type === 'NewExpression' && parent.callee.type === 'Identifier' && parent.callee.name === 'Promise') {
      return true;
    }
  }
  return false;
}
