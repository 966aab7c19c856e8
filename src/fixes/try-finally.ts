import type { TSESTree } from '@typescript-eslint/utils';
import type { TrackedAttachment } from '../model/lifetimes/detachments.js';
import type { OtelModel } from '../model/index.js';
import { type Node, type Variable, wrap } from '../model/code/nodes.js';
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
  replaceText,
} from './edits.js';
import { getFreshName } from './names.js';
import {
  type AttachedStatements,
  computeAttached,
  findDisposingTry,
  findIdleDisposals,
  getEndOfLine,
  getSharedVariables,
  hasCommonNames,
  isMovable,
  isQuiet,
  isStatementOf,
  removeStatement,
} from './rest-of-block.js';

/** The edits of a fix, and whether they change nothing but the defect. */
export interface Repair {
  readonly edits: readonly Edit[];
  readonly isCertain: boolean;
}

/**
 * Disposes of the token in the `finally` of a `try` around what runs while its context is attached: around the rest of
 * the block, or up to the disposal that is there. A `try` that is there is used where it can be.
 *
 * @returns null where the token or what is covered cannot be taken hold of. Not certain where the attachment stands in
 * a branch: the code after the branch may count on it.
 */
export function fixByTryFinally(attachment: TrackedAttachment, model: OtelModel): Repair | null {
  const { sourceCode } = model;
  const attached = computeAttached(attachment);
  if (!attached || attachment.owner?.generator || !isMovable(attached.covered)) return null;
  const isDone = attached.covered.length === 1 && findDisposingTry(attached, attachment) !== null;
  if (isDone) return null;
  const token = attachment.name ?? getFreshName('token', sourceCode);
  const shared = getSharedVariables(attached.covered, sourceCode);
  const hoisted = shared.map((variable) => findHoisting(variable, attached));
  if (hoisted.some((hoisting) => hoisting === null)) return null;
  const shape: Shape = { attachment, attached, token, model };
  const body = extendTry(shape) ?? [...hoistAll(hoisted, shape), ...addFinally(shape)];
  const isScope = attached.disposal !== null || !isBranch(attached.block) || attachment.uses.disposals.length > 0;
  return { edits: [...holdToken(shape), ...body], isCertain: isScope };
}

interface Shape {
  readonly attachment: TrackedAttachment;
  readonly attached: AttachedStatements;
  readonly token: string;
  readonly model: OtelModel;
}

/** True for a block that is entered or not, in the middle of a function. */
function isBranch({ parent }: Node): boolean {
  return parent?.type === 'IfStatement' || parent?.type === 'BlockStatement' || parent?.type === 'TryStatement';
}

/** Puts the token into a `const`: instead of `using`, or where nothing holds it. */
function holdToken({ attachment, attached, token, model }: Shape): readonly Edit[] {
  const { statement } = attached;
  const declare = (end: number, text: string): Edit =>
    replaceText({ range: [statement.range[0], end] }, text, model.sourceCode);
  if (attachment.kind === 'using' && statement.type === 'VariableDeclaration') {
    const [declarator] = statement.declarations;
    return declarator ? [declare(declarator.range[0], 'const ')] : [];
  }
  return attachment.name === null
    ? [declare(wrap(attachment.node).range[0], `const ${getPattern(attachment.property, token)} = `)]
    : [];
}

function getPattern(property: string | null, token: string): string {
  if (property === null) return token;
  return property === token ? `{ ${token} }` : `{ ${property}: ${token} }`;
}

