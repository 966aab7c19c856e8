import type { OtelModel } from '../index.js';
import { type FunctionNode, type Node, type Variable, getEnclosingFunction } from '../code/nodes.js';
import { findFunctionName } from './given-functions.js';
import { type SpanReference, getSpanReferences } from './span-references.js';

/** The mentions of a span, and of the functions that mention it, by the function that they stand in. */
export interface SpanMentions {
  /** In source order. */
  readonly all: readonly SpanReference[];
  readonly direct: ReadonlyMap<Node, readonly SpanReference[]>;
  /** The functions in a function that mention the span, or hold one that does. */
  readonly inner: ReadonlyMap<Node, ReadonlySet<FunctionNode>>;
}

/** Collects the mentions of the span that a variable holds, and those of the functions that mention it by their name. */
export function collectMentions(variable: Variable, model: OtelModel): SpanMentions {
  const { sourceCode, bindings } = model;
  const all: SpanReference[] = [];
  const inner = new Map<Node, Set<FunctionNode>>();
  const pending: SpanReference[] = [...getSpanReferences(variable, model)];
  const seen = new Set<FunctionNode>();
  for (let reference = pending.pop(); reference; reference = pending.pop()) {
    all.push(reference);
    let owner = getEnclosingFunction(reference.node);
    const outermost = variable.scope.variableScope.block;
    for (; owner && owner !== outermost && !seen.has(owner); owner = getEnclosingFunction(owner)) {
      seen.add(owner);
      const target = owner;
      const outer = getEnclosingFunction(owner) ?? sourceCode.ast;
      inner.set(outer, (inner.get(outer) ?? new Set()).add(owner));
      const name = findFunctionName(owner, model);
      const reads = name ? bindings.getReads(name) : [];
      pending.push(...reads.map(({ identifier }) => ({ kind: 'closure' as const, node: identifier, target })));
    }
  }
  all.sort((left, right) => left.node.range[0] - right.node.range[0]);
  const direct = new Map<Node, SpanReference[]>();
  for (const reference of all) {
    const owner = getEnclosingFunction(reference.node) ?? sourceCode.ast;
    const filed = direct.get(owner);
    if (filed) filed.push(reference);
    else direct.set(owner, [reference]);
  }
  return { all, direct, inner };
}
