import type { OtelModel } from '../index.js';
import { type FunctionNode, type Node, type Variable, isFunction, unwrap, wrap } from '../code/nodes.js';

/**
 * The functions that a parameter can be, of a function that only this file calls; null where a caller gives anything
 * else, and where not every caller is to be seen.
 */
export function findGivenFunctions(parameter: Node, model: OtelModel): readonly FunctionNode[] | null {
  const name = unwrap(parameter);
  const variable = name.type === 'Identifier' ? model.bindings.findVariable(name) : null;
  const [definition] = variable?.defs ?? [];
  if (!variable || definition?.type !== 'Parameter' || !isFunction(definition.node)) return null;
  const index = definition.node.params.findIndex((param) => param === definition.name);
  const isWritten = variable.references.some((reference) => reference.isWrite());
  const isHidden = isWritten || index < 0 || isExported(definition.node);
  const callee = isHidden ? null : findFunctionName(definition.node, model);
  if (!callee) return null;
  const functions: FunctionNode[] = [];
  for (const { identifier } of model.bindings.getReads(callee)) {
    const { parent } = wrap(identifier);
    const isCall = parent?.type === 'CallExpression' && unwrap(parent.callee) === identifier;
    const given = isCall ? model.values.findFunction(parent.arguments[index]) : null;
    if (!given) return null;
    functions.push(given);
  }
  return functions.length > 0 ? functions : null;
}

/** True for a function that the file exports where it declares it. */
export function isExported(target: FunctionNode): boolean {
  const holder = target.type === 'FunctionDeclaration' ? target : target.parent.parent;
  return holder?.parent?.type.startsWith('Export') === true;
}

/** The variable that stands for a function: of its declaration, or the constant that holds it. */
export function findFunctionName(target: FunctionNode, { bindings }: OtelModel): Variable | null {
  if (target.type === 'FunctionDeclaration') return target.id ? bindings.findVariable(target.id) : null;
  if (target.parent.type !== 'VariableDeclarator' || target.parent.id.type !== 'Identifier') return null;
  const variable = bindings.findVariable(target.parent.id);
  return variable && bindings.findSoleValue(variable) === target ? variable : null;
}
