import { findGenerator, isObservable } from '../code/lazy.js';
import { type Node, getOwnNodes, getStaticName, isFunction, unwrap } from '../code/nodes.js';
import { isDoneAtOnce, isPendingPromise, isPromisePerItem } from '../code/promises.js';
import type { OtelModel } from '../index.js';

/** A statement or a declarator of a function that holds a promise of work under way. */
export type Candidate = Extract<Node, { type: 'ReturnStatement' | 'ExpressionStatement' | 'VariableDeclarator' }>;

/** The candidates of a function. */
export function findCandidates(owner: Node, model: OtelModel): readonly Candidate[] {
  const isPromise = (node: Node | null) =>
    node !== null && isPendingPromise(node, model) && !isDoneAtOnce(model.values.dereference(node), model);
  const isLazy = (node: Node | null, isReturned: boolean) =>
    node !== null &&
    isFunction(owner) &&
    (isObservable(node, owner, isReturned, model) || findGenerator(node, model) !== null);
  return getOwnNodes(owner, model.sourceCode).flatMap((node): readonly Candidate[] => {
    if (node.type === 'ReturnStatement') return isPromise(node.argument) || isLazy(node.argument, true) ? [node] : [];
    if (node.type === 'VariableDeclarator') return isPromise(node.init) || isLazy(node.init, false) ? [node] : [];
    if (node.type !== 'ExpressionStatement') return [];
    const work = unwrap(node.expression);
    return isPromise(work) || isPromise(findPushed(work)) || isPromisePerItem(work, model) ? [node] : [];
  });
}

/** What `all.push(...)` adds. */
export function findPushed(node: Node): Node | null {
  const callee = node.type === 'CallExpression' && node.arguments.length === 1 ? unwrap(node.callee) : null;
  const isPush = callee?.type === 'MemberExpression' && getStaticName(callee) === 'push';
  return isPush && node.type === 'CallExpression' ? (node.arguments[0] ?? null) : null;
}
