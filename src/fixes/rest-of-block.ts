import type { TSESTree } from '@typescript-eslint/utils';
import { isHarmless } from '../model/code/harmless.js';
import type { OtelModel } from '../model/index.js';
import {
  type Node,
  type SourceCode,
  type Variable,
  getChildren,
  isFunction,
  isInside,
  wrap,
} from '../model/code/nodes.js';
import type { TrackedAttachment } from '../model/lifetimes/detachments.js';
import { type Edit, getEndToken, replaceText } from './edits.js';

/** The statement that attaches, and the statements of its block that run while the context is attached. */
export interface AttachedStatements {
  readonly statement: TSESTree.Statement;
  readonly block: TSESTree.BlockStatement | TSESTree.Program | TSESTree.StaticBlock;
  /** What has to run attached, in order; never empty. */
  readonly covered: readonly TSESTree.Statement[];
  /** The disposal that stands directly behind what is covered. */
  readonly disposal: TSESTree.Statement | null;
  /** What comes after the disposal. */
  readonly tail: readonly TSESTree.Statement[];
}

/**
 * Computes which statements the attachment covers: up to the last one that disposes of the token, or the rest of the
 * block where none does, or where one does so only in a branch. Null where the call does not stand in a statement of
 * its own in a block, and where nothing is covered.
 */
export function computeAttached(attachment: TrackedAttachment): AttachedStatements | null {
  const statement = findOwnStatement(attachment.node);
  const block = statement?.parent;
  if (!statement || !(block?.type === 'BlockStatement' || block?.type === 'Program' || block?.type === 'StaticBlock')) {
    return null;
  }
  const body = block.body as TSESTree.Statement[];
  const rest = body.slice(body.indexOf(statement) + 1);
  const { disposals } = attachment.uses;
  const last = rest.findLastIndex((other) => disposals.some((call) => isInside(call, other)));
  const disposing = rest[last];
  const isPlain = disposing !== undefined && disposals.some((call) => isStatementOf(call, disposing));
  if (isPlain)
    return toAttached({
      statement,
      block,
      covered: rest.slice(0, last),
      disposal: disposing,
      tail: rest.slice(last + 1),
    });
  const isOver =
    disposing?.type === 'TryStatement' &&
    disposals.some((call) => disposing.finalizer && isInside(call, disposing.finalizer));
  const end = isOver ? last + 1 : rest.length;
  return toAttached({ statement, block, covered: rest.slice(0, end), disposal: null, tail: rest.slice(end) });
}

function toAttached(attached: AttachedStatements): AttachedStatements | null {
  const { covered, disposal, tail } = attached;
  const isTailInert = disposal !== null && tail.length > 0 && tail.every((statement) => isInert(statement));
  // What does nothing can as well run attached, so that its declarations need not be moved.
  if (isTailInert && covered.length > 0) return { ...attached, covered: [...covered, ...tail], tail: [] };
  return covered.length > 0 ? attached : null;
}

/** The statement that consists of the call alone: `attach()`, `token = attach()`, `const token = attach()`. */
function findOwnStatement(call: Node): TSESTree.Statement | null {
  const { parent } = wrap(call);
  if (parent?.type === 'ExpressionStatement') return parent;
  if (parent?.type === 'VariableDeclarator') {
    const { declarations } = parent.parent;
    const isLoop = parent.parent.parent.type.startsWith('For');
    return declarations.length === 1 && !isLoop ? parent.parent : null;
  }
  const isVoid = parent?.type === 'UnaryExpression' && parent.operator === 'void';
  const isWhole = isVoid || parent?.type === 'AssignmentExpression';
  return isWhole && parent.parent.type === 'ExpressionStatement' ? parent.parent : null;
}

/** True when the call is the whole statement. */
export function isStatementOf(call: Node, statement: Node): boolean {
  return statement.type === 'ExpressionStatement' && wrap(call).parent === statement;
}

/** The disposals inside what is covered that only come before a plain `return`, without a comment: a `finally` around does the same. */
export function findIdleDisposals(
  { uses }: TrackedAttachment,
  covered: readonly Node[],
  sourceCode: SourceCode,
): readonly Node[] {
  return uses.disposals.flatMap((call) => {
    const statement = wrap(call).parent;
    const block = statement?.parent;
    if (!statement || !isStatementOf(call, statement) || !covered.some((other) => isInside(statement, other)))
      return [];
    const siblings: readonly TSESTree.Statement[] =
      block?.type === 'BlockStatement' ? block.body : block?.type === 'SwitchCase' ? block.consequent : [];
    const next = siblings[siblings.findIndex((other) => other === statement) + 1];
    const isIdle = next?.type === 'ReturnStatement' && isInert(next);
    return isIdle && getEndOfLine(statement, sourceCode) === statement.range[1] ? [statement] : [];
  });
}

