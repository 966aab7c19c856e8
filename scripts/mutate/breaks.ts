import type { TSESTree } from '@typescript-eslint/utils';
import type { Site, Syntax } from './syntax.js';

/** The ways in which a correct program is broken. */
export type BreakName =
  | 'drop a finally'
  | 'try too late'
  | 'drop an end'
  | 'drop a dispose'
  | 'swap two disposals'
  | 'drop an await'
  | 'end without waiting'
  | 'start above the attach'
  | 'forget a parent'
  | 'put the span into the active context'
  | 'call a callback'
  | 'discard a result'
  | 'unwrap a hand-off'
  | 'unwrap a scope'
  | 'unwrap a root'
  | 'drop an attach'
  | 'attach for a with'
  | 'read outside the scope';

/** A piece of the text and what takes its place. */
export interface Edit {
  readonly range: readonly [start: number, end: number];
  readonly text: string;
}

/** One mechanical break of a program. */
export interface Break {
  readonly name: BreakName;
  /** The rule that the break is meant for. */
  readonly rule: string;
  /** They do not overlap. */
  readonly edits: readonly Edit[];
}

/** Finds the breaks of one kind at one place. */
export type Breaker = (site: Site, syntax: Syntax) => Break[];

/** Replaces a node. */
export function replace(node: TSESTree.Node, text: string): Edit {
  return { range: node.range, text };
}

/** Inserts a text before a node. */
export function insertBefore(node: TSESTree.Node, text: string): Edit {
  return { range: [node.range[0], node.range[0]], text };
}
