import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import type { Node, SourceCode } from '../model/code/nodes.js';

/** A replacement of a piece of the text; an insertion where both ends of the range are the same. */
export interface Edit {
  readonly range: readonly [number, number];
  readonly text: string;
}

/** Inserts text directly before a node. */
export function insertBefore(node: { readonly range: readonly [number, number] }, text: string): Edit {
  return { range: [node.range[0], node.range[0]], text };
}

/** Inserts text directly after a node. */
export function insertAfter(node: { readonly range: readonly [number, number] }, text: string): Edit {
  return { range: [node.range[1], node.range[1]], text };
}

/** Replaces a node or a range. Comments in it that the new text does not have come before that. */
export function replaceText({ range }: Pick<Edit, 'range'>, text: string, sourceCode: SourceCode): Edit {
  const inside = sourceCode.getAllComments().filter(({ range: [start, end] }) => start >= range[0] && end <= range[1]);
  const comments = inside.map((comment) => ({
    text: sourceCode.text.slice(...comment.range),
    end: comment.type === 'Line' ? getLineBreak(sourceCode) : ' ',
  }));
  const lost = comments.filter((comment) => !text.includes(comment.text));
  return { range, text: `${lost.map((comment) => `${comment.text}${comment.end}`).join('')}${text}` };
}

/** Turns edits, none of which may overlap another, into the function that ESLint asks for. */
export function toFix(edits: readonly Edit[]): TSESLint.ReportFixFunction {
  return (fixer) => edits.map(({ range, text }) => fixer.replaceTextRange([range[0], range[1]], text));
}

/** The white space before the first token of the line that a node starts on. */
export function getIndent(node: Node, sourceCode: SourceCode): string {
  const line = sourceCode.lines[node.loc.start.line - 1] ?? '';
  return /^\s*/u.exec(line)?.[0] ?? '';
}

/** One step of the file's indentation: that of its first indented line that is no comment's. */
export function getIndentUnit(sourceCode: SourceCode): string {
  for (const line of sourceCode.lines) {
    const indent = /^(?:\t| {2,8})(?!\s|\*(?:[\s*/]|$))/u.exec(line)?.[0];
    if (indent) return indent.startsWith('\t') ? '\t' : indent;
  }
  return '  ';
}

/** The file's line break. */
export function getLineBreak(sourceCode: SourceCode): string {
  return sourceCode.text.includes('\r\n') ? '\r\n' : '\n';
}

/** What ends a statement that stands before `next`: a file without semicolons needs one where the next token would go on. */
export function getTerminator(next: Node | null, sourceCode: SourceCode): string {
  if (usesSemicolons(sourceCode)) return ';';
  const token = next && sourceCode.getFirstToken(next);
  return token && /^[(\[`/+<-]/u.test(token.value) ? ';' : '';
}

/** The last token of a statement; in files without semicolons, one in front of the next line is that line's. */
export function getEndToken(statement: Node, sourceCode: SourceCode): TSESTree.Token | null {
  const last = sourceCode.getLastToken(statement);
  const previous = last?.value === ';' ? sourceCode.getTokenBefore(last) : null;
  const isAhead = last && previous && previous.loc.end.line < last.loc.start.line;
  return isAhead && previous.range[0] >= statement.range[0] ? previous : last;
}

/** The text of a statement, without a semicolon in front of the next line. */
export function getStatementText(statement: Node, sourceCode: SourceCode): string {
  return sourceCode.text.slice(statement.range[0], getEndToken(statement, sourceCode)?.range[1] ?? statement.range[1]);
}

/** True when most statements at the top level that can end in a semicolon do; where there is none, when the text has any. */
function usesSemicolons(sourceCode: SourceCode): boolean {
  const known = semicolons.get(sourceCode.ast);
  if (known !== undefined) return known;
  const ended = sourceCode.ast.body.filter(({ type }) => ENDED.test(type));
  const withSemicolon = ended.filter((node) => sourceCode.getLastToken(node)?.value === ';');
  const isUsed = ended.length > 0 ? withSemicolon.length * 2 >= ended.length : /;\s*$/mu.test(sourceCode.text);
  semicolons.set(sourceCode.ast, isUsed);
  return isUsed;
}

const ENDED = /^(?:ExpressionStatement|ImportDeclaration|VariableDeclaration|ExportAllDeclaration)$/u;
const semicolons = new WeakMap<SourceCode['ast'], boolean>();
const contents = new WeakMap<SourceCode['ast'], ReadonlySet<number>>();

/**
 * Indents the lines that start in a range by one step. Lines that start inside a template literal or another token of
 * several lines are left alone: there, white space is content.
 */
export function indentLines(range: readonly [number, number], sourceCode: SourceCode): readonly Edit[] {
  const unit = getIndentUnit(sourceCode);
  const content = getContentLines(sourceCode);
  const lastLine = sourceCode.getLocFromIndex(range[1]).line;
  const edits: Edit[] = [];
  for (let line = sourceCode.getLocFromIndex(range[0]).line + 1; line <= lastLine; line++) {
    const start = sourceCode.getIndexFromLoc({ line, column: 0 });
    const isBlank = (sourceCode.lines[line - 1] ?? '').trim() === '';
    if (start < range[1] && !isBlank && !content.has(line)) edits.push({ range: [start, start], text: unit });
  }
  return edits;
}

/** The lines that start inside a token. */
function getContentLines(sourceCode: SourceCode): ReadonlySet<number> {
  const known = contents.get(sourceCode.ast);
  if (known) return known;
  const lines = new Set<number>();
  for (const { loc } of sourceCode.ast.tokens ?? []) {
    for (let line = loc.start.line + 1; line <= loc.end.line; line++) lines.add(line);
  }
  contents.set(sourceCode.ast, lines);
  return lines;
}
