import type { TSESTree } from '@typescript-eslint/utils';
import type { OtelModel } from '../index.js';
import { findThisClass } from '../code/members.js';
import {
  type CallNode,
  type ClassNode,
  type Node,
  type Variable,
  getEnclosingFunction,
  getMemberChain,
  getStaticName,
  isFunction,
  isInLoop,
  unwrap,
  wrap,
} from '../code/nodes.js';
import type { SpanStart } from '../spans.js';

/** `a.b`: a name, or `this`, and the names of the properties that lead from it. */
interface Place {
  readonly root: Variable | ClassNode;
  readonly names: readonly string[];
}

/** Where a span is put that no variable of its function holds: a field, an entry of a map, a variable of a function around. */
export interface Slot {
  /** The assignment, or the call of `set`. */
  readonly write: TSESTree.AssignmentExpression | CallNode;
  /** The field, the map or the variable. */
  readonly place: Place;
  /** The key of the entry: a text, or the variable that holds it; null for a field or a variable. */
  readonly key: Variable | string | null;
}

/** The slot that the span of a start is put into; null where it is held by anything else. */
export function findSlot(start: SpanStart, model: OtelModel): Slot | null {
  const value = wrap(start.value);
  const { parent } = value;
  if (start.callback || start.isUncertain) return null;
  if (parent?.type === 'AssignmentExpression' && parent.right === value) return toSlot(parent, model);
  return parent?.type === 'CallExpression' ? toSlot(parent, model) : null;
}

/** The slot that an assignment, or a call of `set`, writes to; null for one that is not certain. */
export function toSlot(node: Node, model: OtelModel): Slot | null {
  if (node.type === 'AssignmentExpression') {
    if (node.operator !== '=') return null;
    const target = unwrap(node.left);
    const place = findPlace(target, model);
    if (place) return { write: node, place, key: null };
    if (target.type !== 'MemberExpression') return null;
    return toEntry(node, target.object, target.property, model);
  }
  const callee = node.type === 'CallExpression' ? unwrap(node.callee) : null;
  if (node.type !== 'CallExpression' || callee?.type !== 'MemberExpression') return null;
  const [key, value] = node.arguments;
  const isSet = getStaticName(callee) === 'set' && key && value && isMap(callee.object, model);
  return isSet ? toEntry(node, callee.object, key, model) : null;
}

function toEntry(write: Slot['write'], container: Node, key: Node, model: OtelModel): Slot | null {
  const place = findPlace(unwrap(container), model);
  const name = findKey(unwrap(key), model);
  return place && name !== null ? { write, place, key: name } : null;
}

/** True for an expression that is a `Map` or a `WeakMap`. */
export function isMap(node: Node, { values }: OtelModel): boolean {
  const origin = values.findOrigin(node);
  return origin?.module === 'global' && origin.isInstance && (origin.path === 'Map' || origin.path === 'WeakMap');
}

/** The variable, or the property of `this` or of a constant, that an expression names. */
export function findPlace(node: Node, model: OtelModel): Place | null {
  const chain = getMemberChain(node);
  if (!chain) return null;
  const { root, names } = chain;
  if (root.type === 'ThisExpression') {
    const owner = findThisClass(root);
    return owner && names.length > 0 ? { root: owner.node, names } : null;
  }
  const variable = root.type === 'Identifier' ? model.bindings.findVariable(root) : null;
  return variable && (names.length === 0 || isConstant(variable)) ? { root: variable, names } : null;
}

/** True when both name the same thing. */
export function isSamePlace(one: Place, other: Place): boolean {
  return one.root === other.root && one.names.join('.') === other.names.join('.');
}

function findKey(node: Node, { bindings }: OtelModel): Variable | string | null {
  if (node.type === 'Literal') return String(node.value);
  const variable = node.type === 'Identifier' ? bindings.findVariable(node) : null;
  return variable && isConstant(variable) ? variable : null;
}

/** True for a variable that nothing writes to once it has its value. */
function isConstant({ references }: Variable): boolean {
  return references.every((reference) => !reference.isWrite() || reference.init === true);
}

/** True when what the slot is named by is the same in every round of the loops around the write. */
export function isOutsideLoops({ write, place, key }: Slot): boolean {
  const variables = [place.root, key].filter(
    (name): name is Variable => typeof name === 'object' && !!name && 'defs' in name,
  );
  return variables.every(({ scope }) => !isBlockOfLoop(scope.block, write));
}

function isBlockOfLoop(block: Node, write: Node): boolean {
  for (let node: Node | undefined = write; node && !isFunction(node); node = node.parent) {
    if (node === block) return isInLoop(block);
  }
  return false;
}

/** Every expression of the file that names the slot, or the map that it is an entry of, whatever object that is of. */
export function getMentions({ place: { root, names } }: Slot, { index, bindings }: OtelModel): readonly Node[] {
  const name = names.at(-1);
  if (name !== undefined) return index.members.get(name) ?? [];
  if (!('defs' in root)) return [];
  const written = root.references.flatMap((reference) =>
    reference.isWrite() && !reference.init ? [reference.identifier as Node] : [],
  );
  return [...written, ...bindings.getReads(root).map(({ identifier }) => identifier as Node)];
}

/** True when only code of this file can reach the slot: a private field, or a variable that is not exported. */
export function isPrivate({ place: { root, names } }: Slot): boolean {
  if ('defs' in root) {
    const isExported = root.defs.some((definition) => definition.parent?.parent?.type === 'ExportNamedDeclaration');
    return names.length === 0 && !isExported && root.scope.type !== 'global' && root.defs[0]?.type === 'Variable';
  }
  const [name, ...others] = names;
  return others.length === 0 && name !== undefined && (name.startsWith('#') || isPrivateField(root, name));
}

function isPrivateField(owner: ClassNode, name: string): boolean {
  return owner.body.body.some(
    (member) =>
      member.type === 'PropertyDefinition' && member.accessibility === 'private' && getStaticName(member) === name,
  );
}

/** True for an accessor, which may do anything with what is assigned. */
export function isAccessor({ place: { root, names } }: Slot): boolean {
  if ('defs' in root) return false;
  return root.body.body.some(
    (member) => member.type === 'MethodDefinition' && member.kind !== 'method' && getStaticName(member) === names[0],
  );
}

/** The function around the write, or the file. */
export function getSlotOwner({ write }: Slot, { sourceCode }: OtelModel): Node {
  return getEnclosingFunction(write) ?? sourceCode.ast;
}
