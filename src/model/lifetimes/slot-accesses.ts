import { getDestructured } from '../code/destructured.js';
import type { OtelModel } from '../index.js';
import { type FunctionNode, type Node, getEnclosingFunction, getStaticName, unwrap, wrap } from '../code/nodes.js';
import type { SpanStart } from '../spans.js';
import { type SpanReference, getExpressionReferences, getSpanReferences } from './span-references.js';
import { findPropertyName } from './given-spans.js';
import { findPlace, isMap } from './slots.js';
import { findPresenceBranches } from '../presence.js';

/** Where functions that run at other times find a span again: a field or a variable, or the entries of a map. */
export interface SharedSlot {
  /** The last name of the field, the variable or the map. */
  readonly name: string;
  readonly isMap: boolean;
  /** The property of what is there that holds the span: `calls.set(id, { span, at })`; null where it is the span itself. */
  readonly property: string | null;
  /** Every expression that names it. */
  readonly mentions: readonly Node[];
}

/** A function that takes hold of the span in a slot. */
export interface SlotAccess {
  readonly owner: FunctionNode | null;
  /** The expression that stands for the span. */
  readonly node: Node;
  /** The key of the entry as it is written; empty for a field. */
  readonly key: string;
  readonly references: readonly SpanReference[];
}

/** A place that takes the span out of a slot. */
export interface SlotRemoval {
  readonly owner: FunctionNode | null;
  readonly node: Node;
  readonly key: string;
}

/** All that a file does with what is in a slot. */
export interface SlotAccesses {
  readonly accesses: readonly SlotAccess[];
  readonly removals: readonly SlotRemoval[];
}

/** Beyond these, nothing is said of a slot: the cost of a file stays in proportion to its size. */
const MAX_MENTIONS = 200;
const ASKING = new Set(['clear', 'entries', 'forEach', 'has', 'keys', 'set', 'size', 'values']);

/** The slot that the span of a start is put into, by itself or by the constant that holds it; null where anything else has it. */
export function findSharedSlot(start: SpanStart, model: OtelModel): SharedSlot | null {
  if (start.callback || start.isUncertain) return null;
  const held = wrap(start.value);
  const { parent } = held;
  if (parent?.type !== 'VariableDeclarator' || parent.id.type !== 'Identifier') return findWritten(held, model);
  const variable = model.bindings.findVariable(parent.id);
  const reads = variable && model.bindings.findSoleValue(variable) ? model.bindings.getReads(variable) : [];
  const slots = reads.map(({ identifier }) => findWritten(wrap(identifier), model));
  const others = reads.flatMap(({ identifier }, index) =>
    slots[index] ? [] : getExpressionReferences(identifier, model),
  );
  const [slot, ...more] = slots.filter((it) => it !== null);
  // Whoever has the span besides may end it.
  return slot && more.length === 0 && others.every(isKept) ? slot : null;
}

function isKept({ kind }: SpanReference): boolean {
  return kind === 'touch' || kind === 'lend';
}

function findWritten(value: Node, model: OtelModel): SharedSlot | null {
  const { parent } = value;
  const literal = parent?.type === 'Property' && parent.value === value ? wrap(parent.parent) : null;
  if (parent?.type !== 'Property' || !literal) return findTarget(value, null, model);
  const name = findPropertyName(parent);
  return name === null ? null : findTarget(literal, name, model);
}

function findTarget(value: Node, property: string | null, model: OtelModel): SharedSlot | null {
  const { parent } = value;
  if (!parent || !isStatement(parent)) return null;
  if (parent.type === 'AssignmentExpression' && parent.operator === '=' && parent.right === value) {
    const target = unwrap(parent.left);
    const isEntry = target.type === 'MemberExpression' && getStaticName(target) === null;
    return toSlot(isEntry ? unwrap(target.object) : target, isEntry, property, model);
  }
  const callee = parent.type === 'CallExpression' ? unwrap(parent.callee) : null;
  const isSet =
    parent.type === 'CallExpression' && callee?.type === 'MemberExpression' && getStaticName(callee) === 'set';
  return isSet && parent.arguments[1] === value && isMap(callee.object, model)
    ? toSlot(unwrap(callee.object), true, property, model)
    : null;
}

/** True where the value of an assignment or of `set` is not used: nothing else gets the span, or its map. */
function isStatement(expression: Node): boolean {
  const node = wrap(expression);
  return node.parent?.type === 'ExpressionStatement' || isArrowBody(node);
}

function isArrowBody(node: Node): boolean {
  return node.parent?.type === 'ArrowFunctionExpression' && node.parent.body === node;
}

function toSlot(node: Node, isEntry: boolean, property: string | null, model: OtelModel): SharedSlot | null {
  const place = findPlace(node, model);
  const name = place?.names.at(-1);
  const slot = { isMap: isEntry, property };
  if (name !== undefined) return { ...slot, name, mentions: model.index.members.get(name) ?? [] };
  if (!place || !('defs' in place.root)) return null;
  const [definition] = place.root.defs;
  if (definition?.type !== 'Variable' || definition.parent.parent.type === 'ExportNamedDeclaration') return null;
  if (isEntry && !isMap(node, model) && definition.node.init?.type !== 'ObjectExpression') return null;
  const mentions = place.root.references.flatMap((reference) => (reference.init ? [] : [reference.identifier]));
  return { ...slot, name: place.root.name, mentions };
}