/** Uses the `try` that is there: adds the `finally` that it lacks, extends the one it has, or starts it earlier. */
function extendTry(shape: Shape): readonly Edit[] | null {
  const { attachment, attached, model } = shape;
  const { covered, disposal, tail } = attached;
  const only = covered.length === 1 ? covered[0] : undefined;
  const disposing = disposal ? null : findDisposingTry(attached, attachment);
  if (disposing && !disposing.handler) return covered.length > 1 ? startEarlier(disposing, shape) : null;
  if (only?.type !== 'TryStatement' || (disposal && tail.length === 0 && covered.includes(disposal))) return null;
  const { sourceCode } = model;
  const removal = disposal ? [removeStatement(disposal, sourceCode)] : [];
  if (!only.finalizer) return [insertAfter(only, ` ${getFinally(only, shape)}`), ...removal];
  const close = sourceCode.getLastToken(only.finalizer);
  const last = only.finalizer.body.at(-1);
  if (!close || !last || !isQuiet(only.finalizer, model)) return null;
  const call = `${shape.token}.dispose()${getTerminator(null, sourceCode)}`;
  const separator =
    last.loc.end.line === close.loc.start.line ? ' ' : `${getLineBreak(sourceCode)}${getIndent(last, sourceCode)}`;
  return [insertAfter(last, `${separator}${call}`), ...removal];
}

/** Moves `try {` up to the attachment. Its block stays one where it does not stand on lines of its own, or names would meet. */
function startEarlier(statement: TSESTree.TryStatement, shape: Shape): readonly Edit[] | null {
  const { attached, model } = shape;
  const { sourceCode } = model;
  const between = attached.covered.slice(0, -1);
  const open = sourceCode.getFirstToken(statement.block);
  if (!open || getSharedVariables([...between, statement], sourceCode).length > 0) return null;
  const lineBreak = getLineBreak(sourceCode);
  const lineStart = sourceCode.getIndexFromLoc({ line: statement.loc.start.line, column: 0 });
  const isPlain =
    statement.block.body.length > 0 &&
    sourceCode.text.slice(lineStart, statement.range[0]).trim() === '' &&
    sourceCode.text.startsWith(lineBreak, open.range[1]) &&
    sourceCode.getCommentsInside(statement).every((comment) => comment.range[0] >= open.range[1]);
  if (!isPlain || hasCommonNames(between, statement.block.body, model)) return keepBlock(statement, shape);
  const start = getEndOfLine(attached.statement, sourceCode);
  return [
    { range: [start, start], text: `${lineBreak}${getIndent(attached.statement, sourceCode)}try {` },
    ...indentLines([start, lineStart], sourceCode),
    { range: [lineStart, open.range[1] + lineBreak.length], text: '' },
  ];
}

/** `a(); try { b(); } finally { ... }` becomes `try { a(); { b(); } } finally { ... }`. */
function keepBlock({ block, finalizer }: TSESTree.TryStatement, { attached, model }: Shape): readonly Edit[] | null {
  const { sourceCode } = model;
  const [first] = attached.covered;
  const keyword = sourceCode.getTokenBefore(block);
  const next = keyword && sourceCode.getTokenAfter(keyword, { includeComments: true });
  if (!first || !next || !finalizer) return null;
  return [
    insertBefore(first, 'try { '),
    { range: [keyword.range[0], next.range[0]], text: '' },
    insertAfter(block, ' }'),
  ];
}

