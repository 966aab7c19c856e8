import type { TSESTree } from '@typescript-eslint/utils';
import { type Node, type SourceCode, getStatement, isInside } from '../model/code/nodes.js';
import { type Edit, getEndToken, getIndent, getLineBreak, getStatementText } from './edits.js';
import { getEndOfLine } from './rest-of-block.js';

/** A statement that is to change places. */
export interface Move {
  readonly statement: TSESTree.Statement;
  /** The statements between it and the one that it moves to. */
  readonly between: readonly TSESTree.Statement[];
}

/**
 * A move of the statement around a node to a statement further down in the same block.
 *
 * @returns null when the target stands elsewhere, or the statement shares its lines with other code
 */
export function planMove(node: Node, target: Node, sourceCode: SourceCode): Move | null {
  const statements = getSiblings(getStatement(node));
  const from = statements.findIndex((statement) => isInside(node, statement));
  const to = statements.findIndex((statement) => statement === target);
  const statement = statements[from];
  if (!statement || to <= from || !isOnOwnLines(statement, sourceCode)) return null;
  return { statement, between: statements.slice(from + 1, to) };
}

/** The statements of the block that a statement stands in. */
function getSiblings(statement: Node): readonly TSESTree.Statement[] {
  const { parent } = statement;
  if (parent?.type === 'Program' || parent?.type === 'BlockStatement') return parent.body;
  if (parent?.type === 'SwitchCase') return parent.consequent;
  return [];
}

function isOnOwnLines(statement: Node, sourceCode: SourceCode): boolean {
  const before = sourceCode.getTokenBefore(statement);
  const end = getEndToken(statement, sourceCode);
  const after = end && sourceCode.getTokenAfter(end);
  const isFirst = !before || before.loc.end.line < statement.loc.start.line;
  return isFirst && (!after || after.loc.start.line > end.loc.end.line);
}

/** True when comments stand before, after or in a statement: they would come to stand at other code. */
export function hasCommentsAround(statements: readonly Node[], sourceCode: SourceCode): boolean {
  return statements.some(
    (node) =>
      sourceCode.getCommentsBefore(node).length > 0 ||
      sourceCode.getCommentsInside(node).length > 0 ||
      sourceCode.getCommentsAfter(node).length > 0,
  );
}

/** A statement with the comments that speak of it: those directly above it, and those behind it on its line. */
function getCommented(statement: Node, sourceCode: SourceCode): readonly [start: number, end: number] {
  let first: Pick<Node, 'loc' | 'range'> = statement;
  for (const comment of [...sourceCode.getCommentsBefore(statement)].reverse()) {
    const before = sourceCode.getTokenBefore(comment, { includeComments: true });
    const isOwnLine = !before || before.loc.end.line < comment.loc.start.line;
    if (!isOwnLine || comment.loc.end.line + 1 !== first.loc.start.line) break;
    first = comment;
  }
  return [first.range[0], getEndOfLine(getEndToken(statement, sourceCode) ?? statement, sourceCode)];
}

/**
 * Moves a statement up, above another of its block, together with the comments that speak of it; those of the other
 * one stay with that.
 *
 * @returns null where the two share a line with other code, or are not indented alike
 */
export function moveAbove(statement: Node, target: Node, sourceCode: SourceCode): readonly Edit[] | null {
  const isAlike = getIndent(statement, sourceCode) === getIndent(target, sourceCode);
  if (!isAlike || ![statement, target].every((node) => isOnOwnLines(node, sourceCode))) return null;
  const [start, end] = getCommented(statement, sourceCode);
  const [place] = getCommented(target, sourceCode);
  const gap = `${getLineBreak(sourceCode)}${getIndent(target, sourceCode)}`;
  const next = sourceCode.text.slice(end).search(/\S/u);
  return [
    { range: [place, place], text: `${sourceCode.text.slice(start, end)}${gap}` },
    { range: [start, next < 0 ? end : end + next], text: '' },
  ];
}

/** Removes a statement together with its lines. */
export function removeStatement(statement: Node, sourceCode: SourceCode): Edit {
  const end = getEndToken(statement, sourceCode) ?? statement;
  const next = sourceCode.getTokenAfter(end, { includeComments: true });
  const isLast = !next || next.loc.start.line === end.loc.end.line;
  return { range: [statement.range[0], isLast ? end.range[1] : next.range[0]], text: '' };
}

/** Puts a statement on a line of its own below another, at its indentation. */
export function insertStatementBelow(statement: Node, text: string, sourceCode: SourceCode): Edit {
  const gap = `${getLineBreak(sourceCode)}${getIndent(statement, sourceCode)}`;
  const end = getEndToken(statement, sourceCode)?.range[1] ?? statement.range[1];
  return { range: [end, end], text: `${gap}${text}` };
}

/** The text of a statement once the edits inside it are made. */
export function getEditedText(node: Node, edits: readonly Edit[], sourceCode: SourceCode): string {
  let text = getStatementText(node, sourceCode);
  const inside = edits.filter(({ range }) => range[0] >= node.range[0] && range[1] <= node.range[1]);
  for (const { range, text: replacement } of [...inside].sort((a, b) => b.range[0] - a.range[0])) {
    text = text.slice(0, range[0] - node.range[0]) + replacement + text.slice(range[1] - node.range[0]);
  }
  return text;
}
