import type { Boundary, CallbackPosition } from '../../boundaries/boundary.js';
import type { OtelModel } from '../index.js';
import { type CallNode, type Node, getEnclosingFunction, getStaticName, unwrap, wrap } from '../code/nodes.js';

/** First in, first out: what takes the task out again, by what puts it in. A stack is no work queue: its tasks undo, or clean up. */
const TAKES: Readonly<Partial<Record<string, string>>> = { push: 'shift', unshift: 'pop' };

/**
 * The row for an array of the file that is used as a work queue: one function puts tasks in, another takes them out
 * and runs them. As in every queue, a task that has to wait is run by whatever frees the slot (`tests/probes/harness/calibration.ts`
 * measures such a queue).
 *
 * @returns null when the call puts nothing into such an array
 */
export function findQueueRow(call: CallNode, position: CallbackPosition, model: OtelModel): Boundary | null {
  const callee = unwrap(call.callee);
  if (callee.type !== 'MemberExpression') return null;
  const method = getStaticName(callee);
  const take = method === null || !Object.hasOwn(TAKES, method) ? undefined : TAKES[method];
  const property = typeof position === 'number' ? null : position.replace(/^\d+\./u, '');
  if (take === undefined || method === null) return null;
  const isRun = getAccesses(callee.object, model).some((access) => {
    const taken = findCallOf(access, take);
    const isElsewhere = taken !== null && getEnclosingFunction(taken) !== getEnclosingFunction(call);
    return isElsewhere && isInvoked(taken, property, model);
  });
  return isRun ? { module: 'file', call: method, callback: position, runs: 'once', sees: 'trigger' } : null;
}

/** Every place where the file names the same variable or the same field of a class. */
function getAccesses(collection: Node, { bindings, values, index }: OtelModel): readonly Node[] {
  const expression = unwrap(collection);
  if (expression.type === 'Identifier') {
    const variable = bindings.findVariable(expression);
    return variable ? bindings.getReads(variable).map(({ identifier }) => identifier) : [];
  }
  if (expression.type !== 'MemberExpression') return [];
  const name = getStaticName(expression);
  const owner = values.evaluate(expression.object);
  if (name === null || owner?.kind !== 'object') return [];
  return (index.members.get(name) ?? []).filter((member) => {
    const value = values.evaluate(member.object);
    return value?.kind === 'object' && value.node === owner.node;
  });
}

/** The call `access.method()`. */
function findCallOf(access: Node, method: string): CallNode | null {
  const member = wrap(access).parent;
  if (member?.type !== 'MemberExpression' || getStaticName(member) !== method) return null;
  const callee = wrap(member);
  return callee.parent?.type === 'CallExpression' && callee.parent.callee === callee ? callee.parent : null;
}

/** True when the value, or the named property of it, is called. */
function isInvoked(value: Node, property: string | null, model: OtelModel): boolean {
  return getNames(value, model).some((name) => {
    const { parent } = wrap(name);
    if (property === null) return parent?.type === 'CallExpression' && unwrap(parent.callee) === name;
    if (parent?.type !== 'MemberExpression' || getStaticName(parent) !== property) return false;
    const callee = wrap(parent);
    return callee.parent?.type === 'CallExpression' && callee.parent.callee === callee;
  });
}

/** The expressions that stand for a value: itself, and the reads of the variable that it is assigned to. */
function getNames(value: Node, { bindings }: OtelModel): readonly Node[] {
  const { parent } = wrap(value);
  const target =
    parent?.type === 'VariableDeclarator' ? parent.id : parent?.type === 'AssignmentExpression' ? parent.left : null;
  const variable = target?.type === 'Identifier' ? bindings.findVariable(target) : null;
  return variable ? [value, ...bindings.getReads(variable).map(({ identifier }) => identifier)] : [value];
}
