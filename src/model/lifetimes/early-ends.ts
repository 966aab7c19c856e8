import type { Flow } from '../../flow/index.js';
import type { OtelModel } from '../index.js';
import {
  type CallNode,
  type FunctionNode,
  type Node,
  getEnclosingFunction,
  getOwnNodes,
  getStatement,
  getStaticName,
  getWrittenName,
  isAwait,
  isFunction,
  isInside,
  unwrap,
  wrap,
} from '../code/nodes.js';
import { getReactionName } from '../code/promise-chains.js';
import { isHarmless } from '../code/harmless.js';
import { findGenerator } from '../code/lazy.js';
import { isPendingPromise, isPromisePerItem } from '../code/promises.js';
import { type Candidate, findCandidates, findPushed } from './early-candidates.js';
import { type EndedSpan, findEndedSpans } from './span-ends.js';
import type { SpanLifetimes } from './span-lifetimes.js';
import type { SpanStart } from '../spans.js';

/** An end that comes before the work of the span has settled. */
export interface EarlyEnd {
  readonly kind:
    /** `return promise` inside a `try` whose `finally` ends the span. */
    | 'returned'
    /** A promise that nobody waits for, then the end. */
    | 'floating'
    /** A promise that is kept, and returned after the end. */
    | 'kept'
    /** An Observable or a generator, returned, of which nothing has run. */
    | 'lazy';
  readonly node: Node;
  /** The promise of the work. */
  readonly work: Node;
  /** The line of the other end: of the end of the span, or of the work. */
  readonly line: number;
  /** True when the function can await the work. */
  readonly isAwaitable: boolean;
}

/** The ends of a file that come while asynchronous work under the span is certainly under way, in source order. */
export function findEarlyEnds(model: OtelModel, flow: Flow, lifetimes: SpanLifetimes): readonly EarlyEnd[] {
  const starts = new Map(
    lifetimes.getStarts().map((start) => [lifetimes.findOwnedSpan(start)?.ownership.variable, start]),
  );
  const candidates = new Map<Node, readonly Candidate[]>();
  const getCandidates = (owner: Node) => {
    const known = candidates.get(owner) ?? findCandidates(owner, model);
    candidates.set(owner, known);
    return known;
  };
  const found = findEndedSpans(model, lifetimes).flatMap((span) => {
    const start = starts.get(span.ownership.variable);
    return start ? new EarlyEnds(span, start, model, flow).find(getCandidates(span.owner)) : [];
  });
  const all = new Map(found.map((early) => [early.node, early]));
  return [...all.values()].sort((left, right) => left.node.range[0] - right.node.range[0]);
}

class EarlyEnds {
  readonly #span: EndedSpan;
  readonly #start: SpanStart;
  readonly #model: OtelModel;
  readonly #flow: Flow;

  constructor(span: EndedSpan, start: SpanStart, model: OtelModel, flow: Flow) {
    this.#span = span;
    this.#start = start;
    this.#model = model;
    this.#flow = flow;
  }

  find(candidates: readonly Candidate[]): EarlyEnd[] {
    const { owner } = this.#span;
    if (!isFunction(owner) || owner.generator) return [];
    return candidates.flatMap((node) => {
      if (node.type === 'ReturnStatement') return this.#judgeReturn(node, owner) ?? [];
      if (node.type === 'ExpressionStatement') return this.#judgeStatement(node, owner) ?? [];
      return this.#judgeConstant(node, owner) ?? [];
    });
  }

