import type { TSESTree } from '@typescript-eslint/utils';
import type { InvokedCallback } from '../model/dispatch/invoked-callbacks.js';
import type { OtelModel } from '../model/index.js';
import { type Node, type SourceCode, getChildren, isFunction, unwrap, wrap } from '../model/code/nodes.js';
import { type Edit, insertBefore, replaceText } from './edits.js';

/**
 * Hands over what was called: the function itself where nothing is passed to it, else a function that makes the call.
 *
 * @returns null where the value was made elsewhere, and where its making cannot move into a function
 */
export function fixByPassingCallback(invoked: InvokedCallback, model: OtelModel): readonly Edit[] | null {
  const expression = unwrap(invoked.argument);
  if (expression.type !== 'AwaitExpression') {
    const passed = fixCall(expression, invoked, model);
    return passed && [...fixByRunning(invoked), ...passed];
  }
  const { runner, kind } = invoked;
  const awaitToken = model.sourceCode.getFirstToken(expression);
  const inner = fixCall(unwrap(expression.argument), { ...invoked, argument: expression.argument }, model);
  const isAwaited = wrap(runner).parent?.type === 'AwaitExpression';
  if (!awaitToken || !inner || kind === 'bind' || !(isAwaited || isAwaitable(runner))) return null;
  const start = model.sourceCode.getTokenAfter(awaitToken)?.range[0] ?? awaitToken.range[1];
  return [
    ...(isAwaited ? [] : [insertBefore(runner, 'await ')]),
    replaceText({ range: [awaitToken.range[0], start] }, '', model.sourceCode),
    ...inner,
  ];
}

/** A function that is bound in a statement of its own would never run. */
function fixByRunning({ kind, runner }: InvokedCallback): readonly Edit[] {
  const callee = unwrap(runner.callee);
  const isDropped = kind === 'bind' && wrap(runner).parent?.type === 'ExpressionStatement';
  if (!isDropped || callee.type !== 'MemberExpression' || callee.computed) return [];
  return [{ range: callee.property.range, text: 'with' }];
}

function fixCall(expression: Node, invoked: InvokedCallback, model: OtelModel): readonly Edit[] | null {
  if (expression.type !== 'CallExpression' && expression.type !== 'NewExpression') return null;
  if (isSuspending(expression, model.sourceCode)) return null;
  const passed = expression.type === 'CallExpression' ? fixByDroppingCall(expression, invoked, model) : null;
  return passed ?? [insertBefore(invoked.argument, '() => ')];
}

/** `fn()` becomes `fn`, where that is called as before: with no `this`, and with nothing that it would take. */
function fixByDroppingCall(
  call: TSESTree.CallExpression,
  { kind }: InvokedCallback,
  { sourceCode, values }: OtelModel,
): readonly Edit[] | null {
  const callee = unwrap(call.callee);
  if (callee.type !== 'Identifier' && !isFunction(callee)) return null;
  if (call.arguments.length > 0 || call.optional || call.typeArguments) return null;
  const mayTakeSpan = kind === 'startActiveSpan' || kind === 'helper';
  if (mayTakeSpan && values.findFunction(callee)?.params.length !== 0) return null;
  const open = sourceCode.getTokenAfter(call.callee, (token) => token.value === '(');
  const isCommented = open && sourceCode.getCommentsInside(call).some(({ range }) => range[0] > open.range[0]);
  return open && !isCommented ? [{ range: [open.range[0], call.range[1]], text: '' }] : null;
}

/** True when `await` can be put before the call as it stands. */
function isAwaitable(runner: Node): boolean {
  const { parent } = wrap(runner);
  return (
    parent?.type === 'ExpressionStatement' ||
    parent?.type === 'VariableDeclarator' ||
    parent?.type === 'ReturnStatement' ||
    parent?.type === 'ArrowFunctionExpression' ||
    (parent?.type === 'AssignmentExpression' && parent.right === wrap(runner))
  );
}

/** True when evaluating the expression awaits or yields. */
function isSuspending(expression: Node, sourceCode: SourceCode): boolean {
  const stack: Node[] = [expression];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.type === 'AwaitExpression' || node.type === 'YieldExpression') return true;
    if (!isFunction(node)) stack.push(...getChildren(node, sourceCode));
  }
  return false;
}
