import type { TSESTree } from '@typescript-eslint/utils';
import { type Node, type SourceCode, getChildren, isFunction, unwrap } from '../model/code/nodes.js';
import { type Edit, insertAfter, insertBefore } from './edits.js';
import type { Shape } from './hand-off.js';
import { usesOwnBindings } from './statements.js';

/** `() => context.with(capturedContext, callback)`, with the callback's own parameters, `this` and arguments kept. */
export function wrapInWith(callback: Node, { api, captured, target, model }: Shape): readonly Edit[] {
  const { sourceCode } = model;
  const written = unwrap(callback);
  const scope = `${api}.with(${captured}, `;
  if (written.type === 'ArrowFunctionExpression' && !computesParameters(written, sourceCode)) {
    return wrapArrow(written, scope, sourceCode);
  }
  if (isFunction(written) && usesOwnBindings(written, sourceCode)) {
    return [
      insertBefore(callback, `function (...args) { return ${scope}`),
      insertAfter(callback, ', this, ...args); }'),
    ];
  }
  return target?.params.length === 0
    ? [insertBefore(callback, `() => ${scope}`), insertAfter(callback, ')')]
    : [insertBefore(callback, `(...args) => ${scope}`), insertAfter(callback, ', undefined, ...args)')];
}

/** The arrow keeps its parameters and becomes synchronous; its body goes into the scope. */
function wrapArrow(written: TSESTree.ArrowFunctionExpression, scope: string, sourceCode: SourceCode): readonly Edit[] {
  const arrow = sourceCode.getTokenBefore(written.body, (token) => token.value === '=>');
  const first = written.async ? sourceCode.getFirstToken(written) : null;
  const next = first && sourceCode.getTokenAfter(first, { includeComments: true });
  return [
    ...(first && next ? [{ range: [first.range[0], next.range[0]] as const, text: '' }] : []),
    ...(arrow ? [insertAfter(arrow, ` ${scope}${written.async ? 'async ' : ''}() =>`)] : []),
    insertAfter(written, ')'),
  ];
}

const COMPUTING = new Set(['AwaitExpression', 'CallExpression', 'ImportExpression', 'NewExpression']);

/** True when a default of a parameter calls something, which may read the active context, too. */
export function computesParameters({ params }: { params: readonly Node[] }, sourceCode: SourceCode): boolean {
  const stack: Node[] = [...params];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (COMPUTING.has(node.type) || node.type === 'TaggedTemplateExpression') return true;
    if (!isFunction(node)) stack.push(...getChildren(node, sourceCode));
  }
  return false;
}
