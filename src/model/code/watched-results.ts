import type { OtelModel } from '../index.js';
import { type Node, type Variable, getEnclosingFunction, wrap } from './nodes.js';
import { findPromiseChain } from './promise-chains.js';

const MAX_DEPTH = 3;

/**
 * True when the result of a call is used as a promise: the call was made to get one, and reports its failures by it.
 *
 * @param call - the call; one whose result a callback returns counts as the call that runs the callback
 */
export function isWatched(call: Node, model: OtelModel): boolean {
  const { parent } = wrap(call);
  if (parent?.type === 'ReturnStatement' || parent?.type === 'ArrowFunctionExpression') {
    const outer = getEnclosingFunction(call);
    const scope = outer && wrap(outer).parent;
    return scope?.type === 'CallExpression' && scope.callee !== outer && isWatched(scope, model);
  }
  if (isReactedTo(call) || isCombined(call, model)) return true;
  if (parent?.type !== 'VariableDeclarator' || parent.id.type !== 'Identifier') return false;
  const variable = model.bindings.findVariable(parent.id);
  return variable !== null && isUsedAsPromise(variable, model);
}

/** `Promise.allSettled([load(), save()])` */
function isCombined(call: Node, { values }: OtelModel): boolean {
  const list = wrap(call).parent;
  const outer = list?.type === 'ArrayExpression' ? wrap(list).parent : undefined;
  if (outer?.type !== 'CallExpression' || outer.arguments[0] !== list) return false;
  const origin = values.findOrigin(outer.callee);
  return origin?.module === 'global' && /^Promise\.(?:all|allSettled|any|race)$/u.test(origin.path);
}

/** True for a variable that is awaited or reacted to, by a function of the file that it is given to as well. */
function isUsedAsPromise(variable: Variable, model: OtelModel, depth = 0): boolean {
  return model.bindings.getReads(variable).some(({ identifier }) => {
    const argument = wrap(identifier);
    const { parent } = argument;
    if (parent?.type === 'AwaitExpression' || isReactedTo(identifier)) return true;
    if (parent?.type !== 'CallExpression' || depth > MAX_DEPTH) return false;
    const index = parent.arguments.findIndex((it) => it === argument);
    const parameter = model.values.findFunction(parent.callee)?.params[index];
    const inner = parameter?.type === 'Identifier' ? model.bindings.findVariable(parameter) : null;
    return inner !== null && isUsedAsPromise(inner, model, depth + 1);
  });
}

function isReactedTo(node: Node): boolean {
  const object = wrap(node);
  const member = object.parent;
  if (member?.type !== 'MemberExpression' || member.object !== object) return false;
  const call = wrap(member).parent;
  return call !== undefined && findPromiseChain(call) !== null;
}
