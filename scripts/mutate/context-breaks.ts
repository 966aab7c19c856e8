import type { TSESTree } from '@typescript-eslint/utils';
import { type Break, type Breaker, insertBefore, replace } from './breaks.js';
import {
  findCall,
  findReceiver,
  findStatement,
  getLastName,
  getMethod,
  getText,
  isFunction,
  type Syntax,
} from './syntax.js';

type Node = TSESTree.Node;

function isCallOf(node: Node | null, receiver: RegExp, method: RegExp): boolean {
  const call = findCall(node);
  return call !== null && method.test(getMethod(call)) && receiver.test(getLastName(findReceiver(call)));
}

const CONTEXT_API = /context$/iu;

/** The call that a statement consists of, as its expression or as the value of its variable. */
function findStatementCall(statement: Node): TSESTree.CallExpression | null {
  if (statement.type === 'ExpressionStatement') return findCall(statement.expression);
  if (statement.type !== 'VariableDeclaration') return null;
  return findCall(statement.declarations[0]?.init);
}

function isStart(statement: Node): boolean {
  const call = findStatementCall(statement);
  if (call === null) return false;
  const receiver = findCall(findReceiver(call));
  return getMethod(call) === 'startSpan' || (receiver !== null && getMethod(receiver) === 'startSpan');
}

function moveStart(syntax: Syntax, start: Node, target: Node): Break {
  const edits = [insertBefore(target, `${getText(syntax, start)}\n`), replace(start, '')];
  return { name: 'start above the attach', rule: 'attach-before-span', edits };
}

/** Moves the first start of a span above the `attach` or the `with` that it stands under. */
const startAbove: Breaker = (site, syntax) => {
  const { node, ancestors } = site;
  if (isCallOf(node, CONTEXT_API, /^with$/u)) {
    const callback = findCall(node)?.arguments[1];
    const statement = findStatement(site);
    if (statement === null || callback === undefined || !isFunction(callback)) return [];
    const start = callback.body?.type === 'BlockStatement' ? callback.body.body[0] : undefined;
    return start?.type === 'VariableDeclaration' && isStart(start) ? [moveStart(syntax, start, statement)] : [];
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
  return start === undefined ? [] : [moveStart(syntax, start, node)];
};

function callOf(syntax: Syntax, callback: Node, args = ''): string {
  const text = getText(syntax, callback);
  return isFunction(callback) ? `(${text})(${args})` : `${text}(${args})`;
}

/** Calls the callback of `with`, `bind`, `startActiveSpan` and `.finally` instead of passing it. */
const callCallback: Breaker = ({ node }, syntax) => {
  const call = findCall(node);
  if (call === null || node.type === 'ChainExpression') return [];
  const isScope = isCallOf(call, CONTEXT_API, /^(?:with|bind)$/u);
  const callback = isScope ? call.arguments[1] : call.arguments.at(-1);
  if (callback === undefined) return [];
  if (isScope || getMethod(call) === 'startActiveSpan') {
    if (!isFunction(callback) && callback.type !== 'Identifier') return [];
    const edits = [replace(callback, callOf(syntax, callback))];
    return [{ name: 'call a callback', rule: 'no-invoked-callback', edits }];
  }
  const ended = getMethod(call) === 'finally' && isFunction(callback) ? findCall(callback.body as Node) : null;
  if (ended === null || getMethod(ended) !== 'end') return [];
  return [{ name: 'call a callback', rule: 'end-span', edits: [replace(callback, getText(syntax, ended))] }];
};

/** The context that an immutable operation starts from. */
function findSource(call: TSESTree.CallExpression): Node | null {
  if (isCallOf(call, /^trace$/u, /^(?:setSpan|setSpanContext|deleteSpan)$/u)) return call.arguments[0] ?? null;
  if (isCallOf(call, /^propagation$/u, /^(?:setBaggage|deleteBaggage|extract)$/u)) return call.arguments[0] ?? null;
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

/** The text of `(a) => context.with(captured, async () => work(a))` without the `with`. */
function unwrapArrow(syntax: Syntax, outer: TSESTree.ArrowFunctionExpression, inner: Node): string | null {
  if (inner.type !== 'ArrowFunctionExpression' || inner.params.length > 0) return null;
  const head = syntax.text.slice(outer.range[0], outer.body.range[0]);
  const isAsync = inner.async && !outer.async;
  return `${isAsync ? 'async ' : ''}${head}${getText(syntax, inner.body)}`;
}

/** Runs a callback without the `bind` or the `with` around it. */
const unwrap: Breaker = ({ node, ancestors }, syntax) => {
  const call = findCall(node);
  const [target, callback, , ...args] = call?.arguments ?? [];
  const isWith = isCallOf(node, CONTEXT_API, /^with$/u);
  if (!isWith && !isCallOf(node, CONTEXT_API, /^bind$/u)) return [];
  if (target === undefined || callback === undefined) return [];
  const isHandOff = target.type === 'Identifier' || isCallOf(target, CONTEXT_API, /^active$/u);
  const about = isHandOff
    ? ({ name: 'unwrap a hand-off', rule: 'capture-before-dispatch' } as const)
    : ({ name: 'unwrap a scope', rule: 'activate-span' } as const);
  if (!isWith) return [{ ...about, edits: [replace(node, getText(syntax, callback))] }];
  const parent = ancestors.at(-1);
  const arrow = parent?.type === 'ArrowFunctionExpression' && parent.body === node ? parent : null;
  const whole = arrow === null ? null : unwrapArrow(syntax, arrow, callback);
  if (arrow !== null && whole !== null) return [{ ...about, edits: [replace(arrow, whole)] }];
  const passed = args.map((arg) => getText(syntax, arg)).join(', ');
  const isBare =
    callback.type === 'ArrowFunctionExpression' && callback.body.type.endsWith('Expression') && !callback.async;
  const bare =
    isBare && callback.params.length === 0 ? getText(syntax, callback.body) : callOf(syntax, callback, passed);
  return [{ ...about, edits: [replace(node, bare)] }];
};

/** The breaks of contexts: one that is not active where it should be, or lost. */
export const CONTEXT_BREAKERS: readonly Breaker[] = [startAbove, callCallback, discardResult, unwrap];
