import type { TSESTree } from '@typescript-eslint/utils';
import type { OtelModel } from '../model/index.js';
import { type Node, isFunction, unwrap, wrap } from '../model/code/nodes.js';
import type { OwnedSpan } from '../model/lifetimes/span-lifetimes.js';
import {
  type Edit,
  getEndToken,
  getIndent,
  getIndentUnit,
  getLineBreak,
  getTerminator,
  indentLines,
  insertAfter,
  insertBefore,
} from './edits.js';
import { getEndOfLine, getSharedVariables, isMovable, removeStatement } from './rest-of-block.js';
import { awaitResults } from './await-results.js';
import { findBlankLines, skipBlankLines } from './blank-lines.js';
import { fails, isIdle, isLastAct } from './last-act.js';
import type { Repair } from './try-finally.js';

interface Block {
  /** What stands before the first covered statement: the declaration of the span, or the brace of the callback. */
  readonly head: Node | TSESTree.Token;
  /** The statements after it. */
  readonly rest: readonly TSESTree.Statement[];
  readonly body: Node;
}

interface Shape {
  readonly span: OwnedSpan;
  readonly block: Block;
  readonly ends: readonly TSESTree.ExpressionStatement[];
  readonly model: OtelModel;
  /** `span.end();`, or `span?.end();` */
  readonly call: string;
}

/**
 * Ends the span in the `finally` of a `try` around what follows its start, or of the `try` that is there. The calls of
 * `end` that are there go, or move into it.
 *
 * @returns null where the span has other ends than statements `span.end();`, where it has no block of its own, and where
 * a function that is not async returns what may be a promise. Not certain where the span would be ended later than now.
 */
export function fixByEndingInFinally(span: OwnedSpan, model: OtelModel): Repair | null {
  const block = findBlock(span, model);
  const ends = findEndStatements(span);
  if (!block || !ends || !isMovable(block.rest)) return null;
  const access = mayBeNothing(span) ? '?.' : '.';
  const call = `${span.ownership.variable.name}${access}end()${getTerminator(null, model.sourceCode)}`;
  const shape: Shape = { span, block, ends, model, call };
  return extendTry(shape) ?? wrapUpToEnd(shape) ?? wrapRest(shape);
}

/** True when the variable may hold nothing in place of the span. */
function mayBeNothing({ start }: OwnedSpan): boolean {
  const type = wrap(start.value).parent?.type;
  return start.isOptional || type === 'ConditionalExpression' || type === 'LogicalExpression';
}

function findBlock({ acquire, start }: OwnedSpan, { sourceCode }: OtelModel): Block | null {
  if (isFunction(acquire)) {
    const { body } = acquire;
    const head = body.type === 'BlockStatement' ? sourceCode.getFirstToken(body) : null;
    const isPlain =
      body.type === 'BlockStatement' &&
      body.body.every((statement) => !('directive' in statement && statement.directive));
    return head && isPlain && body.body.length > 0 ? { head, rest: body.body, body } : null;
  }
  let node: Node = start.node;
  while (node.parent && node.parent.type !== 'VariableDeclaration') {
    if (isFunction(node) || node.type.endsWith('Statement')) return null;
    node = node.parent;
  }
  const statement = node.parent;
  if (statement?.type !== 'VariableDeclaration' || statement.declarations.length !== 1) return null;
  const { parent } = statement;
  if (parent.type !== 'BlockStatement' && parent.type !== 'Program') return null;
  const rest = (parent.body as TSESTree.Statement[]).slice((parent.body as Node[]).indexOf(statement) + 1);
  return rest.length > 0 ? { head: statement, rest, body: parent } : null;
}

/** The statements that end the span; null when something else does, too. */
function findEndStatements({ uses, ownership, owner }: OwnedSpan): readonly TSESTree.ExpressionStatement[] | null {
  if (uses.escapes.length > 0 || uses.chains.length > 0) return null;
  const statements: TSESTree.ExpressionStatement[] = [];
  for (const end of uses.ends) {
    const { parent } = wrap(end);
    const callee = unwrap(end.callee);
    const isPlain =
      parent?.type === 'ExpressionStatement' &&
      parent.parent.type === 'BlockStatement' &&
      callee.type === 'MemberExpression' &&
      callee.object.type === 'Identifier' &&
      end.arguments.length === 0;
    if (!isPlain) return null;
    statements.push(parent);
  }
  return ownership.getEffectsOfInner(owner).every((effect) => effect === 'none') ? statements : null;
}

/** Gives the `try` that is all that matters after the start its `finally`, or adds to the one that it has. */
function extendTry(shape: Shape): Repair | null {
  const { block, ends, model, call } = shape;
  const { sourceCode } = model;
  const index = block.rest.findIndex((statement) => statement.type === 'TryStatement');
  const statement = block.rest[index];
  const before = block.rest.slice(0, index);
  const after = block.rest.slice(index + 1);
  if (statement?.type !== 'TryStatement' || before.some((other) => fails(other, model))) return null;
  if (!after.every((other) => isIdle(other, model) || ends.some((end) => end === other))) return null;
  const removals = removeEnds(shape);
  const awaits = awaitResults(shape.span, [statement], model);
  if (!removals || !awaits) return null;
  const indent = getIndent(statement, sourceCode);
  const lineBreak = getLineBreak(sourceCode);
  const { finalizer } = statement;
  if (!finalizer) {
    const text = ` finally {${lineBreak}${indent}${getIndentUnit(sourceCode)}${call}${lineBreak}${indent}}`;
    return {
      edits: [...removals.edits, ...awaits.edits, insertAfter(statement, text)],
      isCertain: removals.isCertain && awaits.isCertain,
    };
  }
  const last = finalizer.body.at(-1);
  if (!last || finalizer.body.some((other) => fails(other, model) || !isPlainStatement(other))) return null;
  const text = `${lineBreak}${getIndent(last, sourceCode)}${call}`;
  return {
    edits: [...removals.edits, ...awaits.edits, insertAfter(last, text)],
    isCertain: removals.isCertain && awaits.isCertain,
  };
}

