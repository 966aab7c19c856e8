import type { Node, Variable } from './nodes.js';
import type { Value } from './value.js';

/** How deep expressions are followed; what lies deeper is not known. */
const MAX_DEPTH = 60;

/**
 * Remembers what expressions and variables were found to be, and cuts cycles and deep nesting short. What was found
 * after such a cut may have another answer when it is asked for by itself, so it is forgotten when the question that
 * led to it is answered: no answer hangs on what was asked before.
 */
export class Memo {
  readonly #values = new Map<Node | Variable, Value | null>();
  readonly #pendingVariables = new Set<Variable>();
  readonly #provisional: (Node | Variable)[] = [];
  #pendingNodes = new Set<Node>();
  #depth = 0;
  #isCyclic = false;
  #isTooDeep = false;

  /** The remembered value of an expression; undefined when there is none yet. */
  get(node: Node): Value | null | undefined {
    return this.#values.get(node);
  }

  /** The value of an expression: remembered, else computed; null inside its own computation. */
  recall(node: Node, compute: () => Value | null): Value | null {
    const known = this.get(node);
    if (known !== undefined) return known;
    if (this.#depth >= MAX_DEPTH) this.#isTooDeep = true;
    else if (this.#pendingNodes.has(node)) this.#isCyclic = true;
    else return this.#enter(node, compute);
    return null;
  }

  #enter(node: Node, compute: () => Value | null): Value | null {
    const pending = this.#pendingNodes;
    pending.add(node);
    this.#depth++;
    const value = compute();
    this.#depth--;
    pending.delete(node);
    this.#values.set(node, value);
    if (this.#depth === 0) this.#forgetProvisional();
    else if (this.#isCyclic || this.#isTooDeep) this.#provisional.push(node);
    return value;
  }

  /** The value of a variable: remembered, else computed; null inside its own computation. */
  recallVariable(variable: Variable, compute: () => Value | null): Value | null {
    const known = this.#values.get(variable);
    if (known !== undefined) return known;
    if (this.#pendingVariables.has(variable)) {
      this.#isCyclic = true;
      return null;
    }
    // What a variable holds does not hang on the expression that reads it.
    const pending = this.#pendingNodes;
    this.#pendingNodes = new Set();
    this.#pendingVariables.add(variable);
    const value = compute();
    this.#pendingVariables.delete(variable);
    this.#pendingNodes = pending;
    this.#values.set(variable, value);
    const isInner = this.#pendingVariables.size > 0;
    if (this.#isTooDeep || (this.#isCyclic && isInner)) this.#provisional.push(variable);
    return value;
  }

  #forgetProvisional(): void {
    for (const entry of this.#provisional.splice(0)) this.#values.delete(entry);
    this.#isCyclic = false;
    this.#isTooDeep = false;
  }
}
