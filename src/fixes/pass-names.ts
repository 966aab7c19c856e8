import { type FunctionNode, type Node, type SourceCode, getEnclosingFunction } from '../model/code/nodes.js';
import { getFreshName } from './names.js';

/** The names that the fixes of one pass declare, so that two fixes in one function never declare the same. */
export class PassNames {
  readonly #sourceCode: SourceCode;
  readonly #claimed = new Map<FunctionNode | null, Set<string>>();
  readonly #skips = new Map<FunctionNode | null, number>();

  constructor(sourceCode: SourceCode) {
    this.#sourceCode = sourceCode;
  }

  /** Claims a name for a declaration beside a place. False when another fix of the pass has it in the same function. */
  claim(name: string, place: Node): boolean {
    const owner = getEnclosingFunction(place);
    const names = this.#claimed.get(owner) ?? new Set<string>();
    this.#claimed.set(owner, names);
    if (names.has(name)) return false;
    names.add(name);
    return true;
  }

  /** Claims a name for a captured context, one that nothing in the file has. */
  claimCapture(place: Node): string {
    const owner = getEnclosingFunction(place);
    for (let skip = this.#skips.get(owner) ?? 0; ; skip++) {
      const name = getFreshName('capturedContext', this.#sourceCode, skip);
      this.#skips.set(owner, skip + 1);
      if (this.claim(name, place)) return name;
    }
  }
}