  /** A `return` that passes through a `finally` which ends the span. */
  #judgeReturn(statement: Extract<Node, { type: 'ReturnStatement' }>, owner: FunctionNode): EarlyEnd | null {
    const { argument } = statement;
    if (!argument || !this.#isLiveAt(argument)) return null;
    const end = this.#span.ends.find((candidate) => isInFinallyAround(candidate, statement));
    if (!end) return null;
    const found = { node: argument, work: argument, line: end.loc.start.line };
    if (isPendingPromise(argument, this.#model)) {
      return { ...found, kind: 'returned', isAwaitable: owner.async && isSimple(argument) };
    }
    return this.#isLazy(argument) ? { ...found, kind: 'lazy', isAwaitable: false } : null;
  }

  /** False for a generator that has nothing to do with the span, and for what ends it. */
  #isLazy(node: Node): boolean {
    const { ownership } = this.#span;
    const generator = findGenerator(node, this.#model);
    const work = generator ?? this.#model.values.dereference(node);
    // What ends the span itself is ended by nobody else but on another path.
    if (ownership.references.some((it) => it.kind === 'end' && isInside(it.node, work))) return false;
    return !generator || this.#start.callback !== null || ownership.mentions(generator);
  }

  /** `work();` with nothing that waits for it, and `all.push(work());` with nothing that has waited yet. */
  #judgeStatement(statement: Extract<Node, { type: 'ExpressionStatement' }>, owner: FunctionNode): EarlyEnd | null {
    const work = unwrap(statement.expression);
    const pushed = findPushed(work);
    if (pushed && isPendingPromise(pushed, this.#model)) return this.#judgePushed(pushed);
    const isCall = work.type === 'CallExpression' && getReactionName(work) !== 'catch';
    if (!isCall && work.type !== 'NewExpression') return null;
    const isPerItem = isPromisePerItem(work, this.#model);
    const end = this.#isLiveAt(work) && this.#isUnderSpan(work) ? this.#findEndAfter(work) : null;
    return (
      end && { kind: 'floating', node: work, work, line: end.loc.start.line, isAwaitable: owner.async && !isPerItem }
    );
  }

  /** What is pushed is meant to run beside the rest: awaited where it is, one would wait for the other. */
  #judgePushed(work: Node): EarlyEnd | null {
    const end = this.#isLiveAt(work) && this.#isUnderSpan(work) ? this.#findEndAfter(work) : null;
    return end && { kind: 'kept', node: end, work, line: work.loc.start.line, isAwaitable: false };
  }

  /** `const result = work(); span.end(); return result;`, and where a property of the promise is read by mistake. */
  #judgeConstant({ id, init }: Extract<Node, { type: 'VariableDeclarator' }>, owner: FunctionNode): EarlyEnd | null {
    if (!init || id.type !== 'Identifier' || !this.#isLiveAt(init) || this.#isUnderAnother(init)) return null;
    const variable = this.#model.bindings.findVariable(id);
    const reads = variable ? this.#model.bindings.getReads(variable).map(({ identifier }) => identifier) : [];
    const isKept =
      reads.length > 0 &&
      reads.every((read) => getEnclosingFunction(read) === owner && (isWaitedFor(read) || isMistaken(read)));
    const end = isKept ? this.#findEndAfter(init) : null;
    if (!end) return null;
    if (!isPendingPromise(init, this.#model)) {
      const isReturned = (read: Node) => wrap(read).parent?.type === 'ReturnStatement' && this.#flow.reaches(end, read);
      const isLazy = this.#isLazy(init) && reads.every(isReturned);
      return isLazy ? { kind: 'lazy', node: init, work: init, line: end.loc.start.line, isAwaitable: false } : null;
    }
    return {
      kind: 'kept',
      node: end,
      work: init,
      line: init.loc.start.line,
      isAwaitable: owner.async && isSimple(init),
    };
  }

  #isLiveAt(node: Node): boolean {
    const { ownership, owner } = this.#span;
    const acquire = ownership.owner === owner && !this.#start.callback ? this.#start.value : owner;
    return ownership.getLiveRegion(owner, acquire, true).isLiveAt(node);
  }

  /** The end that is reached from the work without waiting for anything. */
  #findEndAfter(work: Node): CallNode | null {
    const { owner, ends } = this.#span;
    const awaits = getOwnNodes(owner, this.#model.sourceCode).filter(isAwait);
    // What throws before the first of them is waited for is another matter.
    const region = this.#flow.getLiveRegion({ acquire: work, releases: [], escapes: awaits, ignoresExceptions: true });
    return ends.find((end) => region.isLiveAt(end)) ?? null;
  }

  /** True when the span is active where the work begins, or the work mentions it. */
  #isUnderSpan(work: Node): boolean {
    if (this.#start.callback) return true;
    const { references } = this.#span.ownership.variable;
    if (references.some(({ identifier }) => isInside(identifier, work))) return true;
    return this.#getSpansOf(work).some((span) => this.#isSpan(span)) || this.#isOnlyWork(work);
  }

  /** True for a loop of work, or for work that is gathered, when nothing else happens while the span lives. */
  #isOnlyWork(work: Node): boolean {
    const { ownership, owner, ends } = this.#span;
    if (!isPromisePerItem(work, this.#model) && !isGathered(work)) return false;
    if (ownership.owner !== owner || ownership.getUses(owner).escapes.length > 0) return false;
    const own = new Set<Node>([...ends, ...ownership.references.map(({ node }) => node)]);
    const region = ownership.getLiveRegion(owner, this.#start.value, true);
    return [...region.getEvents()].every(
      (event) => own.has(event) || isInside(event, work) || !isWork(event) || isHarmless(event, this.#model),
    );
  }

  /** True when the work runs in a scope that another span is active in. */
  #isUnderAnother(work: Node): boolean {
    return this.#getSpansOf(work).length > 0 && !this.#isUnderSpan(work);
  }

  /** The spans that the first argument of a scope has been given. */
  #getSpansOf(work: Node): readonly Node[] {
    const [context] = work.type === 'CallExpression' ? work.arguments : [];
    const chain = context ? this.#model.getContextChain(context) : [];
    return chain.flatMap((shape) => (shape.kind === 'with-span' ? [this.#model.values.dereference(shape.span)] : []));
  }

  #isSpan(node: Node): boolean {
    if (node === this.#start.value) return true;
    const variable = node.type === 'Identifier' ? this.#model.bindings.findVariable(node) : null;
    return variable === this.#span.ownership.variable;
  }
}

/** `Promise.all(...)`: who gathers promises means to wait for them. */
function isGathered(work: Node): boolean {
  const callee = work.type === 'CallExpression' ? unwrap(work.callee) : null;
  return callee?.type === 'MemberExpression' && getWrittenName(callee.object) === 'Promise';
}

function isWork(event: Node): boolean {
  return event.type === 'CallExpression' || event.type === 'NewExpression' || isAwait(event);
}

/** `return promise`, `await promise`. */
function isWaitedFor(read: Node): boolean {
  const type = wrap(read).parent?.type;
  return type === 'ReturnStatement' || type === 'AwaitExpression';
}

/** `promise.length`: a property that no promise has, so the `await` was forgotten. */
function isMistaken(read: Node): boolean {
  const { parent } = wrap(read);
  const isMember = parent?.type === 'MemberExpression' && parent.object === wrap(read);
  return isMember && !/^(?:then|catch|finally|constructor)$/u.test(getStaticName(parent) ?? 'then');
}

/** True for an expression that `await` can stand before as it is. */
function isSimple({ type }: Node): boolean {
  return type === 'CallExpression' || type === 'NewExpression' || type === 'Identifier';
}

/** True for an end that stands in a `finally`, under no condition, whose `try` or `catch` holds the statement. */
function isInFinallyAround(end: Node, statement: Node): boolean {
  const block = getStatement(end).parent;
  const owner = block?.parent;
  if (owner?.type !== 'TryStatement' || owner.finalizer !== block) return false;
  return isInside(statement, owner) && !isInside(statement, block);
}
