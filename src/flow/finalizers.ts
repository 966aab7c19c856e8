import type { TSESTree } from '@typescript-eslint/utils';
import { type Node, isFunction, isInside } from '../model/code/nodes.js';
import type { Exceptions } from './exceptions.js';
import { type Block, type MutableBlock, connect } from './graph.js';

type Jump = TSESTree.BreakStatement | TSESTree.ContinueStatement;

/**
 * Leads `break` and `continue` through the `finally` blocks that they leave, as they run: ESLint's edges go past them.
 * Every such edge gets a copy of the `finally` block of its own.
 *
 * @param blocks - all blocks; unreachable ones may hold the only form of a `finally`
 * @param exceptions - where exceptions go, which have ways of their own
 */
export function leadThroughFinalizers(blocks: readonly MutableBlock[], exceptions: Exceptions): void {
  const forms = new Map<Node, MutableBlock>();
  for (const block of blocks) if (block.entry.type === 'BlockStatement') forms.set(block.entry, block);
  for (const block of blocks) {
    const jump = block.events.at(-1);
    if (jump?.type !== 'BreakStatement' && jump?.type !== 'ContinueStatement') continue;
    const finalizers = getLeftFinalizers(jump);
    if (finalizers.length === 0) continue;
    let targets = detach(block);
    for (const finalizer of finalizers.reverse()) {
      // Behind a jump that is all there is in `try`, the `finally` has no beginning of its own.
      const source =
        forms.get(finalizer) ?? blocks.find(({ events }) => events.some((event) => isInside(event, finalizer)));
      if (source) targets = [copy(source, finalizer, targets, exceptions)];
    }
    for (const target of targets) connect(block, target);
  }
}

/**
 * Adds the way of an exception through each `finally` that ESLint thinks none can come to.
 *
 * @param reachable - what a run can come to
 * @returns where these ways begin
 */
export function addExceptionalForms(exceptions: Exceptions, reachable: ReadonlySet<Block>): Block[] {
  return exceptions.getSoleForms().flatMap(([finalizer, form]) => {
    const statement = finalizer.parent;
    if (!statement || !reachable.has(form)) return [];
    const targets = exceptions.getTargets(statement, form);
    const added = copy(form as MutableBlock, finalizer, targets as readonly MutableBlock[], exceptions);
    exceptions.addForm(finalizer, added);
    return added;
  });
}

/** The `finally` blocks between a jump and the statement that it leaves, the innermost first. */
function getLeftFinalizers(jump: Jump): TSESTree.BlockStatement[] {
  const finalizers: TSESTree.BlockStatement[] = [];
  let current: Node = jump;
  for (let parent = jump.parent as Node | undefined; parent; parent = current.parent) {
    if (isLeft(parent, jump) || isFunction(parent)) break;
    if (parent.type === 'TryStatement' && parent.finalizer && parent.finalizer !== current) {
      finalizers.push(parent.finalizer);
    }
    current = parent;
  }
  return finalizers;
}

function isLeft(statement: Node, jump: Jump): boolean {
  if (jump.label) return statement.type === 'LabeledStatement' && statement.label.name === jump.label.name;
  switch (statement.type) {
    case 'ForStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
      return true;
    default:
      return statement.type === 'SwitchStatement' && jump.type === 'BreakStatement';
  }
}

function detach(block: MutableBlock): MutableBlock[] {
  const targets = block.next.splice(0);
  for (const target of targets) target.previous.splice(target.previous.indexOf(block), 1);
  return targets;
}

/** Copies the blocks of a `finally`, and leads its end to the targets; out of the function where there are none. */
function copy(
  entry: MutableBlock,
  finalizer: Node,
  targets: readonly MutableBlock[],
  exceptions: Exceptions,
): MutableBlock {
  const copies = new Map<MutableBlock, MutableBlock>();
  const getCopy = (block: MutableBlock) => {
    const events = block.events.filter((event) => isInside(event, finalizer));
    const copied = copies.get(block) ?? { entry: block.entry, exit: null, events, next: [], previous: [], ends: null };
    copies.set(block, copied);
    return copied;
  };
  const first = getCopy(entry);
  // A map is walked in the order of insertion, what is added on the way included.
  for (const [block, copied] of copies) {
    const isOver = block.events.some((event) => event.range[0] >= finalizer.range[1]);
    const inner = isOver ? [] : block.next.filter((next) => isInside(next.entry, finalizer));
    for (const next of inner) if (!exceptions.isImplicit(block, next)) connect(copied, getCopy(next));
    const isLast = isOver || inner.length < block.next.length || block.next.length === 0;
    if (!isLast) continue;
    const last = copied.events.at(-1)?.type;
    if (last === 'ReturnStatement' || last === 'ThrowStatement') {
      copied.ends = last === 'ReturnStatement' ? 'return' : 'throw';
    } else if (last === 'BreakStatement' || last === 'ContinueStatement') {
      for (const next of block.next) if (!inner.includes(next)) connect(copied, next);
    } else if (targets.length === 0) copied.ends = 'throw';
    else for (const target of targets) connect(copied, target);
  }
  return first;
}
