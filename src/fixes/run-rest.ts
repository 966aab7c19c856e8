import type { TSESTree } from '@typescript-eslint/utils';
import { type Node, type SourceCode, getChildren, isFunction } from '../model/code/nodes.js';
import { type Edit, getIndent, getLineBreak, getTerminator, indentLines, insertBefore, replaceText } from './edits.js';
import { getSharedVariables } from './rest-of-block.js';

interface Contents {
  readonly isAwaiting: boolean;
  readonly isReturning: boolean;
  readonly isYielding: boolean;
  readonly isCalling: boolean;
}

/**
 * Replaces a statement by a call whose callback is the rest of the function: `run(store, () => { ... })`.
 *
 * @param statement - a statement directly in the body of a function
 * @param opening - the call up to where its callback begins: `context.with(ctx, `
 * @returns null where the rest cannot be the callback: it calls nothing, it yields, it declares what is used
 * before, or it is not the rest of the whole function
 */
export function fixByRunningRest(statement: Node, opening: string, sourceCode: SourceCode): readonly Edit[] | null {
  const body = statement.parent;
  const owner = body?.parent;
  if (body?.type !== 'BlockStatement' || !isFunction(owner)) return null;
  const rest = body.body.slice(body.body.findIndex((other) => other === statement) + 1);
  const contents = getContents(rest, sourceCode);
  if (!contents.isCalling || contents.isYielding || getSharedVariables(rest, sourceCode).length > 0) return null;
  const callback = contents.isAwaiting ? 'async () => {' : '() => {';
  const prefix = contents.isReturning || contents.isAwaiting ? 'return ' : '';
  const call = replaceText(statement, `${prefix}${opening}${callback}`, sourceCode);
  return [call, ...close(statement, body, sourceCode)];
}

function close(statement: Node, body: TSESTree.BlockStatement, sourceCode: SourceCode): readonly Edit[] {
  const brace = sourceCode.getLastToken(body);
  if (!brace) return [];
  const end = `})${getTerminator(null, sourceCode)}`;
  if (sourceCode.getTokenBefore(brace)?.loc.end.line === brace.loc.start.line) return [insertBefore(brace, `${end} `)];
  const outer = getIndent(statement, sourceCode);
  const start = sourceCode.getIndexFromLoc({ line: brace.loc.start.line, column: 0 });
  const closing = `${outer}${end}${getLineBreak(sourceCode)}`;
  const lines = indentLines([statement.range[1], start], sourceCode);
  return [...lines, { range: [start, start], text: closing }];
}

/** What the statements do outside the functions that they contain. */
function getContents(statements: readonly Node[], sourceCode: SourceCode): Contents {
  const found = new Set<string>();
  const stack: Node[] = [...statements];
  for (let node = stack.pop(); node; node = stack.pop()) {
    const isAwaitingLoop = node.type === 'ForOfStatement' && node.await;
    const isAwaitingUse = node.type === 'VariableDeclaration' && node.kind === 'await using';
    found.add(isAwaitingLoop || isAwaitingUse ? 'AwaitExpression' : node.type);
    if (!isFunction(node)) stack.push(...getChildren(node, sourceCode));
  }
  return {
    isAwaiting: found.has('AwaitExpression'),
    isReturning: found.has('ReturnStatement'),
    isYielding: found.has('YieldExpression'),
    isCalling: ['CallExpression', 'NewExpression', 'AwaitExpression', 'TaggedTemplateExpression'].some((type) =>
      found.has(type),
    ),
  };
}
