import type { OtelModel } from '../index.js';
import { findCalledFunction } from './placements.js';
import {
  type CallNode,
  type FunctionNode,
  type Node,
  type Variable,
  getOwnNodes,
  isFunction,
  unwrap,
  wrap,
} from '../code/nodes.js';

/** What a call gives to a function of the file that calls it in a scope. */
export interface GivenCallback {
  readonly call: CallNode;
  readonly argument: Node;
}

/**
 * The arguments for parameters that a function of the file passes to a scope, or calls in its callback: functions, or the
 * call throws.
 *
 * @param callbacks - what the scopes of the file are given
 */
export function findGivenCallbacks(callbacks: readonly Node[], model: OtelModel): readonly GivenCallback[] {
  const parameters = new Set(callbacks.flatMap((callback) => findRunNames(callback, model)));
  return [...parameters].flatMap((parameter) => {
    const [definition] = parameter.defs;
    const owner = definition?.type === 'Parameter' && isFunction(definition.node) ? definition.node : null;
    const index = owner ? owner.params.findIndex((node) => node === definition?.name) : -1;
    return owner && index >= 0 && parameter.defs.length === 1 && isAlwaysCalled(parameter, callbacks)
      ? findArguments(owner, index, model)
      : [];
  });
}

/** The variables that a callback is, or calls. */
function findRunNames(callback: Node, { bindings, sourceCode }: OtelModel): readonly Variable[] {
  const expression = unwrap(callback);
  const names: readonly Node[] = isFunction(expression)
    ? getOwnNodes(expression, sourceCode).flatMap((node) =>
        node.type === 'CallExpression' && !node.optional ? [unwrap(node.callee)] : [],
      )
    : [expression];
  return names.flatMap((name) => (name.type === 'Identifier' ? (bindings.findVariable(name) ?? []) : []));
}

/** True for a name that is only ever called, or is one of the callbacks itself: nothing asks what it holds. */
function isAlwaysCalled({ references }: Variable, callbacks: readonly Node[]): boolean {
  return references.every(({ identifier }) => {
    const expression = wrap(identifier);
    const { parent } = expression;
    if (callbacks.includes(expression)) return true;
    return parent?.type === 'CallExpression' && parent.callee === expression && !parent.optional;
  });
}

/** What the calls of a function give for one of its parameters. */
function findArguments(owner: FunctionNode, index: number, model: OtelModel): readonly GivenCallback[] {
  return model.callbacks.getUses(owner).flatMap(({ call }) => {
    const given = call.arguments.slice(0, index + 1);
    const argument = given[index];
    const isPlain = argument && given.every(({ type }) => type !== 'SpreadElement');
    return isPlain && findCalledFunction(call, model) === owner ? [{ call, argument }] : [];
  });
}
