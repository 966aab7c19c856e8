import type { Flow, LiveRegion } from '../../flow/index.js';
import type { OtelModel } from '../index.js';
import { type FunctionNode, type Node, type Variable, isInside, unwrap } from '../code/nodes.js';
import { type ChainEnd, findEndByCall, isLive } from './chain-ends.js';
import { findClosureUse, getHandOver } from './closure-uses.js';
import { findFunctionName } from './given-functions.js';
import { type GivenSpan, findReceiver, isDefault } from './given-spans.js';
import type { PresenceBranches } from '../presence.js';
import { findSpanBranches } from './span-branches.js';
import { type PromiseChain, computeChainOutcome, findChainOn } from '../code/promise-chains.js';
import { type Effect, type Run, type Uses, createUses } from './span-uses.js';
import { type SpanMentions, collectMentions } from './span-mentions.js';
import type { SpanReference } from './span-references.js';

/** How many functions deep a span is followed; deeper ones count as other owners. */
const MAX_DEPTH = 50;
let depth = 0;

/** Follows the span that one variable holds through the functions that mention it. */
export class SpanOwnership {
  readonly variable: Variable;
  readonly #model: OtelModel;
  readonly #flow: Flow;
  readonly #getOwnership: (variable: Variable) => SpanOwnership;
  readonly #mentions: SpanMentions;
  readonly #uses = new Map<Node, Uses>();
  readonly #effects = new Map<FunctionNode, Effect>();
  readonly #regions = { lent: new Map<Node, LiveRegion>(), given: new Map<Node, LiveRegion>() };
  #branches: PresenceBranches | undefined;

  constructor(variable: Variable, model: OtelModel, flow: Flow, getOwnership: (variable: Variable) => SpanOwnership) {
    this.variable = variable;
    this.#model = model;
    this.#flow = flow;
    this.#getOwnership = getOwnership;
    this.#mentions = collectMentions(variable, model);
  }

  /** What every mention of the span does with it, and every mention of a function that mentions it, in source order. */
  get references(): readonly SpanReference[] {
    return this.#mentions.all;
  }

  /** The function that the variable belongs to; the program for one of the top level. */
  get owner(): Node {
    return this.variable.scope.variableScope.block;
  }

  /** The other places that write to the variable. */
  getWrites(acquire: Node | null): readonly Node[] {
    return this.variable.references.flatMap(({ identifier, writeExpr }) => {
      if (!writeExpr || !identifier.parent || isDefault(identifier, this.variable)) return [];
      const isAcquiring = acquire && writeExpr.range[0] <= acquire.range[0] && acquire.range[1] <= writeExpr.range[1];
      return isAcquiring ? [] : [identifier.parent];
    });
  }

  /** True when the function, or one in it, mentions the span. */
  mentions(node: Node): boolean {
    return this.#mentions.direct.has(node) || this.#mentions.inner.has(node);
  }

