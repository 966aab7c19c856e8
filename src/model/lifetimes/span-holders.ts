import { SPAN_WRITERS } from '../api-types.js';
import type { OtelModel } from '../index.js';
import {
  type CallNode,
  type FunctionNode,
  type Node,
  type Variable,
  getEnclosingFunction,
  getStaticName,
  isFunction,
  isInside,
  unwrap,
  wrap,
} from '../code/nodes.js';
import { isLostInContainer } from './containers.js';
import { findResultUse } from './ignored-results.js';
import type { SpanStart } from '../spans.js';

/** Who holds a span that was just started. */
export type SpanHolder =
  /** A variable of the function that starts it, or the parameter of the callback that runs under it. */
  | { readonly kind: 'variable'; readonly variable: Variable; readonly owner: Node; readonly acquire: Node }
  /** Nobody: the result of the call, or the parameter of the callback, is left out. */
  | { readonly kind: 'dropped'; readonly owner: Node }
  /** An array or an object that nothing takes it out of. */
  | { readonly kind: 'lost'; readonly owner: Node }
  /** It is ended in the expression that starts it. */
  | { readonly kind: 'ended'; readonly end: CallNode }
  /** Somebody whom this cannot follow. */
  | { readonly kind: 'other' };

const OTHER: SpanHolder = { kind: 'other' };
/** Who holds the span of a start. */
export function findSpanHolder(start: SpanStart, model: OtelModel): SpanHolder {
  if (start.isUncertain) return OTHER;
  if (start.callback) return findParameter(start.callback, model);
  return start.property === undefined
    ? followResult(start.value, model)
    : findDestructured(start.value, start.property, model);
}

/** `const { span } = begin();` */
function findDestructured(start: Node, name: string, model: OtelModel): SpanHolder {
  const owner = getEnclosingFunction(start) ?? model.sourceCode.ast;
  const { parent } = wrap(start);
  if (parent?.type === 'ExpressionStatement') return { kind: 'dropped', owner };
  if (parent?.type !== 'VariableDeclarator' || parent.id.type !== 'ObjectPattern') return OTHER;
  const { properties } = parent.id;
  const found = properties.find((it) => it.type === 'Property' && getStaticName(it) === name);
  const isWhole = properties.some(({ type }) => type === 'RestElement');
  return found?.type === 'Property' && !isWhole ? toVariableHolder(found.value, start, owner, model) : OTHER;
}

function findParameter(callback: Node, model: OtelModel): SpanHolder {
  const target = model.values.findFunction(callback);
  if (!target || target.generator) return OTHER;
  const [parameter] = target.params;
  if (!parameter) return usesArguments(target, model) ? OTHER : { kind: 'dropped', owner: target };
  const variable = parameter.type === 'Identifier' ? model.bindings.findVariable(parameter) : null;
  return variable ? { kind: 'variable', variable, owner: target, acquire: target } : OTHER;
}

function usesArguments(target: FunctionNode, { sourceCode }: OtelModel): boolean {
  const isNamed = !isFunction(unwrap(target)) || target.type === 'FunctionDeclaration';
  return isNamed || (target.type === 'FunctionExpression' && sourceCode.getText(target.body).includes('arguments'));
}

/** Follows the span from the call that starts it to what holds it. */
function followResult(start: Node, model: OtelModel): SpanHolder {
  const owner = getEnclosingFunction(start) ?? model.sourceCode.ast;
  let node = wrap(start);
  for (let parent = node.parent; parent; parent = node.parent) {
    if (isLostInContainer(node, model)) return { kind: 'lost', owner };
    switch (parent.type) {
      case 'MemberExpression': {
        const call = wrap(parent).parent;
        if (parent.object !== node || call?.type !== 'CallExpression' || unwrap(call.callee) !== parent) return OTHER;
        const name = getStaticName(parent) ?? '';
        if (name === 'end') return { kind: 'ended', end: call };
        if (!SPAN_WRITERS.has(name)) return OTHER;
        node = wrap(call);
        break;
      }
      case 'ConditionalExpression':
        if (parent.test === node) return OTHER;
        node = wrap(parent);
        break;
      case 'LogicalExpression':
        if (parent.right !== node) return OTHER;
        node = wrap(parent);
        break;
      case 'ExpressionStatement':
        return { kind: 'dropped', owner };
      case 'ArrowFunctionExpression':
      case 'ReturnStatement': {
        const target = isFunction(parent) ? parent : getEnclosingFunction(parent);
        const use = target && findResultUse(target, model);
        if (!use) return OTHER;
        if (use === 'dropped') return { kind: 'dropped', owner };
        node = wrap(use.call);
        break;
      }
      case 'UnaryExpression':
        return parent.operator === 'void' ? { kind: 'dropped', owner } : OTHER;
      case 'VariableDeclarator':
        return toVariableHolder(parent.id, start, owner, model);
      case 'AssignmentExpression':
        return parent.operator === '=' ? toVariableHolder(parent.left, start, owner, model) : OTHER;
      default:
        return OTHER;
    }
  }
  return OTHER;
}

/** A variable that other functions may read or write is not followed. */
function toVariableHolder(target: Node, acquire: Node, owner: Node, { bindings }: OtelModel): SpanHolder {
  const variable = target.type === 'Identifier' ? bindings.findVariable(target) : null;
  if (!variable || variable.defs.some((def) => def.type !== 'Variable')) return OTHER;
  const isOwn = variable.references.every(({ identifier }) => isInside(identifier, owner));
  return isOwn && variable.scope.variableScope.block === owner ? { kind: 'variable', variable, owner, acquire } : OTHER;
}
