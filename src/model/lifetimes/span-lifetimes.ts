import type { TSESTree } from '@typescript-eslint/utils';
import type { Flow } from '../../flow/index.js';
import type { OtelModel } from '../index.js';
import { type Node, type Variable, compareBySource, wrap } from '../code/nodes.js';
import { SpanOwnership } from './ownership.js';
import { findFactoryStarts } from './span-factories.js';
import { type SpanHolder, findSpanHolder } from './span-holders.js';
import { getExpressionReferences } from './span-references.js';
import type { Uses } from './span-uses.js';
import type { SpanStart } from '../spans.js';

/** A span that the code of this file has to end. */
export interface OwnedSpan {
  readonly start: SpanStart;
  readonly owner: Node;
  /** The call that starts it, or the callback that is entered with it. */
  readonly acquire: Node;
  readonly ownership: SpanOwnership;
  readonly uses: Uses;
}

/** Answers what becomes of the spans that a file starts. */
export class SpanLifetimes {
  readonly #model: OtelModel;
  readonly #flow: Flow;
  readonly #ownerships = new Map<Variable, SpanOwnership>();
  #areActiveSpansEnded: boolean | undefined;
  #starts: readonly SpanStart[] | undefined;

  constructor(model: OtelModel, flow: Flow) {
    this.#model = model;
    this.#flow = flow;
  }

  /** Every call that leaves a new span to the code around it: of a tracer, or of a function of the file that returns one; in source order. */
  getStarts(): readonly SpanStart[] {
    this.#starts ??= [
      ...this.#model.getSpanStarts(),
      ...findFactoryStarts(this.#model, (variable) => this.getOwnership(variable)),
    ].sort((left, right) => compareBySource(left.node, right.node));
    return this.#starts;
  }

  /** The ownership of the span that a variable holds. */
  getOwnership(variable: Variable): SpanOwnership {
    let ownership = this.#ownerships.get(variable);
    if (!ownership) {
      ownership = new SpanOwnership(variable, this.#model, this.#flow, (other) => this.getOwnership(other));
      this.#ownerships.set(variable, ownership);
    }
    return ownership;
  }

  /** The ownership of the span that a declared name holds. */
  findOwnershipOf(identifier: TSESTree.Identifier): SpanOwnership | null {
    const variable = this.#model.bindings.findVariable(identifier);
    return variable && this.getOwnership(variable);
  }

  /** The span of a start, when it is held by a variable that this file can follow; null for any other. */
  findOwnedSpan(start: SpanStart, holder: SpanHolder = findSpanHolder(start, this.#model)): OwnedSpan | null {
    if (holder.kind !== 'variable') return null;
    const { owner, acquire } = holder;
    const ownership = this.getOwnership(holder.variable);
    const uses = ownership.getUses(owner);
    return uses.isHidden || !this.#flow.isReachable(start.node) ? null : { start, owner, acquire, ownership, uses };
  }

  /** True when the file ends what it finds active: such a span needs no name. */
  endsActiveSpans(): boolean {
    this.#areActiveSpansEnded ??= this.#findEndOfActiveSpan();
    return this.#areActiveSpansEnded;
  }

  #findEndOfActiveSpan(): boolean {
    return this.#model.getCallsOf('trace.getActiveSpan', 'trace.getSpan').some((call) => {
      const { parent } = wrap(call);
      const variable =
        parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier'
          ? this.#model.bindings.findVariable(parent.id)
          : null;
      const references = variable ? this.getOwnership(variable).references : getExpressionReferences(call, this.#model);
      return references.some(({ kind }) => kind !== 'touch' && kind !== 'uncalled');
    });
  }
}

const lifetimes = new WeakMap<OtelModel, SpanLifetimes>();

/** The lifetimes of the spans of a file, shared by all rules. */
export function getSpanLifetimes(model: OtelModel, flow: Flow): SpanLifetimes {
  let known = lifetimes.get(model);
  if (!known) lifetimes.set(model, (known = new SpanLifetimes(model, flow)));
  return known;
}
