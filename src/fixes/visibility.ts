import type { TSESLint } from '@typescript-eslint/utils';
import type { OtelModel } from '../model/index.js';
import { type Node, type Variable, getChildren, getEnclosingFunction } from '../model/code/nodes.js';

/** True when the variable's name means that variable at a place. */
export function isVisibleAt(variable: Variable, place: Node, { sourceCode }: OtelModel): boolean {
  return findVisible(variable.name, place, sourceCode) === variable;
}

/** What a name means at a place; null when it means nothing that the file declares. */
export function findVisible(name: string, place: Node, sourceCode: OtelModel['sourceCode']): Variable | null {
  let scope: TSESLint.Scope.Scope | null = sourceCode.getScope?.(place) ?? null;
  while (scope) {
    const variable = scope.set.get(name);
    if (variable) return variable;
    scope = scope.upper;
  }
  return null;
}

/** True when the variable holds at a place what it holds everywhere below: it is written above the place alone. */
export function isSettledAt(variable: Variable, place: Node): boolean {
  const writes = variable.references.filter((reference) => reference.isWrite());
  const isDeclaredAbove = variable.identifiers.every((identifier) => identifier.range[1] <= place.range[0]);
  return isDeclaredAbove && writes.every(({ identifier }) => identifier.range[1] <= place.range[0]);
}

/**
 * True when an expression that stands further down means the same above a statement: nothing that it names is declared
 * or written on the way, and it waits for nothing and has no `this` of a function that it would leave.
 */
export function canMoveUp(expression: Node, statement: Node, { bindings, sourceCode }: OtelModel): boolean {
  const leaves = getEnclosingFunction(expression) !== getEnclosingFunction(statement);
  const isOnTheWay = ({ range }: Node) => range[0] >= statement.range[0] && range[1] <= expression.range[0];
  const stack: Node[] = [expression];
  for (let current = stack.pop(); current; current = stack.pop()) {
    if (leaves && BOUND.has(current.type)) return false;
    const variable = current.type === 'Identifier' ? bindings.findVariable(current) : null;
    const writes = variable?.references.filter((reference) => reference.isWrite()) ?? [];
    const places = [...(variable?.identifiers ?? []), ...writes.map(({ identifier }) => identifier)];
    const isChanged = places.some(isOnTheWay);
    if (isChanged || (leaves && current.type === 'Identifier' && current.name === 'arguments')) return false;
    stack.push(...getChildren(current, sourceCode));
  }
  return true;
}

/** What means something else, or nothing, outside the function that it stands in. */
const BOUND = new Set(['AwaitExpression', 'YieldExpression', 'ThisExpression', 'Super', 'MetaProperty']);
