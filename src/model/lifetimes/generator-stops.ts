import type { OtelModel } from '../index.js';
import {
  type FunctionNode,
  type Node,
  getEnclosingFunction,
  getOwnNodes,
  getStaticName,
  isFunction,
  isLoop,
  unwrap,
  wrap,
} from '../code/nodes.js';
import { findFunctionName, isExported } from './given-functions.js';
import type { OwnedSpan } from './span-lifetimes.js';

const MAX_DEPTH = 10;
const COLLECTORS = new Set(
  ['Array.from', 'Array.fromAsync', 'Map', 'Object.fromEntries', 'Promise.all', 'Set'].map((name) => `global:${name}`),
);

/**
 * The `yield` at which a consumer that stops leaves the span of a generator open: `break`, `return` and exceptions in a
 * loop over the generator run its `finally` blocks, and nothing else of it. Null where nobody stops, and where the file
 * does not show that the generator ends the span otherwise.
 */
export function findGeneratorStop({ ownership, owner, acquire, uses }: OwnedSpan, model: OtelModel): Node | null {
  if (!isFunction(owner) || !owner.generator || uses.ends.length === 0) return null;
  const region = ownership.getLiveRegion(owner, acquire, true);
  const isEnded = region.getExits().every(({ kind }) => kind === 'throw');
  const stop = isEnded ? region.findYieldLeft() : null;
  return stop && !isCoroutine(owner, model) && !isDrained(owner, model) ? stop : null;
}

/** True for a generator whose values are no data: what drives it answers each of them, and runs it to its end. */
function isCoroutine(generator: FunctionNode, { sourceCode }: OtelModel): boolean {
  if (generator.async) return false;
  const { parent } = wrap(generator);
  if (parent?.type === 'CallExpression' && unwrap(parent.callee) !== generator) return true;
  return getOwnNodes(generator.body, sourceCode).some(
    (node) => node.type === 'YieldExpression' && wrap(node).parent?.type !== 'ExpressionStatement',
  );
}

/** True when the file shows every call of the generator, and that each takes all of its values. */
function isDrained(generator: FunctionNode, model: OtelModel, depth = 0): boolean {
  const mentions = depth < MAX_DEPTH && !isExported(generator) ? findMentions(generator, model) : null;
  return (mentions ?? [generator]).every((mention) => {
    const call = wrap(mention).parent;
    return call?.type === 'CallExpression' && call.callee === wrap(mention) && takesAll(call, model, depth);
  });
}

/** The places that name a function of the file, or a private method; null where it may have other names. */
function findMentions(target: FunctionNode, model: OtelModel): readonly Node[] | null {
  const { parent } = target;
  const isPrivate =
    parent.type === 'MethodDefinition' &&
    (parent.key.type === 'PrivateIdentifier' || parent.accessibility === 'private');
  if (isPrivate) return model.index.members.get(getStaticName(parent) ?? '') ?? [];
  const name = findFunctionName(target, model);
  return name && model.bindings.getReads(name).map(({ identifier }) => identifier);
}

/** True for a place that asks a generator for values until there are no more. */
function takesAll(call: Node, model: OtelModel, depth: number): boolean {
  const node = wrap(call);
  const { parent } = node;
  switch (parent?.type) {
    case 'SpreadElement':
      return true;
    case 'ForOfStatement':
      return parent.right === node && !getOwnNodes(parent, model.sourceCode).some((it) => leaves(it, parent));
    case 'YieldExpression': {
      const outer = getEnclosingFunction(parent);
      return outer !== null && isDrained(outer, model, depth + 1);
    }
    case 'CallExpression':
    case 'NewExpression': {
      const origin = parent.callee === node ? null : model.values.findOrigin(parent.callee);
      return origin !== null && COLLECTORS.has(`${origin.module}:${origin.path}`);
    }
    default:
      return false;
  }
}

/** True for a statement in the body of a loop that leaves the loop. */
function leaves(statement: Node, loop: Node): boolean {
  switch (statement.type) {
    case 'ReturnStatement':
    case 'ThrowStatement':
      return true;
    case 'BreakStatement':
    case 'ContinueStatement':
      return statement.label !== null || (statement.type === 'BreakStatement' && findBroken(statement) === loop);
    default:
      return false;
  }
}

/** The loop or `switch` that a `break` without a label leaves. */
function findBroken(statement: Node): Node | null {
  let current = statement.parent;
  while (current && !isLoop(current) && current.type !== 'SwitchStatement') current = current.parent;
  return current ?? null;
}
