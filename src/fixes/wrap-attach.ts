import type { TSESTree } from '@typescript-eslint/utils';
import { type FunctionNode, type Node, unwrap } from '../model/code/nodes.js';
import {
  type Edit,
  getIndent,
  getIndentUnit,
  getLineBreak,
  getTerminator,
  indentLines,
  insertAfter,
  insertBefore,
} from './edits.js';
import type { Shape } from './hand-off.js';
import { getFreshName } from './names.js';
import { computesParameters } from './wrap-with.js';

/**
 * Attach, try, finally, dispose around the body of a callback that is certainly synchronous.
 *
 * @returns null for a callback that is asynchronous or unknown, or has directives or parameters that must run inside
 */
export function wrapInAttach(callback: Node, shape: Shape): readonly Edit[] | null {
  const { api, captured, target, model } = shape;
  const { sourceCode } = model;
  if (!target || target.async || computesParameters(target, sourceCode)) return null;
  const token = getFreshName('token', sourceCode);
  const attach = `const ${token} = ${api}.attach(${captured})`;
  const dispose = `${token}.dispose()`;
  const written = unwrap(callback);
  const end = getTerminator(null, sourceCode);
  if (written !== target) {
    const parameters = target.params.length === 0 ? '' : '...args';
    const before = `(${parameters}) => { ${attach}; try { return `;
    return [
      insertBefore(written, before),
      insertAfter(written, `(${parameters})${end} } finally { ${dispose}${end} } }`),
    ];
  }
  return target.body.type === 'BlockStatement'
    ? wrapBlock(target.body, attach, dispose, shape)
    : wrapExpression(target, attach, dispose, shape);
}

function wrapBlock(
  body: TSESTree.BlockStatement,
  attach: string,
  dispose: string,
  { model: { sourceCode } }: Shape,
): readonly Edit[] | null {
  const [open, close] = [sourceCode.getFirstToken(body), sourceCode.getLastToken(body)];
  const isDirective = body.body.some((statement) => statement.type === 'ExpressionStatement' && statement.directive);
  if (!open || !close || isDirective) return null;
  const end = getTerminator(null, sourceCode);
  if (open.loc.start.line === close.loc.start.line) {
    return [insertAfter(open, ` ${attach}; try {`), insertBefore(close, `} finally { ${dispose}${end} } `)];
  }
  const outer = `${getLineBreak(sourceCode)}${getIndent(body, sourceCode)}`;
  const inner = `${outer}${getIndentUnit(sourceCode)}`;
  const before = sourceCode.getTokenBefore(close, { includeComments: true });
  const isAlone = before?.loc.end.line !== close.loc.start.line;
  const margin = isAlone ? close.loc.start.column : 0;
  const closing = `} finally {${inner}${getIndentUnit(sourceCode)}${dispose}${end}${inner}}${outer}`;
  return [
    insertAfter(open, `${inner}${attach}${end}${inner}try {`),
    ...indentLines([open.range[1], close.range[0] - margin], sourceCode),
    insertBefore(close, `${isAlone ? getIndentUnit(sourceCode) : inner}${closing}`),
  ];
}

function wrapExpression(
  target: FunctionNode,
  attach: string,
  dispose: string,
  { model: { sourceCode } }: Shape,
): readonly Edit[] | null {
  const arrow = sourceCode.getTokenBefore(target.body, (found) => found.value === '=>');
  const first = arrow && sourceCode.getTokenAfter(arrow);
  // A line break behind `return`, be it inside a comment, would end the statement.
  if (!arrow || first?.loc.start.line !== arrow.loc.end.line) return null;
  const end = getTerminator(null, sourceCode);
  return [
    insertAfter(arrow, ` { ${attach}; try { return`),
    insertAfter(target, `${end} } finally { ${dispose}${end} } }`),
  ];
}
