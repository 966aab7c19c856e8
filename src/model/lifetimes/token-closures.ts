import type { OtelModel } from '../index.js';
import {
  type CallNode,
  type FunctionNode,
  type Node,
  getEnclosingFunction,
  getStaticName,
  unwrap,
  wrap,
} from '../code/nodes.js';
import { findPlacement } from '../dispatch/placements.js';

/** When a nested function runs: in calls of the function around it, before they return; or later, in another callback. */
export type ClosurePlace =
  { readonly kind: 'inline'; readonly calls: readonly CallNode[] } | { readonly kind: 'elsewhere' };

const ELSEWHERE: ClosurePlace = { kind: 'elsewhere' };
const LISTENING = new Set(['on', 'once', 'addListener', 'prependListener', 'prependOnceListener', 'addEventListener']);

/**
 * When a disposal inside a nested function runs, as seen from the function that attached. Null where that is unknown:
 * the nested function is returned, stored, or given to code that may pair it with what attached.
 *
 * @param owner - the function that attached; null for the top level, whose attachments may last as long as the process
 */
export function placeDisposal(disposal: Node, owner: FunctionNode | null, model: OtelModel): ClosurePlace | null {
  const closure = findClosure(disposal, owner);
  if (!closure || !owner) return null;
  if (closure.generator) return null;
  const calls: CallNode[] = [];
  for (const reference of getReferences(closure, model)) {
    const place = reference ? placeReference(reference, closure, model) : null;
    if (place === null) return null;
    if (place.kind === 'elsewhere') return place;
    calls.push(...place.calls);
  }
  return calls.every((call) => getEnclosingFunction(call) === owner) ? { kind: 'inline', calls } : null;
}

/** The function directly inside the owner that the node stands in. */
function findClosure(node: Node, owner: FunctionNode | null): FunctionNode | null {
  let closure: FunctionNode | null = null;
  for (let around = getEnclosingFunction(node); around !== owner; around = getEnclosingFunction(around)) {
    if (!around) return null;
    closure = around;
  }
  return closure;
}

/** Where a function is named or written; null among them for a place that cannot be followed. */
function getReferences(closure: FunctionNode, { bindings }: OtelModel): readonly (Node | null)[] {
  const { parent } = wrap(closure);
  const isConstant = parent?.type === 'VariableDeclarator' && parent.parent.kind === 'const';
  const id = closure.type === 'FunctionDeclaration' ? closure.id : isConstant ? parent.id : null;
  if (!id) return [closure];
  const variable = id.type === 'Identifier' ? bindings.findVariable(id) : null;
  return variable ? bindings.getReads(variable).map((reference) => reference.identifier) : [null];
}

function placeReference(reference: Node, closure: FunctionNode, model: OtelModel): ClosurePlace | null {
  const node = wrap(reference);
  const call = node.parent;
  if (call?.type !== 'CallExpression' && call?.type !== 'NewExpression') return null;
  if (call.callee === node) return closure.async ? ELSEWHERE : { kind: 'inline', calls: [call] };
  const index = call.arguments.findIndex((argument) => argument === node);
  const placement = index < 0 ? null : findPlacement(call, index, node, model);
  if (placement?.kind === 'boundary' || (placement === null && isListening(call))) return ELSEWHERE;
  return placement?.kind === 'inline' && !closure.async ? { kind: 'inline', calls: [call] } : null;
}

/** `source.on('end', listener)`, whatever the source is. */
function isListening(call: CallNode): boolean {
  const callee = unwrap(call.callee);
  const name = callee.type === 'MemberExpression' ? getStaticName(callee) : null;
  return name !== null && LISTENING.has(name) && call.arguments[0]?.type === 'Literal';
}
