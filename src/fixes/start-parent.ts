import type { TSESTree } from '@typescript-eslint/utils';
import type { OtelModel } from '../model/index.js';
import type { Node, SourceCode } from '../model/code/nodes.js';
import type { SpanStart } from '../model/spans.js';
import { type Edit, getIndent, getLineBreak, insertAfter, replaceText } from './edits.js';

/**
 * Passes a context as the explicit parent of a span: the third argument of `startSpan`, the last but one of
 * `startActiveSpan`, after empty options where there are none.
 *
 * @returns null for a helper of the project, whose parameters are not known
 */
export function passParent(start: SpanStart, text: string, model: OtelModel): readonly Edit[] | null {
  if (model.api.isNamedByAny(start.node.callee, model.settings.spanStarters)) return null;
  const given = start.callback ? start.node.arguments.slice(0, -1) : start.node.arguments;
  const [name, options, parent] = given;
  if (!name) return null;
  if (parent) return [replaceText(parent, text, model.sourceCode)];
  const added = options ? [text] : ['{}', text];
  const last = options ?? name;
  return [
    start.callback ? addBetween(last, added, model.sourceCode) : addLast(start.node, last, added, model.sourceCode),
  ];
}

/** Adds arguments before the callback, on lines of their own where the callback has one. */
function addBetween(previous: Node, added: readonly string[], sourceCode: SourceCode): Edit {
  const comma = sourceCode.getTokenAfter(previous, (token) => token.value === ',') ?? previous;
  const next = sourceCode.getTokenAfter(comma);
  const isOwnLine = next !== null && next.loc.start.line > comma.loc.end.line;
  const gap = isOwnLine ? `${getLineBreak(sourceCode)}${getIndent(previous, sourceCode)}` : ' ';
  return insertAfter(comma, added.map((text) => `${gap}${text},`).join(''));
}

/** Adds arguments at the end; behind a trailing comma and its comments, on lines of their own where the closing parenthesis has one. */
function addLast(
  call: TSESTree.CallExpression,
  previous: Node,
  added: readonly string[],
  sourceCode: SourceCode,
): Edit {
  const close = sourceCode.getLastToken(call);
  const token = close && sourceCode.getTokenBefore(close);
  if (token?.value !== ',') return insertAfter(token ?? previous, added.map((text) => `, ${text}`).join(''));
  const last = (close && sourceCode.getTokenBefore(close, { includeComments: true })) ?? token;
  const isOwnLine = close !== null && close.loc.start.line > last.loc.end.line;
  const gap = isOwnLine ? `${getLineBreak(sourceCode)}${getIndent(previous, sourceCode)}` : ' ';
  return insertAfter(last, added.map((text) => `${gap}${text},`).join(''));
}
