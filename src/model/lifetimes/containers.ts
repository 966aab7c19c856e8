import { SPAN_WRITERS } from '../api-types.js';
import type { OtelModel } from '../index.js';
import { type Node, type Variable, getStaticName, unwrap, wrap } from '../code/nodes.js';

/** An array, or a property of an object, of one function. */
interface Container {
  readonly variable: Variable;
  /** The property; null for the elements of an array. */
  readonly name: string | null;
}

const ADDING = new Set(['push', 'unshift']);

/**
 * True when a span is put into an array or an object of its function which nothing takes it out of again, and which
 * nobody else gets: nothing can end it there.
 *
 * @param expression - what is the span, where it stands as an argument, an element or a property
 */
export function isLostInContainer(expression: Node, model: OtelModel): boolean {
  const container = findContainer(wrap(expression), model);
  if (container?.variable.scope.variableScope.type !== 'function') return false;
  const { variable, name } = container;
  const known = answers.get(variable) ?? new Map<string | null, boolean>();
  answers.set(variable, known);
  let answer = known.get(name);
  if (answer === undefined) {
    answer = model.bindings.getReads(variable).every(({ identifier }) => isHarmless(identifier, container));
    known.set(name, answer);
  }
  return answer;
}

/** By variable and property: as many spans as are put into it have the same answer. */
const answers = new WeakMap<Variable, Map<string | null, boolean>>();

function findContainer(node: Node, model: OtelModel): Container | null {
  const { parent } = node;
  switch (parent?.type) {
    case 'CallExpression': {
      const callee = unwrap(parent.callee);
      const isAdded = callee.type === 'MemberExpression' && ADDING.has(getStaticName(callee) ?? '');
      return isAdded && parent.callee !== node ? findArray(callee.object, model) : null;
    }
    case 'ArrayExpression':
      return findHeld(parent, null, model);
    case 'Property': {
      const name = getStaticName(parent);
      const isPlain = parent.parent.type === 'ObjectExpression' && parent.value === node && name !== null;
      return isPlain && parent.parent.properties.every(isData) ? findHeld(parent.parent, name, model) : null;
    }
    default:
      return null;
  }
}

/** The constant that holds an array literal. */
function findArray(object: Node, { bindings }: OtelModel): Container | null {
  const variable = object.type === 'Identifier' ? bindings.findVariable(object) : null;
  const value = variable && bindings.findSoleValue(variable);
  return variable && value && unwrap(value).type === 'ArrayExpression' ? { variable, name: null } : null;
}

function findHeld(literal: Node, name: string | null, { bindings }: OtelModel): Container | null {
  const { parent } = wrap(literal);
  const isDeclared = parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier';
  const variable = isDeclared && parent.id.type === 'Identifier' ? bindings.findVariable(parent.id) : null;
  return variable && bindings.findSoleValue(variable) ? { variable, name } : null;
}

/** A property that is known by name and holds a value: an accessor may do anything with the object. */
function isData(property: Node): boolean {
  return property.type === 'Property' && property.kind === 'init';
}

/** A mention that neither hands the container on nor takes the span out of it, but for writing to it. */
function isHarmless(identifier: Node, { name }: Container): boolean {
  const object = wrap(identifier);
  const member = object.parent;
  if (member?.type !== 'MemberExpression' || member.object !== object) return false;
  const property = getStaticName(member);
  const use = wrap(member).parent;
  if (name === null) return property === 'length' || (ADDING.has(property ?? '') && isStatement(use));
  if (property === null) return false;
  if (property !== name) return use?.type !== 'CallExpression' || use.callee !== wrap(member);
  return (
    use?.type === 'MemberExpression' && SPAN_WRITERS.has(getStaticName(use) ?? '') && isStatement(wrap(use).parent)
  );
}

function isStatement(call: Node | undefined): boolean {
  return call?.type === 'CallExpression' && wrap(call).parent?.type === 'ExpressionStatement';
}
