import { traceContext } from '../model/dispatch/context-sources.js';
import type { OtelModel } from '../model/index.js';
import { isInside, unwrap } from '../model/code/nodes.js';
import type { RebuiltContext } from '../model/dispatch/rebuilt-contexts.js';
import { getTerminator, replaceText } from './edits.js';
import { isInert } from './inert.js';
import type { Repair } from './move-start.js';
import { getFreshName } from './names.js';
import { findInsertionStatement, insertStatementBefore } from './statements.js';
import { isSettledAt, isVisibleAt } from './visibility.js';

/**
 * Builds the context on the parent that the span was started with. A parent that may be missing keeps what was
 * there as its alternative; one that was made in the start's arguments gets a name.
 *
 * @param count - answers how many parents were given a name before this one, so that their names differ
 * @returns null when the parent cannot be named where the context is built
 */
export function fixRebuiltContext(rebuilt: RebuiltContext, model: OtelModel, count: () => number): Repair | null {
  const { parent, base } = rebuilt;
  const { sourceCode, bindings } = model;
  const expression = unwrap(parent);
  const text = sourceCode.getText(expression);
  const orElse = traceContext(parent, model).mayBeMissing ? ` ?? ${sourceCode.getText(base)}` : '';
  const replaced = replaceText(base, `${text}${orElse}`, sourceCode);
  if (expression.type === 'Identifier') {
    const variable = bindings.findVariable(expression);
    if (!variable || !isVisibleAt(variable, base, model)) return null;
    return { edits: [replaced], isSafe: isSettledAt(variable, rebuilt.start.node) };
  }
  if (expression.type === 'MemberExpression') return { edits: [replaced], isSafe: false };
  return nameParent(rebuilt, orElse, model, count);
}

function nameParent(
  { start, parent, base }: RebuiltContext,
  orElse: string,
  model: OtelModel,
  count: () => number,
): Repair | null {
  const { sourceCode } = model;
  const statement = findInsertionStatement(start.node);
  if (!statement?.parent || !isInside(base, statement.parent)) return null;
  const name = getFreshName('parentContext', sourceCode, count());
  const capture = `const ${name} = ${sourceCode.getText(parent)}${getTerminator(statement, sourceCode)}`;
  return {
    edits: [
      insertStatementBefore(statement, capture, sourceCode),
      { range: parent.range, text: name },
      replaceText(base, `${name}${orElse}`, sourceCode),
    ],
    isSafe: start.node.arguments.every((argument) => isInert(argument, model)),
  };
}
