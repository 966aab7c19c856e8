import type { Flow } from '../../flow/index.js';
import type { OtelModel } from '../index.js';
import {
  type FunctionNode,
  type Node,
  getEnclosingFunction,
  getStatement,
  getWrittenName,
  isFunction,
  isInLoop,
  isInside,
  unwrap,
} from '../code/nodes.js';
import { type GivenSpan, findReceiver } from './given-spans.js';
import type { SpanOwnership } from './ownership.js';
import { findBranchesOfPresence } from './span-branches.js';
import { findCalledFunction } from '../dispatch/placements.js';
import { findEndedByCallee, findEndedTwice } from './double-ends.js';
import { findInChains, findInTimers } from './late-callbacks.js';
import { type EndedSpan, findEndedSpans, getSpanVariables } from './span-ends.js';
import type { OwnedSpan, SpanLifetimes } from './span-lifetimes.js';

/** A call that comes too late for its span, or that ends it once more. The line is that of the other end. */
export interface LateUse {
  readonly kind:
    /** The span is ended on every path to the call. */
    | 'late'
    /** The span is ended on every path to this end. */
    | 'second-end'
    /** A `finally` ends the span again. */
    | 'ended-again'
    /** Every path from here comes to another end. */
    | 'ended-later'
    /** Every round of a loop ends the same span. */
    | 'each-round'
    /** The function that hands the span over ends it itself. */
    | 'wrapper-ends';
  readonly node: Node;
  readonly name: string;
  readonly line: number;
}

/** The calls of a file that certainly run on an ended span, or end a span that is ended again, in source order. */
export function findLateUses(model: OtelModel, flow: Flow, lifetimes: SpanLifetimes): readonly LateUse[] {
  const spans = findEndedSpans(model, lifetimes);
  const late = spans.flatMap((span) => [
    ...findInFunction(span, model, flow, lifetimes),
    ...findBeforeFinally(span),
    ...findInTimers(span, model, flow),
    ...findEndedByCallee(span),
  ]);
  const starts = lifetimes.getStarts().flatMap((start) => lifetimes.findOwnedSpan(start) ?? []);
  const wrapped = starts.flatMap((span) => findInCallbacks(span, model, lifetimes));
  const chained = [...getSpanVariables(model, lifetimes)].flatMap((variable) =>
    findInChains(lifetimes.getOwnership(variable), model),
  );
  // One of two ends is enough to report.
  const seconds = new Set(late.flatMap(({ kind, line }) => (kind === 'second-end' ? [line] : [])));
  const twice = spans
    .flatMap((span) => findEndedTwice(span, model, flow))
    .filter(({ kind, node }) => kind === 'each-round' || !seconds.has(node.loc.start.line));
  const all = new Map([...twice, ...chained, ...wrapped, ...late].map((use) => [use.node, use]));
  return [...all.values()].sort((left, right) => left.node.range[0] - right.node.range[0]);
}

function findInFunction(span: EndedSpan, model: OtelModel, flow: Flow, lifetimes: SpanLifetimes): LateUse[] {
  const { ownership, owner } = span;
  const ends = [...span.ends, ...span.settled];
  const writes = ownership.getWrites(null);
  const touches = ownership.getUses(owner).touches.filter(({ writes: isWriting }) => isWriting);
  const passes = ownership.references.filter(({ kind }) => kind === 'pass');
  if (
    !canComeLate(
      [...touches, ...passes].map(({ node }) => node),
      ends,
    )
  )
    return [];
  const isSettled = writes.length <= 1 || writes.every((write) => isInside(write, owner));
  if (!isSettled) return [];
  // What is alive when the function is entered, or after the variable was written to, and has not met an end since.
  // Where there is no span, `span?.end()` ends nothing, and what comes after it is not lost.
  const present = findBranchesOfPresence(ownership.variable, model);
  const alive = [owner, ...writes].map((acquire) =>
    flow.getLiveRegion({ acquire, releases: ends, escapes: [], ...present }),
  );
  const isLate = (node: Node) => flow.isReachable(node) && alive.every((region) => !region.isLiveAt(node));
  const helped = ownership.references.flatMap((reference) =>
    reference.kind === 'pass' &&
    getEnclosingFunction(reference.node) === owner &&
    touchesAlways(reference, model, flow, lifetimes)
      ? [{ node: reference.node, name: getWrittenName(reference.node.callee) ?? 'call' }]
      : [],
  );
  // Of several ends, the one from which a run comes here, and the nearest of these.
  const findLastEnd = (node: Node) => {
    const others = ends.filter((end) => end !== node);
    const before = others.filter((end) => end.range[1] <= node.range[0] && flow.reaches(end, node));
    return before.at(-1) ?? others[0];
  };
  const toUse = (kind: LateUse['kind'], node: Node, name: string): LateUse => ({
    kind,
    node,
    name,
    line: findLastEnd(node)?.loc.start.line ?? 0,
  });
  return [
    ...span.ends.filter((end) => isLate(end)).map((end) => toUse('second-end', end, 'end')),
    ...[...touches, ...helped]
      .filter(({ node }) => !ends.some((end) => end === node) && isLate(node))
      .map(({ node, name }) => toUse('late', node, name)),
  ];
}

