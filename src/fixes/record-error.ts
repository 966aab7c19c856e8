import type { OtelModel } from '../model/index.js';
import type { Node } from '../model/code/nodes.js';
import type { Records } from '../model/lifetimes/error-records.js';
import type { UnrecordedError } from '../model/lifetimes/unrecorded-errors.js';
import { type Edit, getIndent, getLineBreak, getTerminator, insertBefore } from './edits.js';
import { getApiReference } from './imports.js';
import { getFreshName } from './names.js';
import { isVisibleAt } from './visibility.js';

/**
 * Records the error at the beginning of its handler: `span.recordException(error)`, `span.setStatus(...)`.
 *
 * @param missing - which of the two calls to add
 * @returns null where the handler has no block or does not name the error, and where the span goes by another name
 */
export function fixByRecording(
  { handler, span }: UnrecordedError,
  missing: Omit<Records, 'note'>,
  model: OtelModel,
): readonly Edit[] | null {
  const { sourceCode } = model;
  const { body } = handler;
  const { variable } = span.ownership;
  const first = body.type === 'BlockStatement' ? body.body[0] : undefined;
  const error = findError(handler, model);
  if (!first || !error || !isVisibleAt(variable, first, model)) return null;
  const held = model.bindings.findSoleValue(variable) || variable.defs.some(({ type }) => type === 'Parameter');
  const name = held ? variable.name : `${variable.name}?`;
  const end = getTerminator(null, sourceCode);
  const status = getApiReference('SpanStatusCode', first, model);
  const calls = [
    ...(missing.exception ? [`${name}.recordException(${error.text})${end}`] : []),
    ...(missing.status ? [`${name}.setStatus({ code: ${status.text}.ERROR })${end}`] : []),
  ];
  const isInline = sourceCode.getTokenBefore(first)?.loc.end.line === first.loc.start.line;
  if (isInline && end === '') return null;
  const gap = isInline ? ' ' : `${getLineBreak(sourceCode)}${getIndent(first, sourceCode)}`;
  return [
    ...(missing.status ? status.edits : []),
    ...(missing.exception ? error.edits : []),
    insertBefore(first, calls.map((call) => `${call}${gap}`).join('')),
  ];
}

/** The name of the error in its handler, and the edits that give it one. */
function findError(
  handler: UnrecordedError['handler'],
  { sourceCode, filename }: OtelModel,
): { readonly text: string; readonly edits: readonly Edit[] } | null {
  const isTyped = /\.[cm]?tsx?$/u.test(filename);
  if (handler.type === 'CatchClause') {
    // What is caught is `unknown` to TypeScript, which `recordException` does not take.
    const cast = isTyped && !isAnnotated(handler.param) ? ' as Error' : '';
    if (handler.param) {
      return handler.param.type === 'Identifier' ? { text: `${handler.param.name}${cast}`, edits: [] } : null;
    }
    const name = getFreshName('error', sourceCode);
    return { text: `${name}${cast}`, edits: [insertBefore(handler.body, `(${name}) `)] };
  }
  const [parameter] = handler.params;
  return parameter?.type === 'Identifier' ? { text: parameter.name, edits: [] } : null;
}

function isAnnotated(parameter: Node | null): boolean {
  const annotation = parameter?.type === 'Identifier' ? parameter.typeAnnotation?.typeAnnotation : undefined;
  return annotation !== undefined && annotation.type !== 'TSUnknownKeyword';
}
