import type { Flow } from '../../flow/index.js';
import { isHarmless } from '../code/harmless.js';
import type { OtelModel } from '../index.js';
import { type Node, getEnclosingFunction, getOwnNodes, getStaticName, isInside, unwrap, wrap } from '../code/nodes.js';
import { findPresenceBranches } from '../presence.js';
import type { SpanStart } from '../spans.js';
import {
  type Slot,
  findPlace,
  findSlot,
  getMentions,
  getSlotOwner,
  isAccessor,
  isOutsideLoops,
  isPrivate,
  isSamePlace,
  toSlot,
} from './slots.js';
import { type SpanReference, getExpressionReferences, getSpanReferences } from './span-references.js';

/** A span in a slot that is lost there. */
export interface SlotLeak {
  readonly kind: 'overwritten' | 'never-ended';
  readonly node: Node;
}

/** What one mention of a slot means for the span in it. */
type Mention =
  | { readonly kind: 'none' }
  /** Puts something else into it. */
  | { readonly kind: 'write'; readonly slot: Slot }
  /** May end the span, or hand it on. */
  | { readonly kind: 'release'; readonly node: Node };

/** Beyond these, a slot counts as ended: the cost of a file stays in proportion to its size. */
const MAX_MENTIONS = 200;
/** Runs other code, which may reach the slot. */
const CLOSING = new Set([
  ...['CallExpression', 'NewExpression', 'TaggedTemplateExpression', 'ImportExpression'],
  ...['AwaitExpression', 'YieldExpression', 'ForOfStatement'],
]);

/**
 * How a span is lost that is put into a field, a map or a variable of a function around: another one is put there
 * before any code has run that could have ended it, or no code that can reach the slot ever ends what is in it.
 */
export function findSlotLeak(start: SpanStart, model: OtelModel, flow: Flow): SlotLeak | null {
  const slot = findSlot(start, model);
  if (!slot || isAccessor(slot) || !flow.isReachable(slot.write)) return null;
  const named = getMentions(slot, model);
  if (named.length > MAX_MENTIONS) return null;
  const mentions = named.map((node) => judge(node, slot, model));
  const releases = mentions.flatMap((mention) => (mention.kind === 'release' ? [mention.node] : []));
  const writes = mentions.flatMap((mention) => (mention.kind === 'write' ? [mention.slot] : []));
  const isOwn = isPrivate(slot) && !isDestructured(slot, model);
  if (isOwn && releases.length === 0) return { kind: 'never-ended', node: start.node };
  const node = findOverwriting(slot, { writes, releases, isOwn }, model, flow);
  return node && { kind: 'overwritten', node };
}

function findOverwriting(
  slot: Slot,
  found: { readonly writes: readonly Slot[]; readonly releases: readonly Node[]; readonly isOwn: boolean },
  model: OtelModel,
  flow: Flow,
): Node | null {
  const owner = getSlotOwner(slot, model);
  const isHere = (node: Node) => (getEnclosingFunction(node) ?? model.sourceCode.ast) === owner;
  const own = found.releases.filter(isHere);
  // `this.span = next(this.span)` hands the span on.
  const isPlain = ({ write }: Slot) => isOutsideLoops(slot) && !own.some((node) => isInside(node, write));
  const candidates = found.writes.filter((other) => isHere(other.write) && isPlain(other));
  if (candidates.length === 0) return null;
  const branches = own.flatMap((node) => findPresenceBranches(node) ?? []);
  if (own.some((node) => !flow.isReachable(node) && !findPresenceBranches(node))) return null;
  const isClosed = found.isOwn && own.length === found.releases.length;
  const region = flow.getLiveRegion({
    acquire: slot.write,
    releases: own,
    escapes: isClosed ? [] : getClosings(owner, model),
    taken: [...branches.flatMap(({ taken }) => taken), ...own.flatMap(getOptionalPart)],
    never: branches.flatMap(({ never }) => never),
    ignoresExceptions: true,
  });
  return candidates.map(({ write }) => write).find((write) => region.isLiveAt(write)) ?? null;
}

