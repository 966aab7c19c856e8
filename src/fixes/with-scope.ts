import type { TSESTree } from '@typescript-eslint/utils';
import type { TrackedAttachment } from '../model/lifetimes/detachments.js';
import type { OtelModel } from '../model/index.js';
import {
  type Node,
  type SourceCode,
  getChildren,
  getStatement,
  getStaticName,
  isFunction,
  isInside,
  unwrap,
} from '../model/code/nodes.js';
import { type Edit, getIndent, getLineBreak, getTerminator, indentLines } from './edits.js';
import {
  type AttachedStatements,
  computeAttached,
  findDisposingTry,
  getEndOfLine,
  getSharedVariables,
  hasCommonNames,
  isInert,
  isMovable,
  isQuiet,
  isStatementOf,
  removeStatement,
} from './rest-of-block.js';

interface Shape {
  readonly attachment: TrackedAttachment;
  readonly attached: AttachedStatements;
  readonly model: OtelModel;
  /** True where what is covered ends the function, so that what it returns is returned. */
  readonly isLast: boolean;
}

/**
 * Runs what the attachment covers as the callback of `with`, up to the end of the async function or of a block in it:
 * the arrow function keeps `this`, `arguments` and `super`, and what it returns is returned. The token and its disposals go.
 *
 * @returns null where that would not mean the same: in a generator, with a jump out of it, with declarations that are
 * used outside, with a token that has other uses, and where a comment would be lost
 */
export function fixByWith(attachment: TrackedAttachment, model: OtelModel): readonly Edit[] | null {
  const { owner, uses } = attachment;
  const attached = computeAttached(attachment);
  // A field that nothing writes any more would be left behind.
  if (attachment.kind === 'field') return null;
  if (!attached || !owner || owner.generator || attached.block.type !== 'BlockStatement') return null;
  if (uses.helperCalls.length + uses.foreign.length + uses.writes.length + uses.taken.length > 0) return null;
  const { covered, tail } = attached;
  if (!isMovable(covered) || getSharedVariables(covered, model.sourceCode).length > 0) return null;
  const isWhole = attached.block === owner.body;
  // What is never detached, or not in its block, is meant for what comes after as well.
  if (!isWhole && !(uses.disposals.length > 0 && uses.disposals.every((call) => isInside(call, attached.block))))
    return null;
  const isLast = tail.length === 0 && isWhole;
  if (!isLast && isLeaving(covered, model.sourceCode)) return null;
  const shape: Shape = { attachment, attached, model, isLast };
  const opening = getOpening(shape);
  if (opening === null) return null;
  const replaced: Edit = { range: attached.statement.range, text: opening };
  const body = unwrapTry(shape) ?? wrapBody(shape);
  return body && [replaced, ...body];
}

/** `return context.with(ctx, async () => {` with the receiver and the argument as they are written. */
function getOpening({ attachment, attached, model, isLast }: Shape): string | null {
  const callee = unwrap(attachment.node.callee);
  const [context, ...others] = attachment.node.arguments;
  const isWritten = attachment.isDirect && callee.type === 'MemberExpression' && getStaticName(callee) === 'attach';
  if (!isWritten || callee.optional || !context || context.type === 'SpreadElement' || others.length > 0) return null;
  const { sourceCode } = model;
  if (sourceCode.getCommentsInside(attached.statement).length > 0) return null;
  const prefix = isLast ? 'return' : 'await';
  return `${prefix} ${sourceCode.getText(callee.object)}.with(${sourceCode.getText(context)}, async () => {`;
}

/** True when the statements leave themselves by `return`, or by a jump to what is around them. */
function isLeaving(statements: readonly Node[], sourceCode: SourceCode): boolean {
  const stack: Node[] = [...statements];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.type === 'ReturnStatement' || isJumpOut(node, statements)) return true;
    if (!isFunction(node)) stack.push(...getChildren(node, sourceCode));
  }
  return false;
}

/** True for `break` and `continue` of a loop that is not among the statements; a label may be that of any. */
function isJumpOut(node: Node, statements: readonly Node[]): boolean {
  if (node.type !== 'BreakStatement' && node.type !== 'ContinueStatement') return false;
  if (node.label) return true;
  const ends = node.type === 'BreakStatement' ? /^(?:For|While|DoWhile|Switch)/u : /^(?:For|While|DoWhile)/u;
  let current: Node | undefined = node.parent;
  while (current && !(ends.test(current.type) && current.type !== 'SwitchCase')) current = current.parent;
  return !statements.some((statement) => current !== undefined && isInside(current, statement));
}

