import type { TSESTree } from '@typescript-eslint/utils';
import {
  type FunctionNode,
  type Node,
  type SourceCode,
  getChildren,
  getEnclosingFunction,
  getStatement,
  isFunction,
  isInside,
} from '../model/code/nodes.js';
import { type Edit, getIndent, getLineBreak, getTerminator } from './edits.js';

const HOLDERS = new Set(['BlockStatement', 'Program', 'StaticBlock', 'TSModuleBlock']);

/**
 * The statement around a node before which a declaration can be put: one in a block or at the top level, in the same
 * function. Null in an arrow's expression body, in a parameter's default and in a class field.
 */
export function findInsertionStatement(node: Node): TSESTree.Statement | null {
  let current: Node = node;
  while (current.parent) {
    const { parent } = current;
    if (HOLDERS.has(parent.type)) return current as TSESTree.Statement;
    if (isFunction(parent) || parent.type === 'PropertyDefinition') return null;
    current = parent;
  }
  return null;
}

/**
 * The statement before which a context can be captured for a node. Null, too, where a generator may be suspended between
 * the two: whoever resumes it brings another context.
 */
export function findCaptureStatement(node: Node, sourceCode: SourceCode): TSESTree.Statement | null {
  const statement = findInsertionStatement(node);
  if (!statement || !getEnclosingFunction(node)?.generator) return statement;
  return getStatement(node) === statement && !isSuspended(statement, node, sourceCode) ? statement : null;
}

/** True when the statement yields, other than what the node gives. */
function isSuspended(statement: Node, node: Node, sourceCode: SourceCode): boolean {
  const stack: Node[] = [statement];
  for (let current = stack.pop(); current; current = stack.pop()) {
    if (current.type === 'YieldExpression' && !isInside(node, current)) return true;
    if (!isFunction(current)) stack.push(...getChildren(current, sourceCode));
  }
  return false;
}

/** Puts a statement on a line of its own before another, at its indentation; on the same line where that does not start one. */
export function insertStatementBefore(statement: Node, text: string, sourceCode: SourceCode): Edit {
  const start = statement.range[0];
  const isOwnLine = isFirstOnLine(statement, sourceCode);
  const separator = isOwnLine ? `${getLineBreak(sourceCode)}${getIndent(statement, sourceCode)}` : ' ';
  const end = text.endsWith(';') ? '' : isOwnLine ? getTerminator(statement, sourceCode) : ';';
  return { range: [start, start], text: `${text}${end}${separator}` };
}

function isFirstOnLine(node: Node, sourceCode: SourceCode): boolean {
  const line = sourceCode.lines[node.loc.start.line - 1] ?? '';
  return line.slice(0, node.loc.start.column).trim() === '';
}

/** True when the function has `this`, `super`, `arguments` or `new.target` of its own in its body or parameters. */
export function usesOwnBindings(node: FunctionNode, sourceCode: SourceCode): boolean {
  if (node.type === 'ArrowFunctionExpression') return false;
  const stack: Node[] = [...node.params, ...(node.body ? [node.body] : [])];
  for (let current = stack.pop(); current; current = stack.pop()) {
    if (current.type === 'ThisExpression' || current.type === 'Super' || current.type === 'MetaProperty') return true;
    if (current.type === 'Identifier' && current.name === 'arguments') return true;
    if (isFunction(current) && current.type !== 'ArrowFunctionExpression') continue;
    stack.push(...getChildren(current, sourceCode));
  }
  return false;
}