  /** What happens to the span in a function; nested functions stand where they are run or handed over. */
  getUses(owner: Node): Uses {
    let uses = this.#uses.get(owner);
    if (!uses) {
      uses = createUses();
      this.#uses.set(owner, uses);
      const direct = this.#mentions.direct.get(owner) ?? [];
      for (const reference of direct) this.#addReference(reference, uses);
      for (const inner of this.#mentions.inner.get(owner) ?? [])
        if (!findFunctionName(inner, this.#model)) this.#place(inner, inner, uses);
      // An end that stands here itself and that no path comes to ends nothing; it hides nothing, either.
      const ownEnds = new Set<Node>(direct.flatMap(({ kind, node }) => (kind === 'end' ? [node] : [])));
      const placed = [...uses.ends.filter((end) => !ownEnds.has(end)), ...uses.lends, ...uses.escapes];
      uses.isHidden ||= placed.some((node) => !this.#flow.isReachable(node));
    }
    return uses;
  }

  /** What the functions that mention the span inside a function do with it, wherever they run. */
  getEffectsOfInner(owner: Node): readonly Effect[] {
    return [...(this.#mentions.inner.get(owner) ?? [])].map((inner) => this.getEffect(inner));
  }

  /** What running a function does with the span. Recursive functions count as escapes. */
  getEffect(target: FunctionNode): Effect {
    const known = this.#effects.get(target);
    if (known) return known;
    if (depth >= MAX_DEPTH) return 'escapes';
    this.#effects.set(target, 'escapes');
    depth++;
    try {
      const effect = this.#computeEffect(target);
      this.#effects.set(target, effect);
      return effect;
    } finally {
      depth--;
    }
  }

  /**
   * The code that can run while the span lives.
   *
   * @param acquire - the call that starts it; a function or a `catch` clause for a span that lives when it is entered
   * @param isLent - whether a call that is given the span leaves it to this function all the same
   */
  getLiveRegion(owner: Node, acquire: Node, isLent: boolean): LiveRegion {
    const key = isLent ? 'lent' : 'given';
    const known = this.#regions[key].get(acquire);
    if (known) return known;
    const { ends, escapes, lends } = this.getUses(owner);
    this.#branches ??= findSpanBranches(this.variable, this.references, this.#model);
    const region = this.#flow.getLiveRegion({
      acquire,
      releases: ends,
      escapes: [...escapes, ...(isLent ? [] : lends), ...this.getWrites(acquire)],
      // What exceptions lead to is asked for by itself, with what can throw.
      ignoresExceptions: true,
      ...this.#branches,
    });
    this.#regions[key].set(acquire, region);
    return region;
  }

  #computeEffect(target: FunctionNode): Effect {
    const uses = this.getUses(target);
    if (uses.isHidden || target.generator) return 'escapes';
    if (uses.ends.length + uses.escapes.length + uses.lends.length === 0) return 'none';
    const isWritten = this.getWrites(null).some((write) => isInside(write, target));
    if (uses.escapes.length > 0 || isWritten) return 'escapes';
    const exits = this.getLiveRegion(target, target, true).getExits();
    if (exits.every((exit) => exit.kind === 'throw'))
      return exits.length > 0 && this.#failsAlways(target) ? 'may-end' : 'ends';
    return uses.ends.length === 0 ? 'lends' : 'may-end';
  }

  /** True for a function that is left by `throw` only, so that its callers meet no other end of it. */
  #failsAlways(target: FunctionNode): boolean {
    const region = this.#flow.getLiveRegion({ acquire: target, releases: [], escapes: [], ignoresExceptions: true });
    return region.getExits().every((exit) => exit.kind === 'throw');
  }

  #addReference(reference: SpanReference, uses: Uses): void {
    switch (reference.kind) {
      case 'end':
        uses.ends.push(reference.node);
        break;
      case 'touch':
        uses.touches.push(reference);
        break;
      case 'uncalled':
        break;
      case 'pass': {
        const run = { call: reference.node, target: reference.target, effect: this.#getParameterEffect(reference) };
        this.#addRun({ ...run, ownership: this.#findReceiving(reference) }, uses);
        break;
      }
      case 'relay':
        // Whatever one of them does with the span, who calls them does not know it.
        if (reference.targets.some((target) => this.#getParameterEffect({ ...reference, target }) !== 'none'))
          uses.lends.push(reference.node);
        break;
      case 'closure':
        this.#place(reference.target, reference.node, uses);
        break;
      default:
        uses[reference.kind === 'lend' ? 'lends' : 'escapes'].push(reference.node);
    }
  }

  #getParameterEffect(given: GivenSpan): Effect {
    const ownership = this.#findReceiving(given);
    if (ownership) return ownership.getEffect(given.target);
    return given.target.params[given.index] ? 'escapes' : 'none';
  }

  #findReceiving(given: GivenSpan): SpanOwnership | null {
    const variable = findReceiver(given, this.#model);
    return variable && this.#getOwnership(variable);
  }

  #addRun(run: Run, uses: Uses): void {
    const { call, target, effect, ownership } = run;
    if (effect === 'none') return;
    uses.runs.push(run);
    if (effect === 'ends') uses.ends.push(call);
    else if (effect === 'lends') uses.lends.push(call);
    else {
      const isPromise = effect === 'escapes' && call.type === 'CallExpression' && depth < MAX_DEPTH;
      const end = isPromise && ownership ? findEndByCall(call, target, ownership.getUses(target), this.#flow) : null;
      const chain = end && !end.isKept ? findChainOn(call) : null;
      if (chain) this.#addChain(chain, uses, end);
      else uses.escapes.push(call);
      if (end && !chain) uses.chains.push(end);
    }
  }

  /** Notes what it means for the span that a function which mentions it stands at a node. */
  #place(target: FunctionNode, node: Node, uses: Uses): void {
    const effect = this.getEffect(target);
    if (effect === 'none') return;
    const use = findClosureUse(node, this.#model);
    switch (use.kind) {
      case 'run':
        this.#addRun({ call: use.call, target, effect, ownership: this }, uses);
        break;
      case 'reaction':
        this.#addChain(use.chain, uses);
        break;
      case 'listener':
        uses.escapes.push(use.call);
        uses.listeners.push(use);
        break;
      default: {
        const at = getHandOver(node);
        uses.escapes.push(at);
        uses.callbacks.push({ node: at, target });
      }
    }
  }

  #addChain(chain: PromiseChain, uses: Uses, base: ChainEnd | null = null): void {
    if (uses.chains.some((known) => known.chain.root === chain.root)) return;
    const effects = new Map<Node, Effect>();
    for (const argument of chain.links.flatMap((link) => link.arguments)) {
      const target = this.#model.values.findFunction(argument);
      const isMention = target !== null && this.mentions(target) && target !== this.owner;
      effects.set(unwrap(argument), isMention ? this.getEffect(target) : 'none');
    }
    const outcome = computeChainOutcome(
      chain,
      (reaction) => (effects.get(unwrap(reaction)) === 'ends' ? 'ends' : 'none'),
      this.#model.sourceCode,
      base?.outcome,
    );
    const end = { chain, outcome, node: base?.node ?? chain.links.at(-1) ?? chain.root, isKept: false };
    const isClear = [...effects.values()].every((effect) => effect === 'none' || effect === 'ends');
    uses[isLive(end) ? 'escapes' : 'ends'].push(chain.root);
    if (isClear) uses.chains.push(end);
  }
}
