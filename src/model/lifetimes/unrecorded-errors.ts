import type { TSESTree } from '@typescript-eslint/utils';
import type { Flow } from '../../flow/index.js';
import { type Records, getRecordsIn, getRecordsOf, joinRecords } from './error-records.js';
import type { OtelModel } from '../index.js';
import {
  type FunctionNode,
  type Node,
  getOwnNodes,
  getEnclosingFunction,
  getStringValue,
  isFunction,
  isInside,
  unwrap,
  wrap,
} from '../code/nodes.js';
import { findPromiseChain, getReactionName } from '../code/promise-chains.js';
import type { OwnedSpan, SpanLifetimes } from './span-lifetimes.js';
import type { SpanReference } from './span-references.js';
import { isTestCode } from '../code/test-code.js';

/** Code that handles an error while a span lives. */
export type ErrorHandler = TSESTree.CatchClause | FunctionNode;

/** An error that leaves a span which does not tell of it. */
export interface UnrecordedError {
  readonly handler: ErrorHandler;
  readonly span: OwnedSpan;
  readonly records: Records;
}

/** A `try` with a `catch`. */
interface TryCatch extends TSESTree.TryStatement {
  readonly handler: TSESTree.CatchClause;
}

const MAX_EVENTS = 50;
const EVENTS = new Set([
  ...['CallExpression', 'NewExpression', 'AwaitExpression', 'AssignmentExpression'],
  ...['ThrowStatement', 'ReturnStatement', 'BreakStatement', 'ContinueStatement'],
]);

/**
 * Finds the handlers by which an error leaves a span of this file that is not told of all of it, in source order: a
 * `catch` that throws again, ends the span, or has a `finally` behind it that does; a reaction to a rejection, or a
 * listener of `error`, that ends the span. Silent about tests, and where the span is given to anybody on the way.
 */
export function findUnrecordedErrors(
  model: OtelModel,
  flow: Flow,
  lifetimes: SpanLifetimes,
): readonly UnrecordedError[] {
  const search = new Search(model, flow, lifetimes);
  const spans = model.getSpanStarts().flatMap((start) => {
    const span = isTestCode(start.node) ? null : lifetimes.findOwnedSpan(start);
    return span ? [span] : [];
  });
  const found = spans.flatMap((span) => search.find(span));
  return found.sort((left, right) => left.handler.range[0] - right.handler.range[0]);
}

class Search {
  readonly #model: OtelModel;
  readonly #flow: Flow;
  readonly #lifetimes: SpanLifetimes;
  readonly #events = new Map<Node, readonly Node[]>();

  constructor(model: OtelModel, flow: Flow, lifetimes: SpanLifetimes) {
    this.#model = model;
    this.#flow = flow;
    this.#lifetimes = lifetimes;
  }