/** True for statements that neither call nor wait: it is all the same under which context they run. */
export function isInert(statement: TSESTree.Statement): boolean {
  if (statement.type !== 'ReturnStatement') return statement.type === 'EmptyStatement';
  const { argument } = statement;
  if (argument === null) return true;
  let value: Node = argument;
  while (value.type === 'MemberExpression' && !value.computed) value = value.object;
  return value.type === 'Identifier' || value.type === 'Literal' || value.type === 'ThisExpression';
}

/** The variables that the statements declare and that something outside them refers to. */
export function getSharedVariables(statements: readonly Node[], sourceCode: SourceCode): readonly Variable[] {
  const [first] = statements;
  const last = statements.at(-1);
  if (!first || !last) return [];
  const isCovered = (node: Node) => node.range[0] >= first.range[0] && node.range[1] <= last.range[1];
  return getDeclared(statements, sourceCode).filter((variable) =>
    variable.references.some(({ identifier }) => !isCovered(identifier)),
  );
}

/** The variables that the statements declare for the block around them. */
function getDeclared(statements: readonly Node[], sourceCode: SourceCode): readonly Variable[] {
  return statements.flatMap((statement) => {
    const isDeclaration = statement.type.endsWith('Declaration');
    const nested = isDeclaration ? [] : findVars(statement, sourceCode);
    return [...(isDeclaration ? (sourceCode.getDeclaredVariables?.(statement) ?? []) : []), ...nested];
  });
}

/** What `var` declares inside a statement. */
function findVars(statement: Node, sourceCode: SourceCode): readonly Variable[] {
  const found: Variable[] = [];
  const stack: Node[] = [statement];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (isFunction(node)) continue;
    if (node.type === 'VariableDeclaration' && node.kind === 'var') {
      found.push(...(sourceCode.getDeclaredVariables?.(node) ?? []));
    }
    stack.push(...getChildren(node, sourceCode));
  }
  return found;
}

/** A `try` with a `finally`. */
interface TryFinally extends TSESTree.TryStatement {
  readonly finalizer: TSESTree.BlockStatement;
}

/** The `try` that ends what is covered and whose `finally` does nothing but dispose of the token. */
export function findDisposingTry(attached: AttachedStatements, attachment: TrackedAttachment): TryFinally | null {
  const last = attached.covered.at(-1);
  if (last?.type !== 'TryStatement' || !hasFinalizer(last)) return null;
  const { body } = last.finalizer;
  const { disposals } = attachment.uses;
  const isAll = body.length > 0 && body.every((statement) => disposals.some((call) => isStatementOf(call, statement)));
  return isAll ? last : null;
}

function hasFinalizer(statement: TSESTree.TryStatement): statement is TryFinally {
  return statement.finalizer !== null;
}

/** False when a statement stands where a `try` or a callback cannot hold it: `import`, `export` and namespaces. */
export function isMovable(statements: readonly Node[]): boolean {
  return statements.every(
    ({ type }) => !type.startsWith('Import') && !type.startsWith('Export') && !type.startsWith('TS'),
  );
}

/** True when two statements lists declare the same name for their block. */
export function hasCommonNames(some: readonly Node[], others: readonly Node[], { sourceCode }: OtelModel): boolean {
  const names = new Set(getDeclared(some, sourceCode).map(({ name }) => name));
  return getDeclared(others, sourceCode).some(({ name }) => names.has(name));
}

/** Removes a statement with the line break before it; comments stay where they are. */
export function removeStatement(statement: Node, sourceCode: SourceCode): Edit {
  const end = getEndToken(statement, sourceCode) ?? statement;
  const range: Edit['range'] = [statement.range[0], end.range[1]];
  const emptied = replaceText({ range }, '', sourceCode);
  if (emptied.text !== '') return emptied;
  const previous = sourceCode.getTokenBefore(statement, { includeComments: true });
  const next = sourceCode.getTokenAfter(end);
  const isFollowed = next?.loc.start.line === end.loc.end.line && next.value !== '}';
  return { range: [isFollowed || !previous ? range[0] : previous.range[1], range[1]], text: '' };
}

/** True when nothing in the code can throw, read the active context or leave. */
export function isQuiet(block: Node, model: OtelModel): boolean {
  const stack: Node[] = [block];
  for (let node = stack.pop(); node; node = stack.pop()) {
    const isCall = node.type === 'CallExpression' || node.type === 'NewExpression';
    if ((isCall && !isHarmless(node, model)) || node.type === 'AwaitExpression') return false;
    if (node.type === 'ReturnStatement' || node.type === 'ThrowStatement') return false;
    stack.push(...getChildren(node, model.sourceCode));
  }
  return true;
}

/** The end of a node, behind the comments that follow it on its line. */
export function getEndOfLine(node: Node | TSESTree.Token, sourceCode: SourceCode): number {
  let end = node.range[1];
  let line = node.loc.end.line;
  for (const comment of sourceCode.getCommentsAfter(node)) {
    if (comment.loc.start.line !== line) break;
    end = comment.range[1];
    line = comment.loc.end.line;
  }
  return end;
}
