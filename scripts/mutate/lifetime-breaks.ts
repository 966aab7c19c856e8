import type { TSESTree } from '@typescript-eslint/utils';
import { type Breaker, type Edit, replace } from './breaks.js';
import {
  findCall,
  findReceiver,
  getContents,
  getLastName,
  getMethod,
  getText,
  isFunction,
  type Syntax,
} from './syntax.js';

type Node = TSESTree.Node;

/** The method that ends what a call of it stands for; empty for any other call. */
function getRelease(node: Node | null | undefined, syntax: Syntax): '' | 'end' | 'dispose' {
  const call = findCall(node);
  if (call === null || call.arguments.length > 1) return '';
  const method = getMethod(call);
  if (method === 'dispose') return 'dispose';
  return method === 'end' && isSpan(findReceiver(call), syntax) ? 'end' : '';
}

/** Tells whether an expression is a span, by its name or by what its name was given in the file. */
function isSpan(node: Node | null, syntax: Syntax): boolean {
  const call = findCall(node);
  if (call !== null) return getMethod(call) === 'startSpan';
  const name = getLastName(node);
  return /span$/iu.test(name) || (name !== '' && getSpanNames(syntax).has(name));
}

function getSpanNames({ sites }: Syntax): Set<string> {
  const names = sites.map(({ node }) => {
    if (node.type === 'VariableDeclarator') {
      const call = findCall(node.init);
      return call !== null && getMethod(call) === 'startSpan' ? getLastName(node.id) : '';
    }
    const call = findCall(node);
    const callback = call?.arguments.at(-1);
    if (call === null || callback === undefined || getMethod(call) !== 'startActiveSpan') return '';
    return isFunction(callback) ? getLastName(callback.params[0] ?? null) : '';
  });
  return new Set(names.filter((name) => name !== ''));
}

const ABOUT = {
  end: { name: 'drop an end', rule: 'end-span' },
  dispose: { name: 'drop a dispose', rule: 'detach-in-finally' },
} as const;

/** Puts what a `finally` does behind the `try`, where an exception skips it. */
const dropFinally: Breaker = ({ node }, syntax) => {
  if (node.type !== 'TryStatement' || !node.finalizer) return [];
  const { block, handler, finalizer } = node;
  const released = finalizer.body.flatMap((statement) => {
    const release = statement.type === 'ExpressionStatement' ? getRelease(statement.expression, syntax) : '';
    return release === '' ? [] : [ABOUT[release].rule];
  });
  const [rule] = released;
  if (rule === undefined) return [];
  const kept = handler ? syntax.text.slice(node.range[0], handler.range[1]) : getContents(syntax, block);
  const text = `${kept}\n${getContents(syntax, finalizer)}`;
  return [{ name: 'drop a finally', rule, edits: [replace(node, text)] }];
};

/** Runs the first statement of a `try` before it, where its `finally` does not release what was taken. */
const tryTooLate: Breaker = ({ node }, syntax) => {
  if (node.type !== 'TryStatement' || !node.finalizer) return [];
  const [first] = node.block.body;
  const release = node.finalizer.body
    .map((statement) => (statement.type === 'ExpressionStatement' ? getRelease(statement.expression, syntax) : ''))
    .find((method) => method !== '');
  if (first === undefined || release === undefined || first.type === 'ReturnStatement') return [];
  const edits = [
    { range: [node.range[0], node.range[0]] as const, text: `${getText(syntax, first)}\n` },
    replace(first, ''),
  ];
  return [{ name: 'try too late', rule: ABOUT[release].rule, edits }];
};

/** The start that `startSpan(...).end()` ends at once. */
function findStartOf(release: Node, syntax: Syntax): string {
  const call = findCall(release);
  const start = call === null ? null : findReceiver(call);
  return start !== null && findCall(start) !== null ? getText(syntax, start) : '';
}

/** The edit that leaves out a release which is the whole body of an arrow function. */
function dropFromArrow(arrow: TSESTree.ArrowFunctionExpression, parent: Node | undefined, syntax: Syntax): Edit {
  const outer = findCall(parent);
  const receiver = outer === null ? null : findReceiver(outer);
  if (outer !== null && receiver !== null && getMethod(outer) === 'finally') {
    return replace(outer, getText(syntax, receiver));
  }
  return replace(arrow.body, findStartOf(arrow.body, syntax) || '{}');
}

/** Leaves out `span.end()` and `token.dispose()`, and a `.finally` that does only that. */
const dropEnd: Breaker = ({ node, ancestors }, syntax) => {
  const dropped =
    node.type === 'ExpressionStatement' ? node.expression : node.type === 'ArrowFunctionExpression' ? node.body : null;
  const release = getRelease(dropped, syntax);
  if (release === '' || dropped === null) return [];
  const edit =
    node.type === 'ArrowFunctionExpression'
      ? dropFromArrow(node, ancestors.at(-1), syntax)
      : replace(node, findStartOf(dropped, syntax) && `${findStartOf(dropped, syntax)};`);
  return [{ ...ABOUT[release], edits: [edit] }];
};

/** Disposes of two tokens in the order of their attaching. */
const swapDisposals: Breaker = ({ node, ancestors }, syntax) => {
  const owner = ancestors.findLast(isFunction);
  const isDispose = (other: Node): boolean => findCall(other) === other && getRelease(other, syntax) === 'dispose';
  if (!isDispose(node)) return [];
  const next = syntax.sites.find(
    (site) =>
      site.node.range[0] > node.range[1] && isDispose(site.node) && site.ancestors.findLast(isFunction) === owner,
  )?.node;
  if (next === undefined || getText(syntax, next) === getText(syntax, node)) return [];
  const edits = [replace(node, getText(syntax, next)), replace(next, getText(syntax, node))];
  return [{ name: 'swap two disposals', rule: 'detach-in-finally', edits }];
};

/** Does not wait for a promise in a function that ends a span. */
const dropAwait: Breaker = ({ node, ancestors }, syntax) => {
  if (node.type !== 'AwaitExpression') return [];
  const owner = ancestors.findLast(isFunction);
  const isOwn = (others: readonly Node[]): boolean => others.findLast(isFunction) === owner;
  const ends = syntax.sites.some((site) => isOwn(site.ancestors) && getRelease(site.node, syntax) === 'end');
  if (owner === undefined || !ends) return [];
  return [{ name: 'drop an await', rule: 'no-early-span-end', edits: [replace(node, getText(syntax, node.argument))] }];
};

/** Ends a span before the promise has settled whose `.finally` ends it. */
const endWithoutWaiting: Breaker = ({ node, ancestors }, syntax) => {
  const isInBlock = node.type === 'ReturnStatement' && ancestors.at(-1)?.type === 'BlockStatement';
  const call = isInBlock ? findCall(node.argument) : null;
  const [callback] = call?.arguments ?? [];
  if (call === null || callback?.type !== 'ArrowFunctionExpression' || getMethod(call) !== 'finally') return [];
  const promise = findReceiver(call);
  if (promise === null || getRelease(callback.body, syntax) !== 'end') return [];
  const text = `const pending = ${getText(syntax, promise)};\n${getText(syntax, callback.body)};\nreturn pending;`;
  return [{ name: 'end without waiting', rule: 'no-early-span-end', edits: [replace(node, text)] }];
};

/** The breaks of spans and tokens: one that is not ended, or at the wrong time. */
export const LIFETIME_BREAKERS: readonly Breaker[] = [
  dropFinally,
  tryTooLate,
  dropEnd,
  swapDisposals,
  dropAwait,
  endWithoutWaiting,
];
