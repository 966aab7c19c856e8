import type { OtelModel } from '../index.js';
import { type CallNode, type Node, type Variable, getEnclosingFunction, unwrap, wrap } from '../code/nodes.js';
import { findReceiver } from './given-spans.js';
import type { SpanOwnership } from './ownership.js';
import { findSharedSlot, getSlotAccesses } from './slot-accesses.js';
import type { SpanLifetimes } from './span-lifetimes.js';
import type { SpanStart } from '../spans.js';

/** A span in a function that ends it before it returns or waits. */
export interface EndedSpan {
  readonly ownership: SpanOwnership;
  readonly owner: Node;
  /** The calls after which it is ended: of `end`, and of synchronous functions of the file that end it. */
  readonly ends: readonly CallNode[];
  /**
   * What ends it whatever comes, and is awaited: promise chains, `await work().finally(() => span.end())`, and async
   * functions of the file, `await finish(span, work())`.
   */
  readonly settled: readonly CallNode[];
}

/** The spans of the file with the functions that end them at once, rather than when something else has happened. */
export function findEndedSpans(model: OtelModel, lifetimes: SpanLifetimes): readonly EndedSpan[] {
  const found: EndedSpan[] = [];
  for (const variable of getSpanVariables(model, lifetimes)) {
    const ownership = lifetimes.getOwnership(variable);
    const owners = new Set([
      ownership.owner,
      ...ownership.references.flatMap(({ kind, node }) =>
        kind === 'end' || kind === 'pass' ? [getEnclosingFunction(node) ?? model.sourceCode.ast] : [],
      ),
    ]);
    for (const owner of owners) {
      const ends = getImmediateEnds(ownership, owner);
      const settled = getSettledEnds(ownership, owner);
      if (ends.length + settled.length > 0) found.push({ ownership, owner, ends, settled });
    }
  }
  return found;
}

/** The variables that hold a span for certain: of a start, of a type of the API, of a map of spans, of a parameter that is given one. */
export function getSpanVariables(model: OtelModel, lifetimes: SpanLifetimes): ReadonlySet<Variable> {
  let known = spanVariables.get(lifetimes);
  if (!known) spanVariables.set(lifetimes, (known = collectSpanVariables(model, lifetimes)));
  return known;
}

const spanVariables = new WeakMap<SpanLifetimes, ReadonlySet<Variable>>();

function collectSpanVariables(model: OtelModel, lifetimes: SpanLifetimes): ReadonlySet<Variable> {
  const variables = new Set<Variable>();
  for (const start of lifetimes.getStarts()) {
    const variable = lifetimes.findOwnedSpan(start)?.ownership.variable;
    if (variable) variables.add(variable);
  }
  for (const start of lifetimes.getStarts()) {
    for (const variable of findTakenFromMap(start, model)) variables.add(variable);
  }
  for (const call of model.getCallsNamed(['end'])) {
    const callee = unwrap(call.callee);
    const object = callee.type === 'MemberExpression' ? unwrap(callee.object) : null;
    if (object?.type !== 'Identifier' || model.api.findName(callee) !== 'Span#end') continue;
    const variable = model.bindings.findVariable(object);
    if (variable) variables.add(variable);
  }
  // A set is walked in the order of insertion, what is added on the way included.
  for (const variable of variables) {
    for (const reference of lifetimes.getOwnership(variable).references) {
      const name = reference.kind === 'pass' ? findReceiver(reference, model) : null;
      if (name) variables.add(name);
    }
  }
  return variables;
}

/** `const span = spans.get(id);`, where the file puts its spans into that map. */
function findTakenFromMap(start: SpanStart, model: OtelModel): readonly Variable[] {
  const slot = findSharedSlot(start, model);
  const found = slot?.isMap && slot.property === null ? getSlotAccesses(slot, model) : null;
  return (found?.accesses ?? []).flatMap(({ node: { parent } }) => {
    const name = parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier' ? parent.id : null;
    return (name && model.bindings.findVariable(name)) ?? [];
  });
}

function getSettledEnds(ownership: SpanOwnership, owner: Node): readonly CallNode[] {
  const { chains, runs } = ownership.getUses(owner);
  const ending = chains.flatMap(({ chain: { root }, outcome }) =>
    outcome.isLiveWhenFulfilled || outcome.isLiveWhenRejected ? [] : [root],
  );
  const helpers = runs.flatMap(({ effect, target, call }) => (effect === 'ends' && target.async ? [call] : []));
  return [...ending, ...helpers].filter((call) => wrap(call).parent?.type === 'AwaitExpression');
}

function getImmediateEnds(ownership: SpanOwnership, owner: Node): readonly CallNode[] {
  const { runs } = ownership.getUses(owner);
  const direct = ownership.references.flatMap((reference) =>
    reference.kind === 'end' && (getEnclosingFunction(reference.node) ?? owner) === owner ? [reference.node] : [],
  );
  const helpers = runs.filter(({ effect, target }) => effect === 'ends' && !target.async && !target.generator);
  return [...direct, ...helpers.map(({ call }) => call)];
}
