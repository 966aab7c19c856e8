import type { TSESTree } from '@typescript-eslint/utils';
import type { Loss } from '../model/losses.js';
import type { OtelModel } from '../model/index.js';
import { type Variable, isInside } from '../model/nodes.js';
import type { Edit } from './edits.js';
import { getFreshName } from './names.js';
import { findInsertionStatement, insertStatementBefore } from './statements.js';

/**
 * Moves `const ctx = context.active()` out of a callback, to before its dispatch. That hands over all that the
 * callback reads only when the declaration is its one read.
 *
 * @param ordinal - how many dispatches of the same pass stand before this one, so that their captures differ in name
 * @returns null when there is more than that to hand over, or no place for the declaration
 */
export function fixByMovingCapture({ dispatch, reads }: Loss, model: OtelModel, ordinal = 0): readonly Edit[] | null {
  const [read] = reads;
  const declaration = reads.length === 1 ? read?.declaration : null;
  const statement = findInsertionStatement(dispatch.call);
  if (!declaration || !statement || !isInside(declaration, dispatch.callback)) return null;
  if (declaration.parent.type !== 'BlockStatement' || declaration.parent.parent !== dispatch.callback) return null;
  const [variable] = model.sourceCode.getDeclaredVariables?.(declaration) ?? [];
  if (!variable) return null;
  const { sourceCode } = model;
  const name =
    ordinal === 0 && isFreeAt(variable.name, statement, model)
      ? variable.name
      : getFreshName('capturedContext', sourceCode, ordinal);
  const [identifier] = variable.identifiers;
  const text = sourceCode.getText(declaration);
  const start = (identifier?.range[0] ?? 0) - declaration.range[0];
  const moved = `${text.slice(0, start)}${name}${text.slice(start + variable.name.length)}`;
  return [
    insertStatementBefore(statement, moved, sourceCode),
    removeLine(declaration, model),
    ...rename(variable, name),
  ];
}

/** True when the name means nothing else where the declaration would stand, nor in what it would then reach. */
function isFreeAt(name: string, statement: TSESTree.Statement, { sourceCode }: OtelModel): boolean {
  const scope = sourceCode.getScope?.(statement);
  if (!scope || scope.set.get(name)?.defs.length) return false;
  return scope.through.every(({ identifier }) => identifier.name !== name);
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
function removeLine(node: TSESTree.Node, { sourceCode }: OtelModel): Edit {
  const { text } = sourceCode;
  const lineStart = text.lastIndexOf('\n', node.range[0] - 1) + 1;
  const lineEnd = text.indexOf('\n', node.range[1]);
  const isAlone =
    text.slice(lineStart, node.range[0]).trim() === '' &&
    lineEnd >= 0 &&
    text.slice(node.range[1], lineEnd).trim() === '';
  if (isAlone) return { range: [lineStart, lineEnd + 1], text: '' };
  const after = /^[ \t]*/u.exec(text.slice(node.range[1]))?.[0].length ?? 0;
  return { range: [node.range[0], node.range[1] + after], text: '' };
}