/** Wraps what is covered. A disposal that stands behind it becomes that of the `finally`. */
function addFinally(shape: Shape): readonly Edit[] {
  const { attached, token, model } = shape;
  const { statement, covered, disposal } = attached;
  const { sourceCode } = model;
  const [first] = covered;
  const last = covered.at(-1);
  if (!first || !last) return [];
  const isInline = first.loc.start.line === statement.loc.end.line;
  if (isInline) {
    const removal = disposal ? [removeStatement(disposal, sourceCode)] : [];
    const call = `${token}.dispose()${getTerminator(null, sourceCode)}`;
    return [insertBefore(first, 'try { '), insertAfter(last, ` } finally { ${call} }`), ...removal];
  }
  const lineBreak = getLineBreak(sourceCode);
  const indent = getIndent(statement, sourceCode);
  const start = Math.min(getEndOfLine(statement, sourceCode), first.range[0]);
  const opening: Edit = { range: [start, start], text: `${lineBreak}${indent}try {` };
  const isBehind = disposal !== null && disposal.range[0] > last.range[1];
  if (isBehind) {
    const lineStart = sourceCode.getIndexFromLoc({ line: disposal.loc.start.line, column: 0 });
    const separator = lineBreak + indent;
    return [
      opening,
      ...indentLines([start, Math.max(start, lineStart - lineBreak.length)], sourceCode),
      insertBefore(disposal, `} finally {${separator}${getIndentUnit(sourceCode)}`),
      insertAfter(getEndToken(disposal, sourceCode) ?? disposal, `${separator}}`),
    ];
  }
  const end = getEndOfLine(last, sourceCode);
  const closing: Edit = { range: [end, end], text: `${lineBreak}${indent}} ${getFinally(statement, shape)}` };
  const removals = [
    ...[...(disposal ? [disposal] : []), ...findIdleDisposals(shape.attachment, covered, sourceCode)].map((other) =>
      removeStatement(other, sourceCode),
    ),
    ...removeFinalizer(shape),
  ];
  const isKept = ({ range: [position] }: Edit) =>
    removals.every(({ range }) => position < range[0] || position >= range[1]);
  return [opening, ...indentLines([start, end], sourceCode).filter(isKept), ...removals, closing];
}

/** Removes what the new `finally` replaces: the last disposal of a `finally` inside, or all of it. */
function removeFinalizer({ attached, attachment, model }: Shape): readonly Edit[] {
  const { sourceCode } = model;
  const statement = findDisposingTry(attached, attachment);
  if (statement?.handler && sourceCode.getCommentsInside(statement.finalizer).length === 0) {
    return [{ range: [statement.handler.range[1], statement.range[1]], text: '' }];
  }
  const inner = attached.covered.at(-1);
  const last = inner?.type === 'TryStatement' && !statement ? inner.finalizer?.body.at(-1) : undefined;
  const isDisposal = last && attachment.uses.disposals.some((call) => isStatementOf(call, last));
  return isDisposal ? [removeStatement(last, sourceCode)] : [];
}

function getFinally(statement: Node, { token, model }: Shape): string {
  const { sourceCode } = model;
  const lineBreak = getLineBreak(sourceCode);
  const indent = getIndent(statement, sourceCode);
  const call = `${token}.dispose()${getTerminator(null, sourceCode)}`;
  return `finally {${lineBreak}${indent}${getIndentUnit(sourceCode)}${call}${lineBreak}${indent}}`;
}

interface Hoisting {
  readonly declaration: TSESTree.VariableDeclaration;
  readonly declarator: TSESTree.VariableDeclarator;
}

/** The declaration of a variable that is used behind what is covered, when it can be split into `let` and assignment. */
function findHoisting(variable: Variable, { covered }: AttachedStatements): Hoisting | null {
  const [definition] = variable.defs;
  if (definition?.type !== 'Variable' || variable.defs.length !== 1) return null;
  const declarator = definition.node;
  const declaration = definition.parent;
  const isOwn = covered.some((statement) => statement === declaration);
  if (!isOwn || declaration.declarations.length !== 1 || declarator.id.type !== 'Identifier' || !declarator.init)
    return null;
  return declaration.kind === 'const' || declaration.kind === 'let' ? { declaration, declarator } : null;
}

function hoistAll(hoistings: readonly (Hoisting | null)[], { attached, model }: Shape): readonly Edit[] {
  const { sourceCode } = model;
  return hoistings.flatMap((hoisting) => {
    if (!hoisting) return [];
    const { declaration, declarator } = hoisting;
    const separator = `${getLineBreak(sourceCode)}${getIndent(attached.statement, sourceCode)}`;
    const name = declarator.id.type === 'Identifier' ? declarator.id.name : '';
    return [
      insertBefore(
        attached.statement,
        `let ${sourceCode.getText(declarator.id)}${getTerminator(null, sourceCode)}${separator}`,
      ),
      replaceText({ range: [declaration.range[0], declarator.id.range[0]] }, '', sourceCode),
      { range: declarator.id.range, text: name },
    ];
  });
}
