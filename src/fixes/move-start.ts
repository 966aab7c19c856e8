import type { TSESTree } from '@typescript-eslint/utils';
import type { OtelModel } from '../model/index.js';
import { type Node, type Variable, getStatement, getStaticName, isInside } from '../model/code/nodes.js';
import type { SpanStart } from '../model/spans.js';
import { type Edit, getIndent, getLineBreak, getStatementText, getTerminator } from './edits.js';
import { isInert } from './inert.js';
import {
  getEditedText,
  hasCommentsAround,
  insertStatementBelow,
  moveAbove,
  planMove,
  removeStatement,
} from './move-statement.js';
import { findInsertionStatement, insertStatementBefore } from './statements.js';
import { canMoveUp, findVisible } from './visibility.js';

/** A context that is made after the span which it should be the parent of. */
export interface LateContext {
  readonly start: SpanStart;
  /** The constant that holds it; null when it is made where it is used. */
  readonly variable: Variable | null;
  /** The name that it has or is given. */
  readonly name: string;
  /** The expression that makes it. */
  readonly made: Node;
  /** The edits that use it by its name. */
  readonly uses: readonly Edit[];
}

/** Edits, and whether they can change nothing but the parent of the span. */
export interface Repair {
  readonly edits: readonly Edit[];
  readonly isSafe: boolean;
}

/** Makes the context above the statement that starts the span: its statement moves up, or it is made there by name. */
export function moveContextUp(late: LateContext, model: OtelModel): Repair | null {
  const { start, variable, name, made, uses } = late;
  const { sourceCode } = model;
  const statement = findInsertionStatement(start.node);
  const source = getStatement(made);
  if (!statement || !canMoveUp(made, statement, model)) return null;
  const visible = findVisible(name, start.node, sourceCode);
  if (variable && visible !== null && visible !== variable) return null;
  const capture = `const ${name} = ${sourceCode.getText(made)}${getTerminator(statement, sourceCode)}`;
  const moved = variable && moveAbove(source, statement, sourceCode);
  const block = start.callback ? source.parent : statement.parent;
  const passed = getStatements(block).filter(
    (other) => other.range[0] > start.node.range[0] && other.range[1] <= source.range[0],
  );
  return {
    edits: [
      ...(moved ?? [
        insertStatementBefore(statement, variable ? getStatementText(source, sourceCode) : capture, sourceCode),
      ]),
      ...(variable && !moved ? [removeStatement(source, sourceCode)] : []),
      ...uses,
    ],
    isSafe:
      !(variable && !moved && hasCommentsAround([statement, source], sourceCode)) &&
      passed.every((other) => isInert(other, model) || isCallOnSpan(other, start, model)) &&
      [made, ...start.node.arguments].every((node) => isInert(node, model)),
  };
}

/** Moves the start of a span below the statement that makes the context, or directly above the one that uses it. */
export function moveStartDown(late: LateContext, model: OtelModel): Repair | null {
  const { start, variable, name, made, uses } = late;
  const { sourceCode } = model;
  const target = getStatement(made);
  const move = planMove(start.node, target, sourceCode);
  if (!move || !isWholeStatement(move.statement)) return null;
  const passed = variable ? [...move.between, target] : move.between;
  const span = model.findSpanVariable(start);
  if (span?.references.some(({ identifier }) => passed.some((other) => isInside(identifier, other)))) return null;
  const moved = getEditedText(move.statement, uses, sourceCode);
  const capture = `const ${name} = ${sourceCode.getText(made)}${getTerminator(move.statement, sourceCode)}`;
  const gap = `${getLineBreak(sourceCode)}${getIndent(target, sourceCode)}`;
  const placed = variable
    ? insertStatementBelow(target, moved, sourceCode)
    : insertStatementBefore(target, `${capture}${gap}${moved}`, sourceCode);
  const elsewhere = uses.filter(
    ({ range }) => range[1] <= move.statement.range[0] || range[0] >= move.statement.range[1],
  );
  return { edits: [removeStatement(move.statement, sourceCode), placed, ...elsewhere], isSafe: false };
}

function getStatements(block: Node | undefined): readonly TSESTree.Statement[] {
  return block?.type === 'BlockStatement' || block?.type === 'Program' ? block.body : [];
}

/** True when a statement does nothing but start a span and keep it: `const span = ...` or `span = ...`. */
function isWholeStatement(statement: Node): boolean {
  return (
    statement.type === 'ExpressionStatement' ||
    (statement.type === 'VariableDeclaration' && statement.declarations.length === 1)
  );
}

/** True for `span.setAttribute(...)` and the like, which no context depends on. */
function isCallOnSpan(statement: TSESTree.Statement, start: SpanStart, model: OtelModel): boolean {
  const call = statement.type === 'ExpressionStatement' ? statement.expression : null;
  if (call?.type !== 'CallExpression' || call.callee.type !== 'MemberExpression') return false;
  const { object } = call.callee;
  const span = model.findSpanVariable(start);
  const isSpan = span !== null && object.type === 'Identifier' && model.bindings.findVariable(object) === span;
  return isSpan && getStaticName(call.callee) !== 'end' && call.arguments.every((argument) => isInert(argument, model));
}
