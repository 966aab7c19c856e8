import type { TSESTree } from '@typescript-eslint/utils';
import { ATTACHES } from './dispatch/ambient.js';
import type { OtelModel } from './index.js';
import {
  type FunctionNode,
  type Node,
  type Variable,
  getEnclosingFunction,
  getStaticName,
  wrap,
} from './code/nodes.js';
import { type HelperToken, findHelpers } from './token-helpers.js';
import { type TokenReference, findFieldReferences } from './token-fields.js';

/** A call that makes a context active until the token that it returns is disposed of. */
export interface Attachment {
  readonly node: TSESTree.CallExpression;
  /** The function that the call stands in; null at the top level. */
  readonly owner: FunctionNode | null;
  /**
   * What becomes of the token: nothing; a variable of the same function holds it, a private field, or a `using`
   * declaration; it has another owner (returned, stored, given away, in a variable of an outer function).
   */
  readonly kind: 'dropped' | 'variable' | 'field' | 'using' | 'handed-on';
  /** The variable of `variable` and `using`. */
  readonly variable: Variable | null;
  /** How the file writes what holds the token; null where nothing does. */
  readonly name: string | null;
  /** Every place where the file writes or reads what holds the token. */
  readonly references: readonly TokenReference[];
  /** The property that holds the token in what the call returns; null where it returns the token. */
  readonly property: string | null;
  /** False for a helper of this file or of the settings that attaches and returns the token. */
  readonly isDirect: boolean;
}

type Holder = Pick<Attachment, 'kind' | 'variable' | 'name' | 'references'>;

/** The call returns the token itself. */
const WHOLE: HelperToken = { property: null };
const DROPPED: Holder = { kind: 'dropped', variable: null, name: null, references: [] };
const HANDED_ON: Holder = { ...DROPPED, kind: 'handed-on' };

/**
 * Finds the calls that attach a context: `context.attach`, `attach` of a context manager, functions of this file that
 * return what one of them returns, and `contextAttachers` of the settings.
 *
 * @returns the calls in source order
 */
export function findAttachments(model: OtelModel): readonly Attachment[] {
  const direct = model.getCallsOf(...ATTACHES).filter((call) => call.type === 'CallExpression');
  const helpers = findHelpers(direct, model);
  const { contextAttachers } = model.settings;
  if (direct.length === 0 && contextAttachers.length === 0) return [];
  const known = new Set<Node>(direct);
  return model.index.calls.flatMap((call): Attachment | [] => {
    if (call.type !== 'CallExpression') return [];
    const isDirect = known.has(call);
    const isNamed = contextAttachers.length > 0 && model.api.isNamedByAny(call.callee, contextAttachers);
    const token = isDirect || isNamed ? WHOLE : findHelperToken(call, helpers, model);
    if (!token) return [];
    return { node: call, owner: getEnclosingFunction(call), isDirect, ...token, ...findHolder(call, token, model) };
  });
}

function findHelperToken(
  call: TSESTree.CallExpression,
  helpers: ReadonlyMap<FunctionNode, HelperToken>,
  { values }: OtelModel,
): HelperToken | null {
  const target = helpers.size > 0 ? values.findFunction(call.callee) : null;
  return (target && helpers.get(target)) ?? null;
}

/** Follows the token from the call to what holds it. */
function findHolder(call: Node, { property }: HelperToken, model: OtelModel): Holder {
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
        return findTargetHolder(property === null ? parent.id : findPart(parent.id, property), call, model);
      case 'AssignmentExpression':
        return parent.operator === '=' && property === null ? findTargetHolder(parent.left, call, model) : HANDED_ON;
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

/** What a pattern gives the named property to. */
function findPart(pattern: Node, name: string): Node | null {
  const parts = pattern.type === 'ObjectPattern' ? pattern.properties : [];
  const part = parts.find((candidate) => candidate.type === 'Property' && getStaticName(candidate) === name);
  return part?.type === 'Property' ? part.value : null;
}

function findTargetHolder(target: Node | null, call: Node, model: OtelModel): Holder {
  if (target?.type === 'Identifier') return findVariableHolder(target, call, model);
  const references = target?.type === 'MemberExpression' ? findFieldReferences(target, model) : null;
  if (!target || !references) return HANDED_ON;
  return { kind: 'field', variable: null, name: model.sourceCode.getText(target), references };
}

function findVariableHolder(identifier: TSESTree.Identifier, call: Node, model: OtelModel): Holder {
  const variable = model.bindings.findVariable(identifier);
  const [definition] = variable?.defs ?? [];
  if (!variable || definition?.type !== 'Variable') return HANDED_ON;
  const declaration = definition.parent;
  const held = { variable, name: variable.name, references: variable.references };
  if (declaration.kind === 'using' || declaration.kind === 'await using') return { kind: 'using', ...held };
  if (declaration.parent.type === 'ExportNamedDeclaration') return HANDED_ON;
  if (model.bindings.getReads(variable).length === 0) return { kind: 'dropped', ...held };
  const isLocal = getEnclosingFunction(definition.name) === getEnclosingFunction(call);
  return isLocal ? { kind: 'variable', ...held } : HANDED_ON;
}
