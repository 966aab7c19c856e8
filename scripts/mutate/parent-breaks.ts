import type { TSESTree } from '@typescript-eslint/utils';
import { type Break, type Breaker, insertBefore, replace } from './breaks.js';
import {
  CONTEXT_API,
  findCall,
  findReceiver,
  findStatement,
  findStatementCall,
  getMethod,
  getText,
  isCallOf,
  isFunction,
  type Syntax,
} from './syntax.js';

type Node = TSESTree.Node;

function isStart(statement: Node): boolean {
  const call = findStatementCall(statement);
  if (call === null) return false;
  const receiver = findCall(findReceiver(call));
  return getMethod(call) === 'startSpan' || (receiver !== null && getMethod(receiver) === 'startSpan');
}

/** Moves a start, once with the `end` of the same statement and once without. */
function moveStart(syntax: Syntax, start: Node, target: Node): Break[] {
  const about = { name: 'start above the attach', rule: 'attach-before-span' } as const;
  const whole: Break = {
    ...about,
    edits: [insertBefore(target, `${getText(syntax, start)}\n`), replace(start, '')],
  };
  const ended = start.type === 'ExpressionStatement' ? findCall(start.expression) : null;
  const started = ended === null ? null : findReceiver(ended);
  if (started === null) return [whole];
  const edits = [
    insertBefore(target, `const started = ${getText(syntax, started)};\n`),
    replace(start, 'started.end();'),
  ];
  return [whole, { ...about, edits }];
}

/** Moves the first start of a span above the `attach` or the `with` that it stands under. */
const startAbove: Breaker = (site, syntax) => {
  const { node, ancestors } = site;
  if (isCallOf(node, CONTEXT_API, /^with$/u)) {
    const callback = findCall(node)?.arguments[1];
    const statement = findStatement(site);
    if (statement === null || callback === undefined || !isFunction(callback)) return [];
    const start = callback.body?.type === 'BlockStatement' ? callback.body.body[0] : undefined;
    return start !== undefined && isStart(start) ? moveStart(syntax, start, statement) : [];
  }
  const parent = ancestors.at(-1);
  if (
    (parent?.type !== 'BlockStatement' && parent?.type !== 'Program') ||
    !isCallOf(findStatementCall(node), CONTEXT_API, /^attach$/u)
  ) {
    return [];
  }
  const later = parent.body.filter((statement) => statement.range[0] > node.range[0]);
  const inside = later.flatMap((statement): Node[] =>
    statement.type === 'TryStatement' ? statement.block.body : [statement],
  );
  const start = inside.find(isStart);
  return start === undefined ? [] : moveStart(syntax, start, node);
};

/** Starts a span without the context that is passed as its parent. */
const forgetParent: Breaker = ({ node }) => {
  const call = findCall(node);
  if (call === null || node.type === 'ChainExpression') return [];
  const method = getMethod(call);
  const count = method === 'startSpan' ? 3 : method === 'startActiveSpan' ? 4 : 0;
  const [, options, parent] = call.arguments;
  if (call.arguments.length !== count || options === undefined || parent === undefined) return [];
  const edit = { range: [options.range[1], parent.range[1]] as const, text: '' };
  return [{ name: 'forget a parent', rule: 'attach-before-span', edits: [edit] }];
};

/** Puts a span into the active context instead of the one that it was started with. */
const rebuildContext: Breaker = ({ node }, syntax) => {
  const call = findCall(node);
  const [base] = call?.arguments ?? [];
  if (call === null || base === undefined || !isCallOf(node, /^trace$/u, /^setSpan$/u)) return [];
  if (base.type !== 'Identifier' && base.type !== 'MemberExpression') return [];
  const api = getText(syntax, findReceiver(call) ?? call).replace(/trace$/u, 'context');
  const edits = [replace(base, `${api}.active()`)];
  return [{ name: 'put the span into the active context', rule: 'keep-parent-context', edits }];
};

/** The breaks of parents: a span that is started without the one that it should have. */
export const PARENT_BREAKERS: readonly Breaker[] = [startAbove, forgetParent, rebuildContext];