function judge(mention: Node, slot: Slot, model: OtelModel): Mention {
  const node = wrap(mention);
  const write = findWrite(node, slot);
  // `return spans.set(id, span)` gives the map away.
  if (write?.type === 'CallExpression' && wrap(write).parent?.type !== 'ExpressionStatement') {
    return { kind: 'release', node };
  }
  if (write) {
    const other = toSlot(write, model);
    if (other && isSamePlace(other.place, slot.place) && other.key === slot.key) return { kind: 'write', slot: other };
    // Of another object, or under another key: no end, whatever it is.
    return { kind: 'none' };
  }
  if (isOfOtherClass(node, slot, model)) return { kind: 'none' };
  const isIdle = slot.key === null ? isTouched(getExpressionReferences(node, model)) : isLookedUp(node, model);
  return isIdle ? { kind: 'none' } : { kind: 'release', node };
}

function isTouched(references: readonly SpanReference[]): boolean {
  return references.length > 0 && references.every(({ kind }) => kind === 'touch');
}

/** True for a call of a map that ends nothing in it: `has`, `delete`, `clear`, and `get` where its result is written to or read at most. */
function isLookedUp(map: Node, model: OtelModel): boolean {
  const member = map.parent;
  if (member?.type !== 'MemberExpression' || member.object !== map) return false;
  const call = wrap(member).parent;
  if (call?.type !== 'CallExpression' || unwrap(call.callee) !== member) return false;
  const name = getStaticName(member);
  if (name !== 'get') return name === 'has' || name === 'delete' || name === 'clear';
  const { parent } = wrap(call);
  const isConstant = parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier';
  const variable = isConstant && parent.id.type === 'Identifier' ? model.bindings.findVariable(parent.id) : null;
  return isTouched(variable ? getSpanReferences(variable, model) : getExpressionReferences(call, model));
}

/** The assignment to a field or variable, or to an entry, or the call of `set`, that a mention is the target of. */
function findWrite(node: Node, { key }: Slot): Node | null {
  const target = key === null ? node : node.parent && wrap(node.parent);
  const { parent } = target ?? {};
  if (parent?.type === 'AssignmentExpression') return parent.left === target ? parent : null;
  const isMember = key !== null && target?.type === 'MemberExpression' && getStaticName(target) === 'set';
  return isMember && parent?.type === 'CallExpression' && unwrap(parent.callee) === target ? parent : null;
}

/** `this.#span` in another class than that of the slot. */
function isOfOtherClass(node: Node, slot: Slot, model: OtelModel): boolean {
  const place = isPrivate(slot) ? findPlace(node, model) : null;
  return place !== null && 'body' in place.root && place.root !== slot.place.root;
}

/** `?.` behind a mention leads on only while there is something in the slot. */
function getOptionalPart(mention: Node): readonly Node[] {
  const { parent } = wrap(mention);
  return parent?.type === 'MemberExpression' && parent.optional ? [parent.property] : [];
}

const closings = new WeakMap<Node, readonly Node[]>();

function getClosings(owner: Node, model: OtelModel): readonly Node[] {
  let found = closings.get(owner);
  if (!found) {
    found = getOwnNodes(owner, model.sourceCode).filter((node) => isClosing(node, model));
    closings.set(owner, found);
  }
  return found;
}

function isClosing(node: Node, model: OtelModel): boolean {
  if (!CLOSING.has(node.type)) return false;
  if (node.type === 'ForOfStatement') return node.await;
  if (node.type !== 'CallExpression') return node.type !== 'NewExpression' || !isHarmless(node, model);
  const start = model.getSpanStart(node);
  if (start) return start.callback !== null;
  const callee = unwrap(node.callee);
  const isEnd = callee.type === 'MemberExpression' && getStaticName(callee) === 'end';
  return isEnd || (toSlot(node, model) === null && !isHarmless(node, model));
}

/** `const { span } = this` names no member. */
function isDestructured({ place: { names } }: Slot, { sourceCode }: OtelModel): boolean {
  const name = names.at(-1);
  return name !== undefined && !name.startsWith('#') && /\}\s*=\s*(?:this|self|that)\b/u.test(sourceCode.text);
}
