import type { TSESTree } from '@typescript-eslint/utils';
import { parameters } from '../../boundaries/catalogue/parameters.js';
import { type Node, type Variable, getStaticName, getStringValue, isFunction, wrap } from './nodes.js';
import { type Origin, getAncestry, parseInstance } from './origin.js';

/** The type that a variable is declared with: its own, or that of the object which the property `name` is taken from. */
export interface Annotation {
  readonly type: TSESTree.TypeNode;
  readonly name: string | null;
}

/** The annotation of the first name that has one. */
export function findAnnotation(identifiers: readonly Node[]): Annotation | null {
  for (const identifier of identifiers) {
    if (identifier.type !== 'Identifier') continue;
    if (identifier.typeAnnotation) return { type: identifier.typeAnnotation.typeAnnotation, name: null };
    const property = identifier.parent?.type === 'Property' ? identifier.parent : null;
    const annotation = property?.parent.type === 'ObjectPattern' ? property.parent.typeAnnotation : undefined;
    const name = property && getStaticName(property);
    if (annotation && name !== null) return { type: annotation.typeAnnotation, name };
  }
  return null;
}

/**
 * What a variable is that is a parameter of a function written as an argument of a call: what the callee is known to
 * give to its callbacks.
 *
 * @param findOrigin - where a callee comes from
 */
export function findGiven({ defs }: Variable, findOrigin: (callee: Node) => Origin | null): Origin | null {
  const [definition] = defs;
  const owner = definition?.type === 'Parameter' ? definition.node : null;
  if (!owner || !isFunction(owner)) return null;
  const argument = wrap(owner);
  const call = argument.parent;
  const index = owner.params.findIndex((parameter) => parameter === definition?.name);
  if (call?.type !== 'CallExpression' || call.callee === argument || index < 0) return null;
  const callee = findOrigin(call.callee);
  const event = getStringValue(call.arguments[0]);
  for (const key of callee ? getAncestry(callee) : []) {
    const given = parameters[`${key} ${event}`] ?? parameters[key];
    if (given) return given[index] === undefined ? null : parseInstance(given[index]);
  }
  return null;
}
