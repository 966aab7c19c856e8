import type { TSESTree } from '@typescript-eslint/utils';
import { type Breaker, insertBefore, replace } from './breaks.js';
import {
  CONTEXT_API,
  findCall,
  findReceiver,
  findStatement,
  getLastName,
  getMethod,
  getText,
  isCallOf,
} from './syntax.js';

type Node = TSESTree.Node;

/** The context, baggage or function that an operation starts from which only makes a new one. */
function findSource(call: TSESTree.CallExpression): Node | null {
  if (isCallOf(call, /^trace$/u, /^(?:setSpan|setSpanContext|deleteSpan)$/u)) return call.arguments[0] ?? null;
  if (isCallOf(call, /^propagation$/u, /^(?:setBaggage|deleteBaggage|extract)$/u)) return call.arguments[0] ?? null;
  if (isCallOf(call, CONTEXT_API, /^bind$/u)) return call.arguments[1] ?? null;
  if (isCallOf(call, /baggage$/iu, /^(?:setEntry|removeEntry)$/u)) return findReceiver(call);
  if (!/^(?:setValue|deleteValue)$/u.test(getMethod(call))) return null;
  const receiver = findReceiver(call);
  const isContext = isCallOf(receiver, CONTEXT_API, /^active$/u) || /(?:context|ctx)$/iu.test(getLastName(receiver));
  return isContext ? receiver : null;
}

/** Goes on with the context that an immutable operation was given, not with the one that it gave. */
const discardResult: Breaker = (site, syntax) => {
  const call = findCall(site.node);
  const source = call === null || site.node.type === 'ChainExpression' ? null : findSource(call);
  const statement = findStatement(site);
  if (
    source === null ||
    statement === null ||
    (statement.type === 'ExpressionStatement' && statement.expression === site.node)
  ) {
    return [];
  }
  const edits = [
    insertBefore(statement, `${getText(syntax, site.node)};\n`),
    replace(site.node, getText(syntax, source)),
  ];
  return [{ name: 'discard a result', rule: 'no-discarded-context', edits }];
};

/** The breaks of values: a context or a baggage that is made, and not used. */
export const RESULT_BREAKERS: readonly Breaker[] = [discardResult];
