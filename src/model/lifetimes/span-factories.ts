import type { TSESTree } from '@typescript-eslint/utils';
import { SPAN_WRITERS } from '../api-types.js';
import type { OtelModel } from '../index.js';
import {
  type FunctionNode,
  type Node,
  type Variable,
  compareBySource,
  getEnclosingFunction,
  getOwnNodes,
  getStaticName,
  unwrap,
  wrap,
} from '../code/nodes.js';
import { getReturned } from '../code/returns.js';
import type { SpanStart } from '../spans.js';
import { findFactoryCalls } from './factory-calls.js';
import type { SpanOwnership } from './ownership.js';

type GetOwnership = (variable: Variable) => SpanOwnership;

/** How many functions deep a span is returned from one to another. */
const MAX_ROUNDS = 20;

/** What an expression gives: a new span, nothing, or what nobody knows. */
type Given = SpanStart | 'nothing' | 'unknown';

/**
 * The calls of functions of the file that start a span and leave it to their caller, as starts of that span, in source
 * order: the function returns the span, or nothing, and has not ended it, stored it or given it to anybody.
 */
export function findFactoryStarts(model: OtelModel, getOwnership: GetOwnership): readonly SpanStart[] {
  let latest = model.getSpanStarts();
  const byValue = new Map<Node, SpanStart>(latest.map((start) => [start.value, start]));
  const factories = new Set<FunctionNode>();
  const found: SpanStart[] = [];
  // In rounds, since a factory may call another one: a function is asked again only when it has got new starts.
  for (let round = 0; round < MAX_ROUNDS && latest.length > 0; round++) {
    const targets = new Set(
      latest.flatMap(({ callback, node }) => (callback ? [] : (getEnclosingFunction(node) ?? []))),
    );
    latest = [...targets].flatMap((target) => {
      const product = factories.has(target) ? null : new Factory(target, byValue, model, getOwnership).findProduct();
      if (!product) return [];
      factories.add(target);
      return findFactoryCalls(target, model).flatMap((call) => toStart(call, target, product) ?? []);
    });
    latest = latest.filter(({ node, value }) => !byValue.has(value) && !model.getSpanStart(node));
    for (const start of latest) byValue.set(start.value, start);
    found.push(...latest);
  }
  return found.sort((left, right) => compareBySource(left.node, right.node));
}

/** The start that a call of a factory is; null for the promise of an async one that is not awaited at once. */
function toStart(call: TSESTree.CallExpression, target: FunctionNode, product: SpanStart): SpanStart | null {
  const { parent } = wrap(call);
  const awaited = parent?.type === 'AwaitExpression' ? parent : null;
  if (target.async && !awaited) return null;
  return { ...product, node: call, value: awaited ?? call, options: null, parent: null };
}

/** A function that may give its callers a new span. */
class Factory {
  readonly #target: FunctionNode;
  readonly #byValue: ReadonlyMap<Node, SpanStart>;
  readonly #model: OtelModel;
  readonly #getOwnership: GetOwnership;

  constructor(
    target: FunctionNode,
    byValue: ReadonlyMap<Node, SpanStart>,
    model: OtelModel,
    getOwnership: GetOwnership,
  ) {
    this.#target = target;
    this.#byValue = byValue;
    this.#model = model;
    this.#getOwnership = getOwnership;
  }

  /** The start of the span that every caller is given, or nothing in its place; null when there is none. */
  findProduct(): SpanStart | null {
    const given: Given[] = [];
    for (const node of getReturned(this.#target, this.#model.sourceCode)) {
      given.push(...this.#getGiven(node));
      if (given.includes('unknown')) return null;
    }
    const starts = given.filter((it) => typeof it === 'object');
    const [first] = starts;
    if (!first || starts.some(({ property }) => property !== first.property)) return null;
    const isOptional = given.includes('nothing') || starts.some((start) => start.isOptional) || !this.#endsInReturn();
    return { ...first, isOptional };
  }

  #endsInReturn(): boolean {
    const { body } = this.#target;
    if (body.type !== 'BlockStatement') return true;
    const last = body.body.at(-1);
    return last?.type === 'ReturnStatement' && last.argument !== null && !this.#hasBareReturn();
  }

  #hasBareReturn(): boolean {
    return getOwnNodes(this.#target.body, this.#model.sourceCode).some(
      (node) => node.type === 'ReturnStatement' && !node.argument,
    );
  }

