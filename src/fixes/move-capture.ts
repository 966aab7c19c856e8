import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import type { Loss } from '../model/dispatch/losses.js';
import type { OtelModel } from '../model/index.js';
import { type Node, type Variable, unwrap } from '../model/code/nodes.js';
import { type Edit, getEndToken, getStatementText } from './edits.js';
import type { PassNames } from './pass-names.js';
import { findCaptureStatement, insertStatementBefore } from './statements.js';
import { canMoveUp } from './visibility.js';

type Scope = TSESLint.Scope.Scope;

/**
 * Moves `const ctx = context.active()` out of a callback, to before its dispatch. That hands over all that the
 * callback reads only when the declaration is its one read.
 *
 * @param names - what the fixes of the pass declare
 * @returns null when there is more than that to hand over, or no place for the declaration
 */
export function fixByMovingCapture(
  { dispatch, reads }: Loss,
  model: OtelModel,
  names: PassNames,
): readonly Edit[] | null {
  const [read] = reads;
  const declaration = reads.length === 1 ? read.declaration : null;
  const statement = findCaptureStatement(dispatch.call, model.sourceCode);
  const written = unwrap(dispatch.callback);
  if (!declaration || !statement || declaration.parent.type !== 'BlockStatement') return null;
  if (declaration.parent.parent !== written || !canMoveUp(read.node, statement, model)) return null;
  const { sourceCode } = model;
  const [variable] = sourceCode.getDeclaredVariables?.(declaration) ?? [];
  const [identifier] = variable?.identifiers ?? [];
  if (!variable || !identifier) return null;
  const isKept = isFreeFor(variable, statement, sourceCode) && names.claim(variable.name, statement);
  const name = isKept ? variable.name : names.claimCapture(statement);
  const text = getStatementText(declaration, sourceCode);
  const start = identifier.range[0] - declaration.range[0];
  const moved = `${text.slice(0, start)}${name}${text.slice(start + variable.name.length)}`;
  return [
    insertStatementBefore(statement, moved, sourceCode),
    removeLine(declaration, sourceCode),
    ...rename(variable, name),
  ];
}

/**
 * True when the variable's name can be declared beside the statement: nothing there or on the way in to the variable
 * goes by it, and nothing there refers to another variable of that name.
 */
function isFreeFor(variable: Variable, statement: TSESTree.Statement, sourceCode: OtelModel['sourceCode']): boolean {
  const around: Scope | null = sourceCode.getScope?.(statement.parent) ?? null;
  if (!around) return false;
  const between: Scope[] = [];
  for (let scope = variable.scope.upper; scope && scope !== around; scope = scope.upper) between.push(scope);
  const isDeclared = [...between, around, around.variableScope].some(
    (scope) => scope.set.get(variable.name)?.defs.length,
  );
  return !isDeclared && around.through.every(({ identifier }) => identifier.name !== variable.name);
}

function rename(variable: Variable, name: string): readonly Edit[] {
  if (name === variable.name) return [];
  return variable.references
    .filter((reference) => reference.isRead())
    .map(({ identifier }) => {
      const isShorthand = identifier.parent?.type === 'Property' && identifier.parent.shorthand;
      return { range: identifier.range, text: isShorthand ? `${variable.name}: ${name}` : name };
    });
}

/** Removes a statement, and its line when nothing else stands on it. */
function removeLine(node: Node, sourceCode: OtelModel['sourceCode']): Edit {
  const { text } = sourceCode;
  const end = getEndToken(node, sourceCode)?.range[1] ?? node.range[1];
  const lineStart = text.lastIndexOf('\n', node.range[0] - 1) + 1;
  const lineEnd = text.indexOf('\n', end);
  const isAlone =
    text.slice(lineStart, node.range[0]).trim() === '' && lineEnd >= 0 && text.slice(end, lineEnd).trim() === '';
  if (isAlone) return { range: [lineStart, lineEnd + 1], text: '' };
  const after = /^[ \t]*/u.exec(text.slice(end))?.[0].length ?? 0;
  return { range: [node.range[0], end + after], text: '' };
}
