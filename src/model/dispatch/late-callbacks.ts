import type { TSESTree } from '@typescript-eslint/utils';
import type { Flow } from '../../flow/index.js';
import { type ActiveSpan, findActiveSpans } from '../lifetimes/active-spans.js';
import type { OtelModel } from '../index.js';
import {
  type FunctionNode,
  type Node,
  getEnclosingFunction,
  getStaticName,
  isInside,
  unwrap,
  wrap,
} from '../code/nodes.js';
import { isTestCode } from '../code/test-code.js';

/** A call that runs what comes after the work of a span while that span, already ended, is still active. */
export interface LateCallback {
  readonly call: TSESTree.CallExpression;
  readonly span: ActiveSpan;
}

const CONTINUATIONS = /^(?:done|next|cb|callback|\w+(?:Cb|CB|Callback|Done|Next))$/u;

/** The continuations that functions of the file are given, and call after the end of a span that they have made active, in source order. */
export function findLateCallbacks(model: OtelModel, flow: Flow): readonly LateCallback[] {
  return model.index.calls.flatMap((call): LateCallback | [] => {
    if (call.type !== 'CallExpression') return [];
    const owner = findOwner(call, model);
    if (!owner || isTestCode(call)) return [];
    const span = findActiveSpans(call, model).find(
      ({ scope, ends }) => isInside(scope, owner) && isEnded(call, ends, flow),
    );
    return span ? { call, span } : [];
  });
}

/** The function around whose parameter is called, by a name that says what comes next; not that of a promise, which runs nothing at once. */
function findOwner(call: TSESTree.CallExpression, { bindings }: OtelModel): FunctionNode | null {
  const callee = getCalled(call);
  if (callee.type !== 'Identifier' || !CONTINUATIONS.test(callee.name)) return null;
  const variable = bindings.findVariable(callee);
  if (!variable?.defs.every((definition) => definition.type === 'Parameter')) return null;
  let owner = getEnclosingFunction(call);
  while (owner && owner !== variable.scope.block) owner = getEnclosingFunction(owner);
  const { parent } = owner ? wrap(owner) : { parent: undefined };
  return parent?.type === 'NewExpression' ? null : owner;
}

/** What is called: `next` in `next()`, `next.call(this)` and `next.apply(this, arguments)`. */
function getCalled(call: TSESTree.CallExpression): Node {
  const callee = unwrap(call.callee);
  const name = callee.type === 'MemberExpression' ? getStaticName(callee) : null;
  return callee.type === 'MemberExpression' && (name === 'call' || name === 'apply') ? unwrap(callee.object) : callee;
}

function isEnded(call: TSESTree.CallExpression, ends: ActiveSpan['ends'], flow: Flow): boolean {
  const around = getEnclosingFunction(call);
  const before = ends.filter((end) => getEnclosingFunction(end) === around);
  return before.length > 0 && flow.isDominatedBy(call, before);
}
