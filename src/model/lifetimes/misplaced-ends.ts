import type { OtelModel } from '../index.js';
import { isTestCode } from '../code/test-code.js';
import { type CallNode, type Node, type Variable, compareBySource, unwrap, wrap } from '../code/nodes.js';
import { findUncallable } from '../code/uncallable.js';
import { findTaker, isThrownAway } from './callback-places.js';
import type { SpanLifetimes } from './span-lifetimes.js';

/** A mention of `end` that does not end the span when it looks to. */
export interface MisplacedEnd {
  readonly kind:
    /** `span.end` is handed on without the span. */
    | 'unbound'
    /** `span.end()` is called where a function is expected. */
    | 'invoked'
    /** `span.end` is not called. */
    | 'uncalled';
  readonly node: Node;
  /** The call that expects a function; null for `uncalled`. */
  readonly taker: CallNode | null;
}

/** The ends of a file that are called too soon, without their span, or not at all; in source order. */
export function findMisplacedEnds(model: OtelModel, lifetimes: SpanLifetimes): readonly MisplacedEnd[] {
  const found = new Map<Node, MisplacedEnd>();
  const owned = lifetimes.getStarts().flatMap((start) => lifetimes.findOwnedSpan(start) ?? []);
  const variables = new Set<Variable | null>(owned.map(({ ownership }) => ownership.variable));
  // By what the API says, and by what the starts of the file put into a variable.
  const isSpan = (object: Node) =>
    model.api.findName(object) === 'Span' ||
    (object.type === 'Identifier' && variables.has(model.bindings.findVariable(object)));
  for (const member of model.index.members.get('end') ?? []) {
    const callee = wrap(member);
    const { parent } = callee;
    const call = parent?.type === 'CallExpression' && parent.callee === callee ? parent : null;
    const misplaced = call ? findInvoked(call, model) : findUnused(callee, model);
    if (!misplaced || isTestCode(member) || !isSpan(unwrap(member.object))) continue;
    if (misplaced.kind !== 'uncalled' || !isEnded(member.object, model, lifetimes))
      found.set(misplaced.node, misplaced);
  }
  for (const { call, effect } of owned.flatMap(({ uses }) => uses.runs)) {
    const invoked = effect === 'ends' ? findInvoked(call, model) : null;
    if (invoked && findUncallable(call, model) && !isTestCode(call)) found.set(call, invoked);
  }
  return [...found.values()].sort((left, right) => compareBySource(left.node, right.node));
}

/** `promise.finally(span.end())` */
function findInvoked(call: CallNode, model: OtelModel): MisplacedEnd | null {
  const taker = findTaker(call, model);
  return taker && { kind: 'invoked', node: call, taker };
}

/** `promise.finally(span.end)`, `promise.finally(() => span.end)`, `span.end;` */
function findUnused(end: Node, model: OtelModel): MisplacedEnd | null {
  const taker = findTaker(end, model);
  if (taker) return { kind: 'unbound', node: end, taker };
  return isThrownAway(end, model) ? { kind: 'uncalled', node: end, taker: null } : null;
}

/** True when the span is ended somewhere, so that a mention without a call may be nothing but superfluous. */
function isEnded(object: Node, model: OtelModel, lifetimes: SpanLifetimes): boolean {
  const node = unwrap(object);
  if (node.type === 'Identifier') {
    const references = lifetimes.findOwnershipOf(node)?.references ?? [];
    return references.some(({ kind }) => kind === 'end' || kind === 'pass');
  }
  const text = model.sourceCode.getText(node);
  return model.getCallsNamed(['end']).some(({ callee }) => {
    const member = unwrap(callee);
    return member.type === 'MemberExpression' && model.sourceCode.getText(unwrap(member.object)) === text;
  });
}
