import type { OtelModel } from '../index.js';
import { type Node, type Variable, isInside, unwrap, wrap } from '../code/nodes.js';

/** True when this file has injected a context into the carrier: what is extracted from it is what went in. */
export function isOwnCarrier(carrier: Node | undefined, model: OtelModel): boolean {
  const variable = carrier && findRoot(carrier, model);
  if (!variable || variable.defs.some((definition) => definition.type === 'Parameter')) return false;
  return model.getCallsOf('propagation.inject').some((call) => {
    const target = call.arguments[1];
    return target !== undefined && findRoot(target, model) === variable;
  });
}

/** True when the span context is that of a span of this process, `span.spanContext()`, or not to be seen. */
export function isOwnSpanContext(node: Node | undefined, model: OtelModel): boolean {
  if (!node) return true;
  const expression = model.values.dereference(node);
  const reads = model.index.members.get('spanContext') ?? [];
  return reads.some((read) => {
    const callee = wrap(read);
    return isInside(read, expression) && callee.parent?.type === 'CallExpression' && callee.parent.callee === callee;
  });
}

/** The variable that a chain of members begins with. */
function findRoot(node: Node, { bindings }: OtelModel): Variable | null {
  let root = unwrap(node);
  while (root.type === 'MemberExpression') root = unwrap(root.object);
  return root.type === 'Identifier' ? bindings.findVariable(root) : null;
}