/** What the file does with the spans in a slot; null where something may do more with them than it shows. */
export function getSlotAccesses(slot: SharedSlot, model: OtelModel): SlotAccesses | null {
  if (slot.mentions.length > MAX_MENTIONS) return null;
  const accesses: SlotAccess[] = [];
  const removals: SlotRemoval[] = [];
  for (const mention of slot.mentions) {
    const found = slot.isMap ? readEntry(wrap(mention), model) : { node: wrap(mention), key: '' };
    if (!found) return null;
    if (found === ASKED) continue;
    const { node, key } = found;
    const owner = getEnclosingFunction(node);
    if (isRemoval(node)) removals.push({ owner, node: node.parent ?? node, key });
    else if (!isWritten(node)) accesses.push({ owner, node, key, references: follow(node, slot.property, model) });
  }
  if (!slot.isMap && slot.property === null) accesses.push(...getDestructuredAccesses(slot.name, model));
  return { accesses, removals };
}

const ASKED = 'asked';

/** The expression that stands for an entry of a map, or for its removal. */
function readEntry(
  map: Node,
  { sourceCode }: OtelModel,
): { readonly node: Node; readonly key: string } | typeof ASKED | null {
  const { parent } = map;
  if (parent?.type === 'AssignmentExpression' || parent?.type === 'VariableDeclarator') {
    return parent.type === 'AssignmentExpression' && parent.left === map ? ASKED : null;
  }
  if (parent?.type !== 'MemberExpression' || parent.object !== map) return null;
  const name = getStaticName(parent);
  const member = wrap(parent);
  if (name === null) return { node: member, key: sourceCode.getText(parent.property) };
  if (ASKING.has(name)) return ASKED;
  const call = member.parent;
  if (call?.type !== 'CallExpression' || call.callee !== member || !/^(?:get|delete)$/u.test(name)) return null;
  const key = call.arguments[0] ? sourceCode.getText(call.arguments[0]) : '';
  return { node: wrap(call), key };
}

/** `map.delete(key)`, `delete map[key]`, `span = undefined`. */
function isRemoval(node: Node): boolean {
  const inner = unwrap(node);
  if (inner.type === 'CallExpression') {
    return inner.callee.type === 'MemberExpression' && getStaticName(inner.callee) === 'delete';
  }
  const { parent } = node;
  if (parent?.type === 'UnaryExpression') return parent.operator === 'delete';
  return parent?.type === 'AssignmentExpression' && parent.left === node && isNothing(parent.right);
}

function isNothing(node: Node): boolean {
  const value = unwrap(node);
  return (
    (value.type === 'Literal' && value.value === null) || (value.type === 'Identifier' && value.name === 'undefined')
  );
}

function isWritten(node: Node): boolean {
  return node.parent?.type === 'AssignmentExpression' && node.parent.left === node;
}

/** What becomes of the span in a slot at an expression that stands for what is there. */
function follow(node: Node, property: string | null, model: OtelModel): readonly SpanReference[] {
  const { parent } = node;
  const target = parent?.type === 'VariableDeclarator' && parent.init === node ? parent.id : null;
  if (target?.type === 'Identifier') {
    const variable = model.bindings.findVariable(target);
    if (!variable) return [];
    if (property === null) return getSpanReferences(variable, model);
    return model.bindings.getReads(variable).flatMap(({ identifier }) => open(identifier, property, model));
  }
  if (property === null) return getExpressionReferences(unwrap(node), model);
  if (target?.type !== 'ObjectPattern') return open(node, property, model);
  return target.properties.flatMap((it) => {
    if (it.type === 'RestElement') return [{ kind: 'escape' as const, node: it }];
    const variable = it.value.type === 'Identifier' ? model.bindings.findVariable(it.value) : null;
    return getStaticName(it) === property && variable ? getSpanReferences(variable, model) : [];
  });
}

/** What becomes of the span at an expression that stands for the object which holds it. */
function open(expression: Node, property: string, model: OtelModel): readonly SpanReference[] {
  const node = wrap(expression);
  const { parent } = node;
  if (parent?.type === 'MemberExpression' && parent.object === node) {
    const name = getStaticName(parent);
    if (name !== property) return name === null ? [{ kind: 'escape', node }] : [];
    return follow(wrap(parent), null, model);
  }
  return findPresenceBranches(node) || parent?.type === 'ExpressionStatement' ? [] : [{ kind: 'escape', node }];
}

/** `const { span } = request;` */
function getDestructuredAccesses(name: string, model: OtelModel): readonly SlotAccess[] {
  return getDestructured(name, model).map(({ variable, identifier }) => ({
    owner: getEnclosingFunction(identifier),
    node: identifier,
    key: '',
    references: getSpanReferences(variable, model),
  }));
}
