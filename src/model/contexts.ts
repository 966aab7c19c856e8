import type { Api } from './api.js';
import type { Bindings } from './code/bindings.js';
import { type CallNode, type Node, wrap } from './code/nodes.js';
import type { Values } from './code/values.js';

/** What a Context expression is made of. `base` is the context that it was made from. */
export type ContextShape =
  | { readonly kind: 'active'; readonly node: CallNode }
  | { readonly kind: 'root'; readonly node: Node }
  | { readonly kind: 'extracted'; readonly node: CallNode; readonly base: Node | null }
  | { readonly kind: 'with-span'; readonly node: CallNode; readonly base: Node; readonly span: Node }
  | { readonly kind: 'with-span-context'; readonly node: CallNode; readonly base: Node }
  | { readonly kind: 'without-span'; readonly node: CallNode; readonly base: Node }
  | { readonly kind: 'with-value'; readonly node: CallNode; readonly base: Node }
  | { readonly kind: 'unknown'; readonly node: Node };

const ONE_STEP = new Map<string, 'extracted' | 'with-span-context' | 'without-span' | 'with-value'>([
  ['propagation.extract', 'extracted'],
  ['trace.setSpanContext', 'with-span-context'],
  ['trace.deleteSpan', 'without-span'],
  ['propagation.setBaggage', 'with-value'],
  ['propagation.deleteBaggage', 'with-value'],
]);

interface Model {
  readonly api: Api;
  readonly bindings: Bindings;
  readonly values: Values;
}

/** True for the root context by any of its names, not where it is one of two; a variable that is written again may hold another context. */
function isRootContext(node: Node, { api, bindings }: Model): boolean {
  const isName = node.type === 'Identifier' || node.type === 'MemberExpression';
  if (!isName || api.findName(node) !== 'ROOT_CONTEXT') return false;
  const variable = node.type === 'Identifier' ? bindings.findVariable(node) : null;
  return !variable || variable.references.filter((reference) => reference.isWrite()).length <= 1;
}

/** What the context expression is made of; constants are followed to what they were declared with. */
export function describeContext(node: Node, model: Model): ContextShape {
  const { api, values } = model;
  const expression = values.dereference(node);
  if (isRootContext(expression, model)) return { kind: 'root', node: expression };
  if (expression.type !== 'CallExpression') return { kind: 'unknown', node: expression };
  const name = api.findName(expression.callee);
  const [base, span] = expression.arguments;
  if (name === 'context.active') return { kind: 'active', node: expression };
  if (name === 'trace.setSpan' && base && span) return { kind: 'with-span', node: expression, base, span };
  const kind = name === null ? undefined : ONE_STEP.get(name);
  if (kind === 'extracted') return { kind, node: expression, base: base ?? null };
  if (kind && base) return { kind, node: expression, base };
  const origin = values.findOrigin(expression.callee);
  if (origin?.path === 'suppressTracing' && base) return { kind: 'with-value', node: expression, base };
  const isMethod = name === 'Context#setValue' || name === 'Context#deleteValue';
  if (isMethod && expression.callee.type === 'MemberExpression') {
    return { kind: 'with-value', node: expression, base: expression.callee.object };
  }
  return { kind: 'unknown', node: expression };
}

/** The shapes from a context expression down to the one it was first made from. */
export function getContextChain(node: Node, model: Model): readonly ContextShape[] {
  const chain: ContextShape[] = [];
  let current: Node | null = node;
  while (current && chain.length < 20) {
    const shape = describeContext(current, model);
    chain.push(shape);
    current = 'base' in shape ? shape.base : null;
  }
  return chain;
}

/** What a variable holds that `ctx = trace.setSpan(ctx, span)` reads, where it is written only once before. */
export function findBaseBefore(call: CallNode, name: Node, { bindings }: { readonly bindings: Bindings }): Node {
  const { parent } = wrap(call);
  const target = parent?.type === 'AssignmentExpression' && parent.left.type === 'Identifier' ? parent.left : null;
  const variable = target && bindings.findVariable(target);
  const isSame = variable && name.type === 'Identifier' && bindings.findVariable(name) === variable;
  const written = isSame ? variable.references.filter((reference) => reference.isWrite()) : [];
  const [before, ...others] = written.filter(({ identifier }) => identifier !== target);
  return others.length === 0 && before?.init === true && before.writeExpr ? before.writeExpr : name;
}
