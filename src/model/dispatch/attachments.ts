import { isFinalizer } from '../code/finalizers.js';
import type { OtelModel } from '../index.js';
import {
  type CallNode,
  type FunctionNode,
  type Node,
  getEnclosingFunction,
  isInside,
  unwrap,
  wrap,
} from '../code/nodes.js';

/** A context that a function makes active by `attach`, and the calls that end it again. */
interface Attachment {
  readonly call: CallNode;
  readonly disposals: readonly Node[];
}

/** How many of a function's attachments above a place are looked at. */
const MAX_ATTACHMENTS = 20;
/** What a disposal inside it need not reach. */
const BRANCHES = new Set<string>([
  'BlockStatement',
  'ConditionalExpression',
  'IfStatement',
  'LogicalExpression',
  'Program',
  'SwitchCase',
]);

const cache = new WeakMap<OtelModel, ReadonlyMap<FunctionNode | null, readonly Attachment[]>>();

/**
 * True when the function around the place, or the top level, has attached another context before it, and has not disposed of it again
 * on the way. One that it has just read from the active slot is no other.
 */
export function isAttachedAt(place: Node, model: OtelModel): boolean {
  const attachments = getAttachments(model).get(getEnclosingFunction(place)) ?? [];
  const last = attachments.findLastIndex(({ call }) => call.range[1] <= place.range[0]);
  return attachments
    .slice(Math.max(0, last + 1 - MAX_ATTACHMENTS), last + 1)
    .some(({ call, disposals }) => !disposals.some((disposal) => isPassed(disposal, call, place)));
}

function getAttachments(model: OtelModel): ReadonlyMap<FunctionNode | null, readonly Attachment[]> {
  let found = cache.get(model);
  if (!found) cache.set(model, (found = collectAttachments(model)));
  return found;
}

function collectAttachments(model: OtelModel): ReadonlyMap<FunctionNode | null, readonly Attachment[]> {
  const found = new Map<FunctionNode | null, Attachment[]>();
  for (const call of model.getCallsOf('context.attach', 'ContextManager#attach')) {
    const around = getEnclosingFunction(call);
    const [context] = call.arguments;
    const shape = context && model.describeContext(context);
    if (shape?.kind === 'active' && getEnclosingFunction(shape.node) === around) continue;
    const attachments = found.get(around) ?? [];
    found.set(around, attachments);
    attachments.push({ call, disposals: findDisposals(call, model) });
  }
  return found;
}

/** The calls `token.dispose()` of the token that an attach returns. */
export function findDisposals(call: CallNode, { bindings }: OtelModel): readonly Node[] {
  const { parent } = wrap(call);
  const target =
    parent?.type === 'VariableDeclarator' ? parent.id : parent?.type === 'AssignmentExpression' ? parent.left : null;
  const variable = target?.type === 'Identifier' ? bindings.findVariable(target) : null;
  return (variable ? bindings.getReads(variable) : []).flatMap(({ identifier }) => {
    const member = wrap(identifier).parent;
    const isDispose =
      member?.type === 'MemberExpression' &&
      member.property.type === 'Identifier' &&
      member.property.name === 'dispose';
    const callee = isDispose ? wrap(member) : null;
    const disposal = callee?.parent;
    return disposal?.type === 'CallExpression' && unwrap(disposal.callee) === member ? [disposal] : [];
  });
}

/** True when every way from the attach to the place leads past the disposal: it stands in a block, or a `finally`, around both. */
function isPassed(disposal: Node, call: CallNode, place: Node): boolean {
  if (disposal.range[0] < call.range[1] || disposal.range[1] > place.range[0]) return false;
  if (getEnclosingFunction(disposal) !== getEnclosingFunction(place)) return false;
  let block = disposal.parent;
  while (block && !BRANCHES.has(block.type)) block = block.parent;
  const region = block && isFinalizer(block) ? block.parent?.parent : block;
  return region !== undefined && isInside(place, region);
}
