import type { TSESTree } from '@typescript-eslint/utils';
import type { OtelModel } from '../index.js';
import { type Node, type Variable, getEnclosingFunction, getStaticName, isFunction, wrap } from '../code/nodes.js';
import { findMethodCall } from './collections.js';
import { findCalledFunction } from './placements.js';

/** An expression that stands for an element of a collection, or for the property of it that was destructured. */
export interface Named {
  readonly node: Node;
  readonly property: string | null;
}

/** Methods that go through the elements of a collection. */
export const ITERATES = new Set(['forEach', 'map', 'flatMap']);

/** The expressions that stand for a value: itself, and the reads of the variables that it, or a part of it, is assigned to. */
export function getNames(value: Node, model: OtelModel): readonly Named[] {
  const { parent } = wrap(value);
  const own = { node: value, property: null };
  const target = parent?.type === 'AssignmentExpression' ? parent.left : getPattern(value);
  const names = target ? getPatternNames(target, model) : [];
  const parts = names.map(({ node, property }) => (property === null ? getPattern(node) : null));
  return [own, ...names, ...parts.flatMap((pattern) => (pattern ? getPatternNames(pattern, model) : []))];
}

/** What a declaration gives a value to. */
function getPattern(value: Node): Node | null {
  const { parent } = wrap(value);
  return parent?.type === 'VariableDeclarator' && parent.init === wrap(value) ? parent.id : null;
}

/** The reads of the name that a pattern gives to a value, or of those that it gives to the value's properties. */
export function getPatternNames(pattern: Node, { bindings }: OtelModel): readonly Named[] {
  const toReads = (target: Node, property: string | null): readonly Named[] => {
    const variable: Variable | null = target.type === 'Identifier' ? bindings.findVariable(target) : null;
    return variable ? bindings.getReads(variable).map(({ identifier }) => ({ node: identifier, property })) : [];
  };
  if (pattern.type === 'ArrayPattern') {
    return pattern.elements.flatMap((element, index) => (element ? toReads(element, String(index)) : []));
  }
  if (pattern.type !== 'ObjectPattern') return toReads(pattern, null);
  return pattern.properties.flatMap((part) =>
    part.type === 'Property' ? toReads(part.value, getStaticName(part)) : [],
  );
}

/** The names of each element where the elements of a batch are gone through. */
export function getElements(batch: Node, model: OtelModel): readonly Named[] {
  return getNames(batch, model).flatMap(({ node }) => {
    const { parent } = wrap(node);
    if (parent?.type === 'ForOfStatement' && parent.right === wrap(node)) {
      const [declarator] = parent.left.type === 'VariableDeclaration' ? parent.left.declarations : [];
      return getPatternNames(declarator ? declarator.id : parent.left, model);
    }
    const call = findMethodCall(node);
    const [callback] = call && ITERATES.has(getStaticName(call.callee) ?? '') ? call.node.arguments : [];
    const [parameter] = isFunction(callback) ? callback.params : [];
    return parameter ? getPatternNames(parameter, model) : [];
  });
}

/**
 * True when the function that takes an element out calls it, or the named property of it.
 *
 * @param property - null when the element itself is the function
 */
export function isTakenToRun(names: readonly Named[], property: string | null): boolean {
  return getParts(names, property).some(isCalled);
}

/** The expressions that stand for a property of an element, or with null for the element itself. */
export function getParts(names: readonly Named[], property: string | null): readonly Node[] {
  return names.flatMap(({ node, property: held }): readonly Node[] => {
    if (held !== null) return held === property ? [node] : [];
    if (property === null) return [node];
    const { parent } = wrap(node);
    return parent?.type === 'MemberExpression' && getStaticName(parent) === property ? [parent] : [];
  });
}

/** `fn()`, `fn.call(...)` or `fn.apply(...)` */
export function isCalled(node: Node): boolean {
  const expression = wrap(node);
  const { parent } = expression;
  if (parent?.type === 'CallExpression') return parent.callee === expression;
  const call = findMethodCall(node);
  const name = call && getStaticName(call.callee);
  return name === 'call' || name === 'apply';
}

/** True where a function calls what it is given as a parameter. */
export function isCalledThere(parameter: Node | undefined, model: OtelModel): boolean {
  return parameter !== undefined && getPatternNames(parameter, model).some(({ node }) => isCalled(node));
}

/** The names of a value, also where the function that takes it out only returns it. */
export function getResultNames(value: Node, model: OtelModel): readonly Named[] {
  const names = getNames(value, model);
  const owner = getEnclosingFunction(value);
  const isReturned = names.some(({ node, property }) => property === null && isResult(node, owner));
  if (!owner || owner.async || owner.generator || !isReturned) return names;
  const calls = model.callbacks.getUses(owner).flatMap((use) => (use.kind === 'inline' ? [use.call] : []));
  return [...names, ...calls.flatMap((call) => getNames(call, model))];
}

function isResult(node: Node, owner: Node | null): boolean {
  const { parent } = wrap(node);
  return parent?.type === 'ReturnStatement' || (parent?.type === 'ArrowFunctionExpression' && parent === owner);
}

/** The names themselves, and those of the parameters that functions of the file get them as. */
export function getPassedOn(names: readonly Named[], model: OtelModel): readonly Named[] {
  const passed = names.flatMap(({ node, property }) => {
    const argument = wrap(node);
    const { parent } = argument;
    if (property !== null || parent?.type !== 'CallExpression' || parent.callee === argument) return [];
    const parameter = findCalledFunction(parent, model)?.params[
      parent.arguments.indexOf(argument as TSESTree.Expression)
    ];
    return parameter ? getPatternNames(parameter, model) : [];
  });
  return [...names, ...passed];
}
