import type { TSESTree } from '@typescript-eslint/utils';
import type { OtelModel } from '../index.js';
import { type FunctionNode, type Node, type Variable, getStaticName } from '../code/nodes.js';

/** A span that a function of the file is given: as the parameter with that index, or as a property of it. */
export interface GivenSpan {
  readonly target: FunctionNode;
  readonly index: number;
  /** Null when the parameter is the span itself. */
  readonly property: string | null;
}

/** The name by which a function has the span that it is given; null when its parameters do not tell. */
export function findReceiver({ target, index, property }: GivenSpan, { bindings }: OtelModel): Variable | null {
  const parameter = getTarget(target.params[index]);
  const name = property === null ? parameter : findNamed(parameter, property);
  return name?.type === 'Identifier' ? bindings.findVariable(name) : null;
}

/** True where a parameter gets its default, which stands in only when no span is given. */
export function isDefault(identifier: Node, { defs }: Variable): boolean {
  return defs.some((def) => def.type === 'Parameter' && def.name === identifier);
}

/** The name of a property of an object argument; null when another one of the object can stand in for it. */
export function findPropertyName(property: TSESTree.Property): string | null {
  if (property.parent.type !== 'ObjectExpression') return null;
  const { properties } = property.parent;
  const name = getStaticName(property);
  const isLast = properties.slice(properties.indexOf(property) + 1).every((other) => {
    const otherName = other.type === 'Property' ? getStaticName(other) : null;
    return otherName !== null && otherName !== name;
  });
  return isLast ? name : null;
}

/** What a pattern calls a property: `span` in `{ span }`, `{ span = none }` and `{ handle: span }`. */
function findNamed(pattern: Node | undefined, name: string): Node | undefined {
  if (pattern?.type !== 'ObjectPattern') return undefined;
  const [found, ...others] = pattern.properties.filter(
    (property): property is TSESTree.Property => property.type === 'Property' && getStaticName(property) === name,
  );
  return others.length === 0 ? getTarget(found?.value) : undefined;
}

/** What is written to, without its default. */
function getTarget(node: Node | undefined): Node | undefined {
  return node?.type === 'AssignmentPattern' ? node.left : node;
}
