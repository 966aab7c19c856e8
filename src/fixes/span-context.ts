import type { OtelModel } from '../model/index.js';
import type { MisplacedSpan } from '../model/dispatch/misplaced-spans.js';
import { type Edit, replaceText } from './edits.js';
import { getApiReference } from './imports.js';

/**
 * Puts a span that stands where a context belongs into one: `trace.setSpan(context.active(), span)`.
 *
 * @returns null where the expression holds comments, and where the file lacks a name that is needed
 */
export function fixByContextOfSpan({ node, span }: MisplacedSpan, model: OtelModel): readonly Edit[] | null {
  const { sourceCode } = model;
  if (sourceCode.getCommentsInside(node).length > 0) return null;
  const context = getApiReference('context', node, model);
  const trace = getApiReference('trace', node, model);
  if (context.edits.length > 0 && trace.edits.length > 0) return null;
  const made = `${trace.text}.${span ? 'setSpan' : 'setSpanContext'}(${context.text}.active(), ${sourceCode.getText(span ?? node)})`;
  return [...context.edits, ...trace.edits, replaceText(node, made, sourceCode)];
}
