import type { OtelModel } from '../index.js';
import { type CallNode, type Node, isFunction, unwrap, wrap } from '../code/nodes.js';

const VALUES = new Set<string>(['Identifier', 'Literal']);

/** A call of `context.with` that is a statement of its own, and whose callback does nothing: the context is active for nothing. */
export interface EmptyScope {
  readonly call: CallNode;
  readonly callback: Node;
}

/** The scopes of a file in which nothing runs, in source order. Only callbacks that are written in place are looked at. */
export function findEmptyScopes(model: OtelModel): readonly EmptyScope[] {
  return model.getCallsOf('context.with').flatMap((call) => {
    const [, callback] = call.arguments;
    return callback && isStatement(call) && isEmpty(unwrap(callback)) ? [{ call, callback }] : [];
  });
}

function isStatement(call: CallNode): boolean {
  const { parent } = wrap(call);
  const outer = parent?.type === 'AwaitExpression' ? wrap(parent).parent : parent;
  return outer?.type === 'ExpressionStatement';
}

function isEmpty(callback: Node): boolean {
  if (!isFunction(callback) || callback.generator) return false;
  return callback.body.type === 'BlockStatement' ? callback.body.body.length === 0 : VALUES.has(callback.body.type);
}
