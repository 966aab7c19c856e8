import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { type Node, type SourceCode, type Variable, getStaticName } from './nodes.js';

/** One step from a destructured value to a name: a property, or null where syntax does not tell. */
export type PatternStep = string | null;

/** An expression whose value a variable can hold, and the properties that lead from it to the variable. */
export interface Assigned {
  readonly expression: Node;
  readonly steps: readonly PatternStep[];
}

/** Which variable a name means, and which expressions a variable can hold. */
export class Bindings {
  readonly #resolved = new Map<Node, Variable | null>();
  readonly #reads = new Map<Variable, readonly TSESLint.Scope.Reference[]>();
  readonly #assigned = new Map<Variable, readonly Assigned[] | null>();

  /** The modules that the file imports or requires. */
  readonly importSources: readonly string[];

  constructor(sourceCode: SourceCode, requires: readonly string[]) {
    const imports = sourceCode.ast.body.flatMap((node) =>
      node.type === 'ImportDeclaration' ? [node.source.value] : [],
    );
    this.importSources = [...imports, ...requires];
    for (const scope of sourceCode.scopeManager?.scopes ?? []) {
      for (const reference of scope.references) this.#resolved.set(reference.identifier, reference.resolved);
      for (const variable of scope.variables) {
        for (const identifier of variable.identifiers) {
          if (!this.#resolved.has(identifier)) this.#resolved.set(identifier, variable);
        }
      }
    }
  }

  /** The variable that an identifier declares or refers to; null for a global. */
  findVariable(identifier: TSESTree.Identifier | TSESTree.JSXIdentifier): Variable | null {
    const variable = this.#resolved.get(identifier) ?? null;
    return variable && variable.defs.length > 0 ? variable : null;
  }

  /** True when an identifier is read or written as a variable that the file does not declare. */
  isGlobal(identifier: TSESTree.Identifier): boolean {
    return this.#resolved.has(identifier) && this.findVariable(identifier) === null;
  }

  /** The expressions that the variable can hold by declaration or assignment; null when one of them is not known by syntax. */
  findAssigned(variable: Variable): readonly Assigned[] | null {
    let assigned = this.#assigned.get(variable);
    if (assigned === undefined) this.#assigned.set(variable, (assigned = collectAssigned(variable)));
    return assigned;
  }

  /** The one expression that a variable holds for its whole life, as written; null when there are several or none. */
  findSoleValue(variable: Variable): Node | null {
    const assigned = this.findAssigned(variable);
    const [only] = assigned ?? [];
    if (!only || assigned?.length !== 1 || only.steps.length > 0) return null;
    return variable.defs.every((def) => def.type === 'Variable') ? only.expression : null;
  }

  /** The places where the variable is read. */
  getReads(variable: Variable): readonly TSESLint.Scope.Reference[] {
    let reads = this.#reads.get(variable);
    if (!reads) this.#reads.set(variable, (reads = variable.references.filter((reference) => reference.isRead())));
    return reads;
  }
}

function collectAssigned(variable: Variable): readonly Assigned[] | null {
  const found: Assigned[] = [];
  for (const reference of variable.references) {
    if (!reference.isWrite()) continue;
    if (reference.isRead() || !reference.writeExpr) return null;
    const steps = findPatternSteps(reference.identifier, reference.writeExpr);
    if (!steps) return null;
    found.push({ expression: reference.writeExpr, steps });
  }
  return found;
}

/** The properties from the written value down to a name: none for a plain name or a default; null where syntax does not tell (loops, `+=`). */
function findPatternSteps(identifier: Node, written: Node): PatternStep[] | null {
  const steps: PatternStep[] = [];
  let node: Node = identifier;
  for (;;) {
    const parent: Node | undefined = node.parent;
    switch (parent?.type) {
      case 'VariableDeclarator':
        return parent.parent.parent.type === 'ForOfStatement' || parent.parent.parent.type === 'ForInStatement'
          ? null
          : steps;
      case 'AssignmentExpression':
        return parent.operator === '=' ? steps : null;
      case 'AssignmentPattern':
        if (parent.right === written) return steps;
        break;
      case 'Property':
        steps.unshift(getStaticName(parent));
        break;
      case 'ObjectPattern':
        break;
      case 'ArrayPattern':
      case 'RestElement':
        steps.unshift(null);
        break;
      default:
        return null;
    }
    node = parent;
  }
}
