import type { SourceCode } from '../model/code/nodes.js';
import { getLineBreak } from './edits.js';

/** Where the blank lines in front of a line begin. */
export function findBlankLines(line: number, sourceCode: SourceCode): number {
  let first = line;
  while (first > 1 && isBlank(first - 1, sourceCode)) first -= 1;
  return sourceCode.getIndexFromLoc({ line: first, column: 0 });
}

/** The end of the blank lines behind a place that ends its line; the place itself where there are none. */
export function skipBlankLines(place: number, sourceCode: SourceCode): number {
  const { line, column } = sourceCode.getLocFromIndex(place);
  let last = line;
  while (isBlank(last + 1, sourceCode)) last += 1;
  const isEnd = sourceCode.lines[line - 1]?.slice(column).trim() === '';
  return isEnd && last > line
    ? sourceCode.getIndexFromLoc({ line: last + 1, column: 0 }) - getLineBreak(sourceCode).length
    : place;
}

function isBlank(line: number, { lines }: SourceCode): boolean {
  return lines[line - 1]?.trim() === '';
}
