import type { OtelModel } from './index.js';
import {
  type CallNode,
  type FunctionNode,
  type Node,
  getEnclosingFunction,
  getStaticName,
  wrap,
} from './code/nodes.js';
import { getReturned } from './code/returns.js';

/** What a helper returns of the token of its attachment: itself, or an object that holds it in a property. */
export interface HelperToken {
  readonly property: string | null;
}

/**
 * The synchronous functions of the file that attach a context and return its token, at once or out of a constant that
 * has no other use.
 *
 * @param attaches - the calls that attach
 */
export function findHelpers(attaches: readonly CallNode[], model: OtelModel): ReadonlyMap<FunctionNode, HelperToken> {
  const helpers = new Map<FunctionNode, HelperToken>();
  for (const call of attaches) {
    const owner = getEnclosingFunction(call);
    const token = owner && !owner.async && !owner.generator ? findReturned(call, owner, model) : null;
    if (owner && token) helpers.set(owner, token);
  }
  return helpers;
}

function findReturned(call: Node, owner: FunctionNode, model: OtelModel): HelperToken | null {
  const { parent } = wrap(call);
  if (parent?.type === 'ReturnStatement' || parent === owner) return { property: null };
  const inObject = findProperty(call, owner);
  if (inObject) return inObject;
  const id = parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier' ? parent.id : null;
  const variable = id && model.bindings.findVariable(id);
  const [read, ...others] = variable ? model.bindings.getReads(variable) : [];
  // Where it returns something else as well, what the caller gets may be no token.
  if (!read || others.length > 0 || getReturned(owner, model.sourceCode).length > 1) return null;
  if (wrap(read.identifier).parent?.type === 'ReturnStatement') return { property: null };
  return findProperty(read.identifier, owner);
}

/** The property of an object that the function returns, whose value is the node. */
function findProperty(node: Node, owner: FunctionNode): HelperToken | null {
  const property = wrap(node).parent;
  if (property?.type !== 'Property' || property.value !== wrap(node)) return null;
  const object = property.parent.type === 'ObjectExpression' ? wrap(property.parent) : null;
  const name = getStaticName(property);
  const isReturned = object?.parent?.type === 'ReturnStatement' || object?.parent === owner;
  return isReturned && name !== null ? { property: name } : null;
}
