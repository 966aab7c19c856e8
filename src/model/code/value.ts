import type { TSESTree } from '@typescript-eslint/utils';
import type { ClassNode, FunctionNode } from './nodes.js';
import type { Origin } from './origin.js';

/** A class of the file, or an instance of one. */
export interface ClassValue {
  readonly kind: 'class' | 'object';
  readonly node: ClassNode;
}

/** What an expression is, as far as one file tells. */
export type Value =
  | { readonly kind: 'origin'; readonly origin: Origin }
  | { readonly kind: 'function'; readonly node: FunctionNode }
  | ClassValue
  | { readonly kind: 'literal'; readonly node: TSESTree.ObjectExpression }
  | { readonly kind: 'type'; readonly node: TSESTree.TSInterfaceBody | TSESTree.TSTypeLiteral };

/** The first value that is told; a global, and what a function of another module returns, give way to one behind them. */
export function pickTelling(values: readonly (Value | null)[]): Value | null {
  const told = values.filter((value) => value !== null);
  return told.find((value) => value.kind !== 'origin' || !isVague(value.origin)) ?? told[0] ?? null;
}

function isVague({ module, path }: Origin): boolean {
  return module === 'global' || path.endsWith(')');
}

/** The value that comes from a module or a global. */
export function toValue(origin: Origin | null): Value | null {
  return origin && { kind: 'origin', origin };
}
