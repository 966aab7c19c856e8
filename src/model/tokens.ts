import type { TSESTree } from '@typescript-eslint/utils';
import { ATTACHES } from './dispatch/ambient.js';
import type { OtelModel } from './index.js';
import { type FunctionNode, type Node, type Variable, getEnclosingFunction, wrap } from './code/nodes.js';

/** A call that makes a context active until the token that it returns is disposed of. */
export interface Attachment {
  readonly node: TSESTree.CallExpression;
  /** The function that the call stands in; null at the top level. */
  readonly owner: FunctionNode | null;
  /**
   * What becomes of the token: nothing; a variable of the same function holds it, or a `using` declaration; it has
   * another owner (returned, stored, given away, in a variable of an outer function).
   */
  readonly kind: 'dropped' | 'variable' | 'using' | 'handed-on';
  /** The variable of `variable` and `using`. */
  readonly variable: Variable | null;
  /** False for a helper of this file or of the settings that attaches and returns the token. */
  readonly isDirect: boolean;
}

interface Holder {
  readonly kind: Attachment['kind'];
  readonly variable: Variable | null;
}

const DROPPED: Holder = { kind: 'dropped', variable: null };
const HANDED_ON: Holder = { kind: 'handed-on', variable: null };

/**
 * Finds the calls that attach a context: `context.attach`, `attach` of a context manager, functions of this file that
 * return what one of them returns, and `contextAttachers` of the settings.
 *
 * @returns the calls in source order
 */
export function findAttachments(model: OtelModel): readonly Attachment[] {
  const direct = model.getCallsOf(...ATTACHES).filter((call) => call.type === 'CallExpression');
  const helpers = new Set(direct.flatMap((call) => findReturningFunction(call) ?? []));
  const { contextAttachers } = model.settings;
  if (direct.length === 0 && contextAttachers.length === 0) return [];
  const known = new Set<Node>(direct);
  return model.index.calls.flatMap((call): Attachment | [] => {
    if (call.type !== 'CallExpression') return [];
    const isDirect = known.has(call);
    const isNamed = contextAttachers.length > 0 && model.api.isNamedByAny(call.callee, contextAttachers);
    if (!isDirect && !isNamed && !isHelperCall(call, helpers, model)) return [];
    return { node: call, owner: getEnclosingFunction(call), isDirect, ...findHolder(call, model) };
  });
}

/** The synchronous function that returns what the call returns, as it is. */
function findReturningFunction(call: Node): FunctionNode | null {
  const { parent } = wrap(call);
  const owner = getEnclosingFunction(call);
  if (!owner || owner.async || owner.generator) return null;
  return parent?.type === 'ReturnStatement' || parent === owner ? owner : null;
}

function isHelperCall(
  call: TSESTree.CallExpression,
  helpers: ReadonlySet<FunctionNode>,
  { values }: OtelModel,
): boolean {
  const target = helpers.size > 0 ? values.findFunction(call.callee) : null;
  return target !== null && helpers.has(target);
}

/** Follows the token from the call to what holds it. */
function findHolder(call: Node, model: OtelModel): Holder {
  let node = wrap(call);
  for (let parent = node.parent; parent; parent = node.parent) {
    switch (parent.type) {
      case 'ConditionalExpression':
        if (parent.test === node) return HANDED_ON;
        break;
      case 'LogicalExpression':
        if (parent.right !== node) return HANDED_ON;
        break;
      case 'SequenceExpression':
        if (parent.expressions.at(-1) !== node) return DROPPED;
        break;
      case 'UnaryExpression':
        return parent.operator === 'void' ? DROPPED : HANDED_ON;
      case 'ExpressionStatement':
        return DROPPED;
      case 'VariableDeclarator':
        return parent.id.type === 'Identifier' ? findVariableHolder(parent.id, call, model) : HANDED_ON;
      case 'AssignmentExpression':
        return parent.operator === '=' && parent.left.type === 'Identifier'
          ? findVariableHolder(parent.left, call, model)
          : HANDED_ON;
      case 'AwaitExpression':
      case 'ChainExpression':
        break;
      default:
        return HANDED_ON;
    }
    node = wrap(parent);
  }
  return HANDED_ON;
}

function findVariableHolder(identifier: TSESTree.Identifier, call: Node, model: OtelModel): Holder {
  const variable = model.bindings.findVariable(identifier);
  const [definition] = variable?.defs ?? [];
  if (!variable || definition?.type !== 'Variable') return HANDED_ON;
  const declaration = definition.parent;
  if (declaration.kind === 'using' || declaration.kind === 'await using') return { kind: 'using', variable };
  if (declaration.parent.type === 'ExportNamedDeclaration') return HANDED_ON;
  if (model.bindings.getReads(variable).length === 0) return { kind: 'dropped', variable };
  const isLocal = getEnclosingFunction(definition.name) === getEnclosingFunction(call);
  return isLocal ? { kind: 'variable', variable } : HANDED_ON;
}