/** True when the source lets one of the nodes, or another end, be reached from an end: it stands behind it, or in a loop with it. */
function canComeLate(nodes: readonly Node[], ends: readonly Node[]): boolean {
  const first = Math.min(...ends.map((end) => end.range[0]));
  return [...nodes, ...ends].some((node) => node.range[0] > first) || ends.some(isInLoop);
}

/** True when a function of the file writes to the span that it is given, whatever path it takes. */
function touchesAlways(given: GivenSpan, model: OtelModel, flow: Flow, lifetimes: SpanLifetimes): boolean {
  const { target } = given;
  const variable = target.async || target.generator ? null : findReceiver(given, model);
  if (!variable) return false;
  const ownership = lifetimes.getOwnership(variable);
  const releases = ownership.getUses(target).touches.flatMap(({ node, writes }) => (writes ? [node] : []));
  if (releases.length === 0) return false;
  const exits = flow.getLiveRegion({ acquire: target, releases, escapes: [] }).getExits();
  return exits.every((exit) => exit.kind === 'throw');
}

/** `try { span.end(); } finally { span.end(); }`: whoever comes by the first comes by the second. */
function findBeforeFinally({ ends }: EndedSpan): LateUse[] {
  return ends.flatMap((final) => {
    const statement = getStatement(final);
    const block = statement.parent;
    const owner = block?.parent;
    if (statement.type !== 'ExpressionStatement' || owner?.type !== 'TryStatement' || owner.finalizer !== block)
      return [];
    const early = ends.filter((end) => end !== final && isInside(end, owner) && !isInside(end, block));
    return early.map((end) => ({ kind: 'ended-again' as const, node: end, name: 'end', line: final.loc.start.line }));
  });
}

/** The ends in callbacks that are given the span of a function of this file which ends it itself. */
function findInCallbacks(
  { ownership, owner, acquire, uses }: OwnedSpan,
  model: OtelModel,
  lifetimes: SpanLifetimes,
): LateUse[] {
  if (!ownership.references.some(({ kind }) => kind === 'lend' || kind === 'relay')) return [];
  const isGuarded = ownership.references.some(
    (reference) => reference.kind === 'touch' && reference.name === 'isRecording',
  );
  const [end] = ownership.references.filter(({ kind }) => kind === 'end');
  if (!end || isGuarded || uses.escapes.length > 0) return [];
  const exits = ownership.getLiveRegion(owner, acquire, true).getExits();
  if (exits.some((exit) => exit.kind !== 'throw')) return [];
  return ownership.references.flatMap((reference) => {
    const isLent = reference.kind === 'lend' || reference.kind === 'relay';
    if (!isLent || reference.node.type !== 'CallExpression') return [];
    const call = reference.node;
    const callee = call.callee.type === 'Identifier' ? model.bindings.findVariable(call.callee) : null;
    const definition = callee?.defs[0];
    if (definition?.type !== 'Parameter' || !isFunction(definition.node)) return [];
    const position = definition.node.params.findIndex((parameter) => parameter === definition.name);
    const index = call.arguments.findIndex((argument) => isNamed(argument, ownership));
    const callbacks = findCallbacks(definition.node, position, model);
    return callbacks.flatMap((callback) => findEndsOf(callback.params[index], end.node, lifetimes));
  });
}

function isNamed(argument: Node, { variable }: SpanOwnership): boolean {
  return variable.references.some(({ identifier }) => identifier === unwrap(argument));
}

/** The functions that the calls of a function of the file give it at a position. */
function findCallbacks(target: FunctionNode, position: number, model: OtelModel): readonly FunctionNode[] {
  if (position < 0) return [];
  return model.index.calls.flatMap((call) => {
    const argument = findCalledFunction(call, model) === target ? call.arguments[position] : undefined;
    const callback = argument && unwrap(argument);
    return isFunction(callback) ? [callback] : [];
  });
}

function findEndsOf(parameter: Node | undefined, end: Node, lifetimes: SpanLifetimes): LateUse[] {
  const ownership = parameter?.type === 'Identifier' ? lifetimes.findOwnershipOf(parameter) : null;
  const ends = ownership?.references.filter(({ kind }) => kind === 'end') ?? [];
  return ends.map(({ node }) => ({ kind: 'wrapper-ends', node, name: 'end', line: end.loc.start.line }));
}
