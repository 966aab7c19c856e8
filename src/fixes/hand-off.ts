import type { TSESTree } from '@typescript-eslint/utils';
import type { OtelModel } from '../model/index.js';
import type { Dispatch } from '../model/losses.js';
import { type FunctionNode, type Node, isFunction, unwrap } from '../model/nodes.js';
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
import { getApiReference } from './imports.js';
import { getFreshName } from './names.js';
import { findInsertionStatement, insertStatementBefore, usesOwnBindings } from './statements.js';

/**
 * Hands the active context over at a dispatch, in the shape of `settings.handOff`. A shape that the callback cannot
 * take gives way to the next: `attach` to `with` for asynchronous callbacks, `with` to `bind` where no statement can hold the capture.
 *
 * @param ordinal - how many dispatches of the same pass stand before this one, so that their captures differ in name
 * @returns null when no shape can carry the context: for generators, whose bodies run wherever `next()` is called
 */
export function fixHandOff(dispatch: Dispatch, model: OtelModel, ordinal = 0): readonly Edit[] | null {
  const target = model.values.findFunction(dispatch.callback);
  if (target?.generator || isMethodShorthand(dispatch.callback)) return null;
  const { handOff } = model.settings;
  const statement = findInsertionStatement(dispatch.call);
  if (handOff === 'bind' || !statement) return fixWithBind(dispatch.callback, model);
  const name = getFreshName('capturedContext', model.sourceCode, ordinal);
  const api = getApiReference('context', dispatch.call, model);
  const capture = `const ${name} = ${api.text}.active()${getTerminator(statement, model.sourceCode)}`;
  const shape: Shape = { api: api.text, captured: name, target, model };
  const wrapped =
    (handOff === 'attach' ? wrapInAttach(dispatch.callback, shape) : null) ?? wrapInWith(dispatch.callback, shape);
  return [...api.edits, insertStatementBefore(statement, capture, model.sourceCode), ...wrapped];
}

interface Shape {
  readonly api: string;
  readonly captured: string;
  readonly target: FunctionNode | null;
  readonly model: OtelModel;
}

function isMethodShorthand(node: Node): boolean {
  return node.parent?.type === 'Property' && node.parent.method;
}

/** `context.bind(context.active(), callback)` */
function fixWithBind(callback: Node, model: OtelModel): readonly Edit[] {
  const { text, edits } = getApiReference('context', callback, model);
  return [...edits, insertBefore(callback, `${text}.bind(${text}.active(), `), insertAfter(callback, ')')];
}

/** `() => context.with(capturedContext, callback)`, with the callback's own parameters, `this` and arguments kept. */
function wrapInWith(callback: Node, { api, captured, target, model }: Shape): readonly Edit[] {
  const { sourceCode } = model;
  const written = unwrap(callback);
  if (written.type === 'ArrowFunctionExpression') {
    const arrow = sourceCode.getTokenBefore(written.body, (token) => token.value === '=>');
    const asyncToken = written.async ? sourceCode.getFirstToken(written) : null;
    const next = asyncToken && sourceCode.getTokenAfter(asyncToken);
    if (arrow && (!written.async || (asyncToken && next))) {
      const inner = `${written.async ? 'async ' : ''}() =>`;
      return [
        ...(asyncToken && next ? [{ range: [asyncToken.range[0], next.range[0]] as const, text: '' }] : []),
        insertAfter(arrow, ` ${api}.with(${captured}, ${inner}`),
        insertAfter(written, ')'),
      ];
    }
  }
  if (isFunction(written) && usesOwnBindings(written, sourceCode)) {
    return [
      insertBefore(callback, `function (...args) { return ${api}.with(${captured}, `),
      insertAfter(callback, ', this, ...args); }'),
    ];
  }
  const takesNone = target !== null && target.params.length === 0;
  return takesNone
    ? [insertBefore(callback, `() => ${api}.with(${captured}, `), insertAfter(callback, ')')]
    : [
        insertBefore(callback, `(...args) => ${api}.with(${captured}, `),
        insertAfter(callback, ', undefined, ...args)'),
      ];
}

/** Attach, try, finally, dispose around the body of a callback that is certainly synchronous; null for any other. */
function wrapInAttach(callback: Node, { api, captured, target, model }: Shape): readonly Edit[] | null {
  if (!target || target.async) return null;
  const { sourceCode } = model;
  const token = getFreshName('token', sourceCode);
  const attach = `const ${token} = ${api}.attach(${captured});`;
  const written = unwrap(callback);
  if (written !== target) {
    const parameters = target.params.length === 0 ? '' : '...args';
    const call = `${sourceCode.getText(callback)}(${parameters})`;
    return [
      {
        range: callback.range,
        text: `(${parameters}) => { ${attach} try { return ${call}; } finally { ${token}.dispose(); } }`,
      },
    ];
  }
  return target.body.type === 'BlockStatement'
    ? wrapBlock(target.body, attach, token, model)
    : wrapExpression(target, attach, token, model);
}

function wrapBlock(
  body: TSESTree.BlockStatement,
  attach: string,
  token: string,
  model: OtelModel,
): readonly Edit[] | null {
  const { sourceCode } = model;
  const [open, close] = [sourceCode.getFirstToken(body), sourceCode.getLastToken(body)];
  const isDirective = body.body.some((statement) => statement.type === 'ExpressionStatement' && statement.directive);
  if (!open || !close || isDirective) return null;
  const lineBreak = getLineBreak(sourceCode);
  const unit = getIndentUnit(sourceCode);
  if (open.loc.start.line === close.loc.start.line) {
    return [insertAfter(open, ` ${attach} try {`), insertBefore(close, `} finally { ${token}.dispose(); } `)];
  }
  const outer = getIndent(body, sourceCode);
  const closing = `${unit}} finally {${lineBreak}${outer}${unit}${unit}${token}.dispose();${lineBreak}${outer}${unit}}${lineBreak}${outer}`;
  return [
    insertAfter(open, `${lineBreak}${outer}${unit}${attach}${lineBreak}${outer}${unit}try {`),
    ...indentLines([open.range[1], close.range[0] - outer.length], sourceCode),
    insertBefore(close, closing),
  ];
}

function wrapExpression(target: FunctionNode, attach: string, token: string, model: OtelModel): readonly Edit[] | null {
  const arrow = model.sourceCode.getTokenBefore(target.body, (found) => found.value === '=>');
  if (!arrow) return null;
  return [
    insertAfter(arrow, ` { ${attach} try { return`),
    insertAfter(target, `; } finally { ${token}.dispose(); } }`),
  ];
}