/** Takes the body of the `try` whose `finally` only disposes; null where that one has a `catch`, or names would meet. */
function unwrapTry({ attached, attachment, model }: Shape): readonly Edit[] | null {
  const { sourceCode } = model;
  const statement = findDisposingTry(attached, attachment);
  const between = attached.covered.slice(0, -1);
  if (!statement || statement.handler || attachment.uses.disposals.length > 1) return null;
  if (hasCommonNames(between, statement.block.body, model)) return null;
  const [open, close] = [sourceCode.getFirstToken(statement.block), sourceCode.getLastToken(statement.block)];
  const previous = sourceCode.getTokenBefore(statement, { includeComments: true });
  const isLost = (position: number) => position < (open?.range[0] ?? 0) || position > (close?.range[0] ?? 0);
  const comments = sourceCode.getCommentsInside(statement);
  if (!open || !close || !previous || comments.some(({ range }) => isLost(range[0]))) return null;
  const start = attached.statement.range[1];
  return [
    ...indentLines([start, previous.range[1]], sourceCode),
    { range: [previous.range[1], open.range[1]], text: getSeparator(statement, previous, attached, sourceCode) },
    { range: [close.range[0], statement.range[1]], text: `})${getCallEnd(statement, attached, sourceCode)}` },
  ];
}

/** What stands in place of `try {`: the first statement of the block must not go on with the one before, nor with a comment. */
function getSeparator(
  statement: TSESTree.TryStatement,
  previous: TSESTree.Token,
  { covered }: AttachedStatements,
  sourceCode: SourceCode,
): string {
  const [first] = statement.block.body;
  const token = sourceCode.getTokenBefore(statement);
  if (!first || !token) return '';
  const isOpen = covered.length > 1 && !/^[;{}]$/u.test(token.value);
  const end = isOpen ? getTerminator(first, sourceCode) : '';
  const line = statement.block.loc.start.line;
  const isGlued = first.loc.start.line === line && previous.loc.end.line < line;
  const needsLine = isGlued || (end !== '' && previous.loc.end.line < line);
  return needsLine ? `${getLineBreak(sourceCode)}${getIndent(statement, sourceCode)}${end}` : end;
}

/** What ends the call that takes the place of a statement: what follows on its line would else go on with it. */
function getCallEnd(replaced: Node, { tail: [next] }: AttachedStatements, sourceCode: SourceCode): string {
  return next?.loc.start.line === replaced.loc.end.line ? ';' : getTerminator(next ?? null, sourceCode);
}

/** Wraps what is covered, and removes the disposals; null where one of them cannot be removed. */
function wrapBody({ attached, attachment, model }: Shape): readonly Edit[] | null {
  const { sourceCode } = model;
  const { statement, covered, disposal } = attached;
  const last = covered.at(-1);
  if (!last) return null;
  const removals = attachment.uses.disposals.map((call) => removeDisposal(call, attached, attachment, model));
  if (removals.some((removal) => removal === null)) return null;
  const kept = removals.flatMap((removal) => removal ?? []);
  const isKept = ({ range: [position] }: Edit) =>
    kept.every(({ range }) => position < range[0] || position >= range[1]);
  const end = getEndOfLine(last, sourceCode);
  const isInline = last.loc.end.line === statement.loc.end.line;
  const separator = isInline ? ' ' : `${getLineBreak(sourceCode)}${getIndent(statement, sourceCode)}`;
  const closing = `${separator}})${getCallEnd(disposal ?? last, attached, sourceCode)}`;
  const limit = disposal ? Math.max(end, disposal.range[1]) : end;
  return [
    ...indentLines([statement.range[1], limit], sourceCode).filter(isKept),
    ...kept,
    { range: [limit, limit], text: closing },
  ];
}

/** Removes a disposal that stands alone, and after which nothing runs that could tell. */
function removeDisposal(
  call: Node,
  attached: AttachedStatements,
  attachment: TrackedAttachment,
  model: OtelModel,
): Edit | null {
  const { sourceCode } = model;
  const statement = getStatement(call);
  if (!isStatementOf(call, statement)) return null;
  if (statement === attached.disposal) return removeStatement(statement, sourceCode);
  const disposing = findDisposingTry(attached, attachment);
  if (disposing?.handler && isInside(call, disposing.finalizer)) {
    const hasComments = sourceCode.getCommentsInside(disposing.finalizer).length > 0;
    const isSole = disposing.finalizer.body.length === 1;
    return hasComments || !isSole ? null : { range: [disposing.handler.range[1], disposing.range[1]], text: '' };
  }
  const block = statement.parent;
  if (block?.type !== 'BlockStatement') return null;
  const following = block.body.slice(block.body.findIndex((other) => other === statement) + 1);
  const isEnd = block.parent.type === 'TryStatement' && block.parent.finalizer === block;
  const isUntold = following.every((other) => isInert(other) || isQuiet(other, model));
  return isUntold && (isEnd || following.length > 0) && block.body.length > 1
    ? removeStatement(statement, sourceCode)
    : null;
}
