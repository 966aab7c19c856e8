import type { TSESTree } from '@typescript-eslint/utils';
import { type ClassNode, type Node, getStaticName, isClass, isFunction } from './nodes.js';

/** Expressions assigned to `this.name` inside a class, by class and name. */
export type ThisAssignments = ReadonlyMap<ClassNode, ReadonlyMap<string, readonly Node[]>>;

/** The class that `this` means at a node, and whether it is the constructor itself; null outside classes and in plain functions. */
export function findThisClass(node: Node): { node: ClassNode; isStatic: boolean } | null {
  let current: Node | undefined = node.parent;
  let below: Node = node;
  while (current) {
    if (current.type === 'StaticBlock') return toOwner(current, true);
    if (current.type === 'PropertyDefinition' && current.value === below) return toOwner(current, current.static);
    if (isFunction(current) && current.type !== 'ArrowFunctionExpression') {
      return current.parent?.type === 'MethodDefinition' ? toOwner(current.parent, current.parent.static) : null;
    }
    below = current;
    current = current.parent;
  }
  return null;
}

function toOwner(member: Node, isStatic: boolean): { node: ClassNode; isStatic: boolean } | null {
  const owner = member.parent?.parent;
  return isClass(owner) ? { node: owner, isStatic } : null;
}

/** The expressions and type annotations that tell what a member of a class is, the most telling first. */
export function findClassMember(
  owner: ClassNode,
  name: string,
  isStatic: boolean,
  assignments: ThisAssignments,
): readonly Node[] {
  const values: Node[] = [];
  const types: Node[] = [];
  for (const member of owner.body.body) {
    if (member.type === 'MethodDefinition') {
      if (member.kind === 'constructor') collectParameterProperty(member.value, name, values, types);
      else if (member.static === isStatic && getStaticName(member) === name) values.push(...getMethodValues(member));
    } else if (member.type === 'PropertyDefinition' && member.static === isStatic && getStaticName(member) === name) {
      if (member.value) values.push(member.value);
      if (member.typeAnnotation) types.push(member.typeAnnotation.typeAnnotation);
    }
  }
  values.push(...(assignments.get(owner)?.get(name) ?? []));
  return [...values, ...types];
}

function getMethodValues(member: TSESTree.MethodDefinition): readonly Node[] {
  if (member.kind === 'method') return [member.value];
  if (member.kind !== 'get' || member.value.body?.type !== 'BlockStatement') return [];
  return member.value.body.body.flatMap((statement) =>
    statement.type === 'ReturnStatement' && statement.argument ? [statement.argument] : [],
  );
}

function collectParameterProperty(
  constructor: TSESTree.MethodDefinition['value'],
  name: string,
  values: Node[],
  types: Node[],
): void {
  for (const parameter of constructor.params) {
    if (parameter.type !== 'TSParameterProperty') continue;
    const target = parameter.parameter.type === 'AssignmentPattern' ? parameter.parameter.left : parameter.parameter;
    if (target.type !== 'Identifier' || target.name !== name) continue;
    if (parameter.parameter.type === 'AssignmentPattern') values.push(parameter.parameter.right);
    if (target.typeAnnotation) types.push(target.typeAnnotation.typeAnnotation);
  }
}

/** The value of a property of an object literal; null where a spread may replace it. */
export function findLiteralMember(literal: TSESTree.ObjectExpression, name: string): Node | null {
  let found: Node | null = null;
  for (const property of literal.properties) {
    if (property.type === 'SpreadElement') found = null;
    else if (getStaticName(property) === name && property.kind === 'init') found = property.value;
  }
  return found;
}

/** The type of a property of an interface or an object type. */
export function findTypeMember(type: TSESTree.TSInterfaceBody | TSESTree.TSTypeLiteral, name: string): Node | null {
  const members = type.type === 'TSInterfaceBody' ? type.body : type.members;
  for (const member of members) {
    if (member.type === 'TSPropertySignature' && getStaticName(member) === name) {
      return member.typeAnnotation?.typeAnnotation ?? null;
    }
  }
  return null;
}