function isPlainStatement({ type }: Node): boolean {
  return type === 'ExpressionStatement' || type === 'VariableDeclaration';
}

/** Wraps what stands between the start and the end that is there, which becomes that of the `finally`. */
function wrapUpToEnd(shape: Shape): Repair | null {
  const { block, ends, model } = shape;
  const { sourceCode } = model;
  const index = block.rest.findIndex((statement) => ends.some((end) => end === statement));
  const end = block.rest[index];
  const covered = block.rest.slice(0, index);
  if (!end || ends.length !== 1 || covered.length === 0 || getSharedVariables(covered, sourceCode).length > 0)
    return null;
  const awaits = awaitResults(shape.span, covered, model);
  if (!awaits) return null;
  if (isInline(block)) {
    return {
      edits: [...openInline(block), ...awaits.edits, insertBefore(end, '} finally { '), insertAfter(end, ' }')],
      isCertain: awaits.isCertain,
    };
  }
  const indent = getIndent(end, sourceCode);
  const lineBreak = getLineBreak(sourceCode);
  const opening = open(shape);
  const lineStart = sourceCode.getIndexFromLoc({ line: end.loc.start.line, column: 0 });
  if (!opening || end.loc.start.line === covered.at(-1)?.loc.end.line) return null;
  return {
    edits: [
      opening.edit,
      ...indentLines([opening.start, lineStart - lineBreak.length], sourceCode),
      ...awaits.edits,
      { range: [findBlankLines(end.loc.start.line, sourceCode), lineStart], text: '' },
      insertBefore(end, `} finally {${lineBreak}${indent}${getIndentUnit(sourceCode)}`),
      insertAfter(getEndToken(end, sourceCode) ?? end, `${lineBreak}${indent}}`),
    ],
    isCertain: awaits.isCertain,
  };
}

/** Wraps the rest of the block. */
function wrapRest(shape: Shape): Repair | null {
  const { block, model, call, span, ends } = shape;
  const { sourceCode } = model;
  const last = block.rest.at(-1);
  const removals = removeEnds(shape);
  const awaits = removals && awaitResults(shape.span, block.rest, model);
  if (!last || !removals || !awaits) return null;
  const isAwaited = isFunction(span.owner) && span.owner.async;
  const isCertain = removals.isCertain && awaits.isCertain && (isAwaited || ends.length > 0);
  if (isInline(block)) {
    const closing = insertAfter(last, ` } finally { ${call} }`);
    return { edits: [...openInline(block), ...removals.edits, ...awaits.edits, closing], isCertain };
  }
  const opening = open(shape);
  if (!opening) return null;
  const lineBreak = getLineBreak(sourceCode);
  const isRemoved = (position: number) =>
    removals.edits.some(({ range }) => position >= range[0] && position < range[1]);
  const end = getEndOfLine(last, sourceCode);
  const closing = `${lineBreak}${opening.indent}} finally {${lineBreak}${opening.indent}${getIndentUnit(sourceCode)}${call}${lineBreak}${opening.indent}}`;
  return {
    edits: [
      opening.edit,
      ...indentLines([opening.start, end], sourceCode).filter(({ range }) => !isRemoved(range[0])),
      ...removals.edits,
      ...awaits.edits,
      { range: [end, end], text: closing },
    ],
    isCertain,
  };
}

/** True where the covered statements begin on the line of the start. */
function isInline({ head, rest: [first] }: Block): boolean {
  return first?.loc.start.line === head.loc.end.line;
}

function openInline({ rest: [first] }: Block): readonly Edit[] {
  return first ? [insertBefore(first, 'try { ')] : [];
}

/** `try {` on a line of its own, behind blank lines. */
function open({ block, model: { sourceCode } }: Shape): { edit: Edit; start: number; indent: string } | null {
  const [first] = block.rest;
  if (!first) return null;
  const indent = getIndent(first, sourceCode);
  const head =
    'parent' in block.head && block.head.parent ? getEndOfLine(block.head as Node, sourceCode) : block.head.range[1];
  const start = skipBlankLines(head, sourceCode);
  return { edit: { range: [start, start], text: `${getLineBreak(sourceCode)}${indent}try {` }, start, indent };
}

/** Removes the ends; not certain where something runs between an end and the end of the block. */
function removeEnds({ ends, block, model }: Shape): Repair | null {
  if (ends.some((end) => end.parent.type === 'BlockStatement' && end.parent.body.length === 1)) return null;
  return {
    edits: ends.map((end) => removeStatement(end, model.sourceCode)),
    isCertain: ends.every((end) => isLastAct(end, block.body, model)),
  };
}
