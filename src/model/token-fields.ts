import type { TSESTree } from '@typescript-eslint/utils';
import type { OtelModel } from './index.js';
import { findThisClass } from './code/members.js';
import { type ClassNode, type Node, getStaticName, isInside, wrap } from './code/nodes.js';

/** A place where what holds a token is written or read. */
export interface TokenReference {
  readonly identifier: Node;
  readonly writeExpr?: Node | null;
  isWrite(): boolean;
}

/**
 * Every place that names the field of `this.field = ...`.
 *
 * @returns null for a field that others may name as well: one that is not private, or that the class takes of another object
 */
export function findFieldReferences(
  field: TSESTree.MemberExpression,
  model: OtelModel,
): readonly TokenReference[] | null {
  const name = getStaticName(field);
  const owner = field.object.type === 'ThisExpression' ? findThisClass(field) : null;
  if (name === null || !owner || !isPrivate(owner.node, name)) return null;
  const accesses = (model.index.members.get(name) ?? []).filter((access) => isInside(access, owner.node));
  const mentions = model.sourceCode.getTokens(owner.node).filter(({ value }) => value === name);
  const isWhole = name.startsWith('#') || mentions.length === accesses.length + 1;
  const isOwn = accesses.every(({ object }) => object.type === 'ThisExpression');
  return isWhole && isOwn ? accesses.map(toReference) : null;
}

function isPrivate({ body }: ClassNode, name: string): boolean {
  return body.body.some(
    (member) =>
      member.type === 'PropertyDefinition' &&
      getStaticName(member) === name &&
      (name.startsWith('#') || member.accessibility === 'private'),
  );
}

function toReference(access: TSESTree.MemberExpression): TokenReference {
  const target = wrap(access);
  const { parent } = target;
  const assignment = parent?.type === 'AssignmentExpression' && parent.left === target ? parent : null;
  return { identifier: access, writeExpr: assignment?.right ?? null, isWrite: () => assignment !== null };
}
