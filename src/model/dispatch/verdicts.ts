import type { TSESTree } from '@typescript-eslint/utils';
import { mayBindCallbacks } from '../../boundaries/instrumentations.js';
import { isListener, judge, type Stance, type Verdict } from '../../boundaries/matcher.js';
import type { Boundary } from '../../boundaries/boundary.js';
import type { Use } from '../callbacks.js';
import type { OtelModel } from '../index.js';
import {
  type CallNode,
  type Node,
  getEnclosingFunction,
  getStaticName,
  isFunction,
  unwrap,
  wrap,
} from '../code/nodes.js';

/**
 * What becomes of the dispatch's context in the callback that it hands over, under the file's context manager. Where an
 * instrumentation of the project may repair what is lost, or the file binds the emitter, nobody knows.
 */
export function judgeDispatch(
  { rows, call }: Extract<Use, { kind: 'boundary' }>,
  model: OtelModel,
  trust: Stance['trust'] = 'measured',
): Verdict {
  const verdict = judge(rows, {
    manager: model.manager,
    trust,
    isTopLevel: getEnclosingFunction(call) === null,
    isOwnReceiver: isOwnReceiver(call, model),
  });
  if (verdict !== 'lost' || trust === 'none') return verdict;
  const isUnsure =
    rows.some((row) => isRepaired(row, model)) || isBoundReceiver(call, model) || isSubscribedHere(call, model);
  return isUnsure ? 'unknown' : verdict;
}

function isRepaired(row: Boundary, { filename }: OtelModel): boolean {
  return !isListener(row) && mayBindCallbacks(row.module, filename);
}

/** True when the function that dispatches made what it dispatches to: then both saw the same context. */
function isOwnReceiver(call: CallNode, { values }: OtelModel): boolean {
  const callee = unwrap(call.callee);
  if (callee.type !== 'MemberExpression') return false;
  let receiver: Node = values.dereference(callee.object);
  while (receiver.type === 'CallExpression') {
    const inner = unwrap(receiver.callee);
    if (inner.type !== 'MemberExpression' || !values.findOrigin(inner.object)?.isInstance) break;
    receiver = values.dereference(inner.object);
  }
  const isMade = receiver.type === 'CallExpression' || receiver.type === 'NewExpression';
  return isMade && getEnclosingFunction(receiver) === getEnclosingFunction(call);
}

/**
 * True for an operator in a pipe of rxjs that the function may itself subscribe to: a source that is no `Subject` may emit
 * for whoever subscribes, so that the dispatch is its own trigger. A pipe that is returned is subscribed to elsewhere.
 */
function isSubscribedHere(call: CallNode, { values }: OtelModel): boolean {
  const pipe = wrap(call).parent;
  const callee = pipe?.type === 'CallExpression' ? unwrap(pipe.callee) : null;
  if (!pipe || callee?.type !== 'MemberExpression' || getStaticName(callee) !== 'pipe') return false;
  if (values.findOrigin(call.callee)?.module.split('/')[0] !== 'rxjs') return false;
  if (values.findOrigin(callee.object)?.path === 'Subject') return false;
  const { parent } = wrap(pipe);
  return parent?.type !== 'ReturnStatement' && parent?.type !== 'ArrowFunctionExpression';
}

/** True when the file calls `context.bind(ctx, emitter)` for the emitter that a listener is added to, here or where it comes from. */
function isBoundReceiver(call: CallNode, model: OtelModel): boolean {
  const callee = unwrap(call.callee);
  const receiver = callee.type === 'MemberExpression' ? unwrap(callee.object) : null;
  return (
    receiver?.type === 'Identifier' && [receiver, ...findPassed(receiver, model)].some((name) => isBound(name, model))
  );
}

function isBound(name: Node, { api, bindings }: OtelModel): boolean {
  const variable = name.type === 'Identifier' ? bindings.findVariable(name) : null;
  return (variable?.references ?? []).some(({ identifier }) => {
    const argument = wrap(identifier);
    const { parent } = argument;
    return (
      parent?.type === 'CallExpression' && parent.arguments[1] === argument && api.isCallOf(parent, 'context.bind')
    );
  });
}

/** What the calls of the function that a name is a parameter of pass for it. */
export function findPassed(name: TSESTree.Identifier, { bindings, callbacks }: OtelModel): readonly Node[] {
  const variable = bindings.findVariable(name);
  const owner = variable?.scope.block;
  if (!variable || !isFunction(owner)) return [];
  const index = owner.params.findIndex((parameter) => parameter === variable.identifiers[0]);
  if (index < 0) return [];
  return callbacks.getUses(owner).flatMap((use) => {
    const argument = use.kind === 'inline' ? use.call.arguments[index] : undefined;
    return argument ? [unwrap(argument)] : [];
  });
}