  find(span: OwnedSpan): UnrecordedError[] {
    const ends = getEnds(span);
    const owners = new Set([span.owner, ...ends.map((end) => this.#getOwner(end))]);
    const caught = [...owners].flatMap((owner) => {
      const acquire = owner === span.owner ? span.acquire : owner;
      const region = span.ownership.getLiveRegion(owner, acquire, true);
      return getTries(region.getEvents(), owner).flatMap((statement) => this.#judgeCatch(statement, span, owner) ?? []);
    });
    const rejected = [...owners].flatMap((owner) => (isFunction(owner) ? this.#judgeReaction(owner, span) : []));
    return [...caught, ...rejected];
  }

  #getOwner(node: Node): Node {
    return getEnclosingFunction(node) ?? this.#model.sourceCode.ast;
  }

  #judgeCatch(statement: TryCatch, span: OwnedSpan, owner: Node): UnrecordedError | null {
    const { ownership } = span;
    const { handler, finalizer } = statement;
    if (!isInside(handler, ownership.variable.scope.block)) return null;
    const { ends } = ownership.getUses(owner);
    const isEnded = ends.some((end) => isInside(end, handler));
    const isFinal =
      this.#isUsed(handler.param) &&
      finalizer !== null &&
      ends.some((end) => isInside(end, finalizer)) &&
      this.#getEvents(statement.block).some(isResult);
    if (!isEnded && !isFinal && !(owner === span.owner && this.#throws(handler))) return null;
    const after = this.#getEvents(handler.body).map((event) =>
      this.#flow.getLiveRegion({ acquire: event, releases: ends, escapes: [], ignoresExceptions: true }),
    );
    const mentions = ownership.references.filter(
      (reference) =>
        isInside(reference.node, handler) ||
        // Whoever has the span while the work runs may record what it throws.
        (isInside(reference.node, statement.block) && this.#isGiven(reference)) ||
        (this.#getOwner(reference.node) === owner && after.some((path) => path.isLiveAt(reference.node))),
    );
    const told = mentions.map((reference) => getRecordsOf(reference, this.#model, this.#lifetimes));
    const last = finalizer ? [getRecordsIn(finalizer, this.#model)] : [];
    const { exception, status } = joinRecords([...told, ...last]);
    // What is written elsewhere says nothing of this error.
    const own = getRecordsIn(handler.body, this.#model);
    return { handler, span, records: joinRecords([own, { exception, status, note: false }]) };
  }

  /** Judges a function that ends the span and that a promise or an emitter calls. */
  #judgeReaction(owner: FunctionNode, span: OwnedSpan): UnrecordedError[] {
    const argument = wrap(owner);
    const call = argument.parent;
    if (call?.type !== 'CallExpression' || !call.arguments.some((other) => other === argument)) return [];
    const chain = findPromiseChain(call);
    const name = getReactionName(call);
    const isListener = /^(?:on|once|addListener)$/u.test(name ?? '') && getStringValue(call.arguments[0]) === 'error';
    const links = chain?.links ?? [];
    const handlers = name === 'finally' ? links.flatMap(getRejectionHandlers) : getRejectionHandlers(call);
    const own = handlers.filter((handler) => handler === owner || (name === 'finally' && handler.params.length > 0));
    const judged = chain ? own : isListener ? [owner] : [];
    const others = links
      .flatMap((link) => link.arguments)
      .map((part) => ({ ...getRecordsIn(part, this.#model), note: false }));
    return judged.map((handler) => {
      const mentions = span.ownership.references.filter(({ node }) => isInside(node, handler));
      const told = mentions.map((reference) => getRecordsOf(reference, this.#model, this.#lifetimes));
      return { handler, span, records: joinRecords([getRecordsIn(handler, this.#model), ...others, ...told]) };
    });
  }

  /** True for a call that is given the span itself, not only a context that holds it. */
  #isGiven({ kind, node }: SpanReference): boolean {
    if (kind === 'touch') return false;
    const isScope = node.type === 'CallExpression' && this.#model.api.isCallOf(node, 'context.with', 'context.bind');
    return kind !== 'lend' || !isScope;
  }

  /** True for an error that the handler does something with; any other is expected. */
  #isUsed(parameter: Node | null): boolean {
    if (parameter?.type !== 'Identifier') return parameter !== null;
    const variable = this.#model.bindings.findVariable(parameter);
    return variable !== null && this.#model.bindings.getReads(variable).length > 0;
  }

  #throws(handler: TSESTree.CatchClause): boolean {
    return getOwnNodes(handler.body, this.#model.sourceCode).some(({ type }) => type === 'ThrowStatement');
  }

  /** What happens in a block, so that paths can be asked about it; of a long one the beginning. */
  #getEvents(block: Node): readonly Node[] {
    let events = this.#events.get(block);
    if (!events) {
      const all = getOwnNodes(block, this.#model.sourceCode).filter(({ type }) => EVENTS.has(type));
      events = all.sort((left, right) => left.range[0] - right.range[0]).slice(0, MAX_EVENTS);
      this.#events.set(block, events);
    }
    return events;
  }
}

/** The statements with a `catch` in whose `try` one of the events stands, in the function that the events are of. */
function getTries(events: Iterable<Node>, owner: Node): readonly TryCatch[] {
  const tries = new Set<TryCatch>();
  for (const event of events) {
    if (!EVENTS.has(event.type)) continue;
    for (let node = event; node !== owner && node.parent; node = node.parent) {
      if (isTryCatch(node.parent) && node.parent.block === node) tries.add(node.parent);
    }
  }
  return [...tries];
}

/** True for what waits for the work of a function, or returns what came of it; the rest may be work on the span itself. */
function isResult(event: Node): boolean {
  return event.type === 'AwaitExpression' || (event.type === 'ReturnStatement' && event.argument !== null);
}

function isTryCatch(node: Node): node is TryCatch {
  return node.type === 'TryStatement' && node.handler !== null;
}

/** The functions that a reaction runs when its promise is rejected. */
function getRejectionHandlers(call: TSESTree.CallExpression): readonly FunctionNode[] {
  const index = { catch: 0, then: 1 }[getReactionName(call) ?? ''];
  const handler = index === undefined ? undefined : call.arguments[index];
  const target = handler && unwrap(handler);
  return isFunction(target) ? [target] : [];
}

/** Every place that ends the span, whatever function it stands in. */
function getEnds({ ownership }: OwnedSpan): readonly Node[] {
  return ownership.references.flatMap(({ kind, node }) => (kind === 'end' || kind === 'pass' ? [node] : []));
}
