import { findReturnedGenerators } from '../leaks/generators.js';
import type { OtelModel } from '../index.js';
import {
  type CallNode,
  type FunctionNode,
  type Node,
  getEnclosingFunction,
  getStaticName,
  isFunction,
  wrap,
} from '../code/nodes.js';
import { findCalledFunction } from '../dispatch/placements.js';
import type { SpanStart } from '../spans.js';

/** A span that is started at once, and ended only by the body of a generator that nobody may ever begin. */
export interface UnstartedEnd {
  readonly start: SpanStart;
  readonly generator: FunctionNode;
}

/** The spans of the file that only a returned generator ends, in source order. */
export function findUnstartedEnds(model: OtelModel): readonly UnstartedEnd[] {
  return model.getSpanStarts().flatMap((start): UnstartedEnd | [] => {
    const owner = start.callback ? model.values.findFunction(start.callback) : getEnclosingFunction(start.node);
    if (!owner || owner.generator) return [];
    const endings = findEndingGenerators(start, owner, model);
    const [generator] = endings;
    if (!generator) return [];
    const returned = new Set(findReturnedGenerators(owner, model));
    return endings.every((ending) => returned.has(ending)) ? { start, generator } : [];
  });
}

/** The generator functions that end the span; none when anything else may end it. */
function findEndingGenerators(start: SpanStart, owner: FunctionNode, model: OtelModel): readonly FunctionNode[] {
  const variable = model.findSpanVariable(start);
  const endings = new Set<FunctionNode>();
  if (variable?.references.some((reference) => reference.isWrite() && !reference.init)) return [];
  for (const { identifier } of variable ? model.bindings.getReads(variable) : []) {
    const use = getUse(identifier, model);
    if (use === 'other') return [];
    if (use === 'none') continue;
    const generator = isFunction(use) ? use : findGeneratorAround(use, owner);
    if (generator) endings.add(generator);
    else if (!isInCatch(use, owner)) return [];
  }
  return [...endings];
}

/** What a mention does with the span: its `end()`, the generator function that ends it, nothing that matters, or what nobody knows. */
function getUse(mention: Node, model: OtelModel): CallNode | FunctionNode | 'none' | 'other' {
  const node = wrap(mention);
  const { parent } = node;
  if (parent?.type === 'MemberExpression' && parent.object === node) {
    const call = wrap(parent).parent;
    if (call?.type !== 'CallExpression' || call.callee !== wrap(parent)) return 'other';
    return getStaticName(parent) === 'end' ? call : 'none';
  }
  if (parent?.type !== 'CallExpression' || parent.callee === node) return 'other';
  if (model.api.findName(parent.callee) === 'trace.setSpan') return 'none';
  const target = findCalledFunction(parent, model);
  const parameter = target?.params[parent.arguments.findIndex((argument) => argument === node)];
  const variable = parameter?.type === 'Identifier' ? model.bindings.findVariable(parameter) : null;
  if (!target?.generator || !variable) return 'other';
  const uses = model.bindings.getReads(variable).map(({ identifier }) => getUse(identifier, model));
  if (uses.includes('other')) return 'other';
  return uses.some((use) => use !== 'none') ? target : 'none';
}

/** The outermost generator function between a place and a function around it; null when every function on the way runs at once, or may. */
function findGeneratorAround(place: Node, owner: FunctionNode): FunctionNode | null {
  let found: FunctionNode | null = null;
  let around = getEnclosingFunction(place);
  for (; around && around !== owner; around = getEnclosingFunction(around)) if (around.generator) found = around;
  return found;
}

function isInCatch(place: Node, owner: FunctionNode): boolean {
  for (let node: Node | undefined = place; node && node !== owner; node = node.parent) {
    if (node.type === 'CatchClause') return true;
  }
  return false;
}