  /** What an expression of the function can give. */
  #getGiven(expression: Node, isHeld = false): readonly Given[] {
    const node = unwrap(expression);
    const start = this.#byValue.get(node);
    if (start) return [getEnclosingFunction(node) === this.#target && !start.callback ? start : 'unknown'];
    switch (node.type) {
      case 'ConditionalExpression':
        return [node.consequent, node.alternate].flatMap((branch) => this.#getGiven(branch, isHeld));
      case 'LogicalExpression':
        return node.operator === '&&'
          ? ['nothing', ...this.#getGiven(node.right, isHeld)]
          : [node.left, node.right].flatMap((operand) => this.#getGiven(operand, isHeld));
      case 'CallExpression':
        return this.#getGivenByChain(node, isHeld);
      case 'ObjectExpression':
        return [isHeld ? 'unknown' : this.#getGivenByObject(node)];
      case 'Literal':
        return [node.value === null ? 'nothing' : 'unknown'];
      case 'UnaryExpression':
        return [node.operator === 'void' ? 'nothing' : 'unknown'];
      case 'Identifier':
        return node.name === 'undefined' ? ['nothing'] : isHeld ? ['unknown'] : this.#getGivenByName(node);
      default:
        return ['unknown'];
    }
  }

  /** `span.setAttribute('key', 1)` gives the span. */
  #getGivenByChain({ callee }: TSESTree.CallExpression, isHeld: boolean): readonly Given[] {
    const member = unwrap(callee);
    const isChain = member.type === 'MemberExpression' && SPAN_WRITERS.has(getStaticName(member) ?? '');
    return isChain ? this.#getGiven(member.object, isHeld) : ['unknown'];
  }

  /** `{ span, ctx }` gives the span as a property, where nothing else in it can end the span. */
  #getGivenByObject(literal: TSESTree.ObjectExpression): Given {
    const found = literal.properties.flatMap((property): readonly Given[] => {
      if (property.type !== 'Property') return ['unknown'];
      const value = unwrap(property.value);
      const isSpan = value.type === 'Identifier' || this.#byValue.has(value);
      const name = getStaticName(property);
      return (isSpan ? this.#getGiven(value) : []).flatMap((given) =>
        typeof given === 'object' && given.property === undefined && name !== null ? { ...given, property: name } : [],
      );
    });
    const [only, ...others] = found;
    return only !== undefined && others.length === 0 ? only : 'unknown';
  }

  #getGivenByName(name: TSESTree.Identifier): readonly Given[] {
    const variable = this.#model.bindings.findVariable(name);
    const isOwn = variable?.scope.variableScope.block === this.#target;
    if (!variable || !isOwn || variable.defs.some(({ type }) => type !== 'Variable')) return ['unknown'];
    const assigned = this.#model.bindings.findAssigned(variable);
    const given = assigned?.flatMap(({ expression, steps }) =>
      steps.length > 0 ? (['unknown'] as const) : this.#getGiven(expression, true),
    );
    return given && !given.includes('unknown') && this.#isLeftToCaller(variable) ? given : ['unknown'];
  }

  /** True when the function does nothing with the span but write to it, make it active for what it runs itself, and return it. */
  #isLeftToCaller(variable: Variable): boolean {
    const { ends, lends, escapes, isHidden } = this.#getOwnership(variable).getUses(this.#target);
    if (isHidden || ends.length + lends.length > 0) return false;
    return escapes.every((node) => this.#isReturned(node)) && !this.#isAttached(variable);
  }

  #isReturned(node: Node): boolean {
    const { parent } = wrap(this.#findObjectAround(node) ?? node);
    return (
      parent === this.#target || (parent?.type === 'ReturnStatement' && getEnclosingFunction(parent) === this.#target)
    );
  }

  /** The object that holds the span, or the context that it is in, as a property. */
  #findObjectAround(node: Node): Node | null {
    const property = node.type === 'Property' ? node : wrap(node).parent;
    if (property?.type !== 'Property' || property.parent.type !== 'ObjectExpression') return null;
    const value = unwrap(property.value);
    const isPlain = value.type === 'Identifier' || this.#model.api.isCallOf(value, 'trace.setSpan');
    return isPlain || this.#byValue.has(value) ? property.parent : null;
  }

  /** True when the span may be in a context that is still attached when the function has returned: anybody can end it then. */
  #isAttached(variable: Variable): boolean {
    const { api, bindings } = this.#model;
    if (this.#model.getCallsOf('context.attach', 'ContextManager#attach').length === 0) return false;
    return bindings.getReads(variable).some(({ identifier }) => {
      const { parent } = wrap(identifier);
      return parent?.type === 'CallExpression' && api.findName(parent.callee) !== null;
    });
  }
}
