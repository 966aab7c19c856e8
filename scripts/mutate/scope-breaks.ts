import type { TSESTree } from '@typescript-eslint/utils';
import { type Breaker, insertBefore, replace } from './breaks.js';
import {
  CONTEXT_API,
  findCall,
  findReceiver,
  findStatementCall,
  getLastName,
  getMethod,
  getText,
  isCallOf,
  isFunction,
  type Syntax,
} from './syntax.js';

type Node = TSESTree.Node;

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

/** The text of `(a) => context.with(captured, async () => work(a))` without the `with`. */
function unwrapArrow(syntax: Syntax, outer: TSESTree.ArrowFunctionExpression, inner: Node): string | null {
  if (inner.type !== 'ArrowFunctionExpression' || inner.params.length > 0) return null;
  const head = syntax.text.slice(outer.range[0], outer.body.range[0]);
  const isAsync = inner.async && !outer.async;
  return `${isAsync ? 'async ' : ''}${head}${getText(syntax, inner.body)}`;
}

/** What a scope of a context is for, by the context. */
function getPurpose(target: Node) {
  if (/^ROOT_CONTEXT$/u.test(getLastName(target))) return { name: 'unwrap a root', rule: 'no-leaked-context' } as const;
  const isHandOff = target.type === 'Identifier' || isCallOf(target, CONTEXT_API, /^active$/u);
  return isHandOff
    ? ({ name: 'unwrap a hand-off', rule: 'capture-before-dispatch' } as const)
    : ({ name: 'unwrap a scope', rule: 'activate-span' } as const);
}

/** Runs a callback without the `bind` or the `with` around it. */
const unwrap: Breaker = ({ node, ancestors }, syntax) => {
  const call = findCall(node);
  const [target, callback, , ...args] = call?.arguments ?? [];
  const isWith = isCallOf(node, CONTEXT_API, /^with$/u);
  if (!isWith && !isCallOf(node, CONTEXT_API, /^bind$/u)) return [];
  if (target === undefined || callback === undefined) return [];
  const about = getPurpose(target);
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

/** Leaves out an `attach`, and what disposes of its token. */
const dropAttach: Breaker = ({ node, ancestors }, syntax) => {
  const call = findStatementCall(node);
  const [target] = call?.arguments ?? [];
  const id = node.type === 'VariableDeclaration' ? node.declarations[0]?.id : undefined;
  if (target === undefined || id === undefined || !isCallOf(call, CONTEXT_API, /^attach$/u)) return [];
  const around = ancestors.at(-1);
  const disposals = syntax.sites.flatMap(({ node: statement, ancestors: others }) => {
    const disposal = statement.type === 'ExpressionStatement' ? findCall(statement.expression) : null;
    const isOwn = disposal !== null && others.some((other) => other === around) && getMethod(disposal) === 'dispose';
    return isOwn && getLastName(findReceiver(disposal)) === getLastName(id) ? [replace(statement, '')] : [];
  });
  const { rule } = getPurpose(target);
  return [{ name: 'drop an attach', rule, edits: [replace(node, ''), ...disposals] }];
};

/** Attaches the context of `return context.with(ctx, async () => { ... })` for the rest of an async function instead. */
const attachForWith: Breaker = ({ node, ancestors }, syntax) => {
  const argument = node.type === 'ReturnStatement' ? node.argument : null;
  const call = findCall(argument?.type === 'AwaitExpression' ? argument.argument : argument);
  const [target, callback, ...args] = call?.arguments ?? [];
  if (call === null || !isCallOf(call, CONTEXT_API, /^with$/u) || args.length > 0) return [];
  if (target === undefined || callback?.type !== 'ArrowFunctionExpression' || !callback.async) return [];
  const owner = ancestors.findLast(isFunction);
  const isMethod = ancestors.some(
    (other) => /^(?:MethodDefinition|Property)$/u.test(other.type) && 'value' in other && other.value === owner,
  );
  if (owner === undefined || owner.generator || (isMethod && !owner.async)) return [];
  const body =
    callback.body.type === 'BlockStatement'
      ? getText(syntax, callback.body)
      : `{ return ${getText(syntax, callback.body)}; }`;
  const api = getText(syntax, findReceiver(call) ?? call);
  const text = `const attached = ${api}.attach(${getText(syntax, target)});\ntry ${body} finally { attached.dispose(); }`;
  const edits = [...(owner.async ? [] : [insertBefore(owner, 'async ')]), replace(node, text)];
  return [{ name: 'attach for a with', rule: 'no-attach-before-await', edits }];
};

/** Reads an iterator outside the scope that it is made in: `with`, or a helper that is awaited. */
const readOutside: Breaker = ({ node }, syntax) => {
  const expression = node.type === 'ExpressionStatement' ? node.expression : null;
  const isAwaited = expression?.type === 'AwaitExpression';
  const call = findCall(isAwaited ? expression.argument : expression);
  const callback = call?.arguments.at(-1);
  const isWith = isCallOf(call, CONTEXT_API, /^with$/u);
  if (call === null || callback === undefined || !isFunction(callback) || !(isWith || isAwaited)) return [];
  const [loop, ...others] = callback.body?.type === 'BlockStatement' ? callback.body.body : [];
  if (loop?.type !== 'ForOfStatement' || findCall(loop.right) === null || others.length > 0) return [];
  const head = syntax.text.slice(loop.range[0], loop.right.range[0]);
  const tail = syntax.text.slice(loop.right.range[1], loop.range[1]);
  const scope = `${isWith ? '' : 'await '}${syntax.text.slice(call.range[0], callback.range[0])}`;
  const text = `${head}${scope}() => ${getText(syntax, loop.right)})${tail}`;
  return [{ name: 'read outside the scope', rule: 'no-detached-generator', edits: [replace(node, text)] }];
};

/** The breaks of scopes: a context that is not active where it should be, or for too long. */
export const SCOPE_BREAKERS: readonly Breaker[] = [callCallback, unwrap, dropAttach, attachForWith, readOutside];
