import type { OtelModel } from '../model/index.js';
import type { LateCallback } from '../model/dispatch/late-callbacks.js';
import { wrap } from '../model/code/nodes.js';
import { type Edit, insertAfter, insertBefore } from './edits.js';
import { getApiReference } from './imports.js';
import { getFreshName } from './names.js';
import { canBeDeferred } from './root-context.js';
import { findInsertionStatement, insertStatementBefore } from './statements.js';

/**
 * `context.with(capturedContext, () => next())`: runs a continuation in the context from before the span.
 *
 * @returns null where no statement can hold the capture, and where the call waits for something
 */
export function fixByRestoringContext({ call, span }: LateCallback, model: OtelModel): readonly Edit[] | null {
  const { sourceCode } = model;
  const statement = findInsertionStatement(span.scope);
  const node = wrap(call);
  if (!statement || !canBeDeferred(node, model)) return null;
  const name = getFreshName('capturedContext', sourceCode);
  const { text, edits } = getApiReference('context', statement, model);
  return [
    ...edits,
    insertStatementBefore(statement, `const ${name} = ${text}.active()`, sourceCode),
    insertBefore(node, `${text}.with(${name}, () => `),
    insertAfter(node, ')'),
  ];
}
