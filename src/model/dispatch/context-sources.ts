import type { TSESTree } from '@typescript-eslint/utils';
import { isOwnCarrier, isOwnSpanContext } from './carriers.js';
import type { OtelModel } from '../index.js';
import { findThisClass } from '../code/members.js';
import { type CallNode, type Node, type Variable, getEnclosingFunction, isInside, unwrap } from '../code/nodes.js';
import { getReturned } from '../code/returns.js';

/** Where a context was first made: read from the active slot, taken from a carrier, or given from outside the function. */
export interface ContextSource {
  readonly kind: 'active' | 'root' | 'extracted' | 'given' | 'unknown';
  readonly node: Node;
}

/** All that the file tells about where a context comes from, every branch of a condition included. */
export interface ContextTrace {
  readonly sources: readonly ContextSource[];
  /** The spans that were put into it on the way. */
  readonly spans: readonly Node[];
  /** True when baggage or other values were added on the way. */
  readonly carriesValues: boolean;
  readonly isSuppressed: boolean;
  /** True when the expression may hold no context at all: a branch with `undefined`, an optional parameter or member. */
  readonly mayBeMissing: boolean;
  /** Every expression that was followed. */
  readonly expressions: readonly Node[];
}

const MAX_STEPS = 100;

/**
 * Follows a context expression to where it was first made, through names, conditions and functions of the file.
 *
 * @param node - an expression that stands where a Context is expected
 */
export function traceContext(node: Node, model: OtelModel): ContextTrace {
  return new Tracing(node, model).run();
}

/** True when the expressions that a context was made from refer to the variable. */
export function isMadeFrom(trace: ContextTrace, variable: Variable): boolean {
  return variable.references.some(({ identifier }) => trace.expressions.some((node) => isInside(identifier, node)));
}

class Tracing {
  readonly #model: OtelModel;
  readonly #start: Node;
  readonly #sources: ContextSource[] = [];
  readonly #spans: Node[] = [];
  readonly #seen = new Set<Node>();
  /** Those of them that count as sources. */
  readonly #followed = new Set<Node>();
  /** What is still to be followed; `isReplaced` marks a base whose own trace no longer counts. */
  readonly #pending: { readonly node: Node; readonly isReplaced: boolean }[];
  #carriesValues = false;
  #isSuppressed = false;
  #mayBeMissing = false;

  constructor(node: Node, model: OtelModel) {
    this.#model = model;
    this.#start = node;
    this.#pending = [{ node, isReplaced: false }];
  }

  run(): ContextTrace {
    for (let step = 0; step < MAX_STEPS; step++) {
      const next = this.#pending.pop();
      if (!next) break;
      const node = unwrap(next.node);
      if (this.#followed.has(node) || (next.isReplaced && this.#seen.has(node))) continue;
      this.#seen.add(node);
      if (!next.isReplaced) this.#followed.add(node);
      this.#follow(node, next.isReplaced);
    }
    return {
      sources: this.#sources,
      spans: this.#spans,
      carriesValues: this.#carriesValues,
      isSuppressed: this.#isSuppressed,
      mayBeMissing: this.#mayBeMissing,
      expressions: [...this.#seen],
    };
  }

  #push(isReplaced: boolean, ...nodes: readonly (Node | null | undefined)[]): void {
    for (const node of nodes) if (node) this.#pending.push({ node, isReplaced });
  }

  #note(kind: ContextSource['kind'], node: Node, isReplaced: boolean): void {
    if (!isReplaced) this.#sources.push({ kind, node });
  }

  #noteMissing(isReplaced: boolean): void {
    if (!isReplaced) this.#mayBeMissing = true;
  }

  #follow(node: Node, isReplaced: boolean): void {
    switch (node.type) {
      case 'Identifier':
        return this.#followName(node, isReplaced);
      case 'ConditionalExpression':
        return this.#push(isReplaced, node.consequent, node.alternate);
      case 'LogicalExpression':
        return this.#push(isReplaced, node.left, node.right);
      case 'AwaitExpression':
        return this.#push(isReplaced, node.argument);
      case 'AssignmentExpression':
        return this.#push(isReplaced, node.right);
      case 'MemberExpression':
        return this.#followProperty(node, isReplaced);
      case 'CallExpression':
        return this.#followCall(node, isReplaced);
      case 'Literal':
        return this.#noteMissing(isReplaced);
      default:
        return this.#note('unknown', node, isReplaced);
    }
  }

  #followName(node: TSESTree.Identifier, isReplaced: boolean): void {
    const { bindings } = this.#model;
    if (this.#model.describeContext(node).kind === 'root') return this.#note('root', node, isReplaced);
    const variable = bindings.findVariable(node);
    if (!variable && node.name === 'undefined') return this.#noteMissing(isReplaced);
    if (!variable) return this.#note('unknown', node, isReplaced);
    const assigned = bindings.findAssigned(variable);
    const isParameter = variable.defs.some((definition) => definition.type === 'Parameter');
    if (isParameter) this.#note(this.#isParameterHere(variable) ? 'given' : 'unknown', node, isReplaced);
    if (isParameter && !assigned?.length && !isRequired(variable)) this.#noteMissing(isReplaced);
    if (!isParameter && !assigned?.length) this.#note('unknown', node, isReplaced);
    for (const { expression, steps } of assigned ?? []) {
      if (steps.length === 0) this.#push(isReplaced, expression);
      else this.#followMember(expression, isReplaced);
    }
  }

  /** A context that was kept in an object, such as a job: the object tells whether it comes from outside. */
  #followMember(object: Node, isReplaced: boolean): void {
    this.#noteMissing(isReplaced);
    this.#seen.add(unwrap(object));
    this.#note(this.#isGiven(object) ? 'given' : 'unknown', object, isReplaced);
  }

  #followProperty(node: Node, isReplaced: boolean): void {
    if (this.#model.describeContext(node).kind === 'root') this.#note('root', node, isReplaced);
    else this.#followMember(node, isReplaced);
  }

  /** True when the object came from outside the function: through a parameter, as `this`, out of a call, or as an item of a loop. */
  #isGiven(node: Node): boolean {
    let root = unwrap(node);
    for (let step = 0; step < MAX_STEPS; step++) {
      this.#seen.add(root);
      if (root.type === 'MemberExpression') root = unwrap(root.object);
      else if (root.type === 'AwaitExpression') root = unwrap(root.argument);
      else if (root.type === 'ThisExpression') return this.#isGivenThis(root);
      else if (root.type !== 'Identifier') return root.type === 'CallExpression';
      else {
        const variable = this.#model.bindings.findVariable(root);
        if (!variable) return false;
        if (variable.defs.some((definition) => definition.type === 'Parameter')) return this.#isParameterHere(variable);
        const [written, ...others] = variable.references.flatMap((reference) => reference.writeExpr ?? []);
        if (!written || others.length > 0) return false;
        if (isLoopItem(variable)) return true;
        root = unwrap(written);
      }
    }
    return false;
  }

  /** True for the object that a plain function is called on, such as one that takes the place of a library's method. */
  #isGivenThis(node: Node): boolean {
    let around = getEnclosingFunction(node);
    while (around?.type === 'ArrowFunctionExpression') around = getEnclosingFunction(around);
    const isOfLiteral = around?.parent?.type === 'Property';
    return around !== null && !isOfLiteral && findThisClass(node) === null && isInside(this.#start, around);
  }

  #isParameterHere(variable: Variable): boolean {
    return variable.defs.some((definition) => isInside(this.#start, definition.node));
  }

  #followCall(call: CallNode, isReplaced: boolean): void {
    const shape = this.#model.describeContext(call);
    switch (shape.kind) {
      case 'active':
      case 'root':
        return this.#note(shape.kind, call, isReplaced);
      case 'extracted':
        if (!isReplaced) this.#carriesValues = true;
        this.#note(isOwnCarrier(call.arguments[1], this.#model) ? 'unknown' : 'extracted', call, isReplaced);
        return this.#push(true, shape.base);
      case 'with-span-context':
        this.#note(isOwnSpanContext(call.arguments[1], this.#model) ? 'unknown' : 'extracted', call, isReplaced);
        return this.#push(true, shape.base);
      case 'with-span':
        return this.#followSpan(call, shape, isReplaced);
      case 'without-span':
        return this.#push(isReplaced, shape.base);
      case 'with-value':
        this.#noteValue(call);
        return this.#push(isReplaced, shape.base);
      default:
        return this.#followUnknownCall(call, isReplaced);
    }
  }

  #followSpan(call: CallNode, { span, base }: { span: Node; base: Node }, isReplaced: boolean): void {
    const { api, values } = this.#model;
    const held = values.dereference(span);
    if (!api.isCallOf(held, 'trace.wrapSpanContext')) {
      this.#spans.push(span);
      return this.#push(isReplaced, base);
    }
    this.#note(isOwnSpanContext(held.arguments[0], this.#model) ? 'unknown' : 'extracted', call, isReplaced);
    this.#push(true, base);
  }

  #noteValue(call: CallNode): void {
    if (this.#model.values.findOrigin(call.callee)?.path === 'suppressTracing') this.#isSuppressed = true;
    else this.#carriesValues = true;
  }

  #followUnknownCall(call: CallNode, isReplaced: boolean): void {
    const target = this.#model.values.findFunction(call.callee);
    const returned = target ? getReturned(target, this.#model.sourceCode) : [];
    if (returned.length === 0) this.#note('unknown', call, isReplaced);
    this.#push(isReplaced, ...returned);
  }
}

/** True when the parameter is annotated with a type that has no `undefined`: in JavaScript, any may be left out. */
function isRequired(variable: Variable): boolean {
  return variable.identifiers.some(
    (identifier) =>
      identifier.type === 'Identifier' &&
      !identifier.optional &&
      identifier.typeAnnotation?.typeAnnotation.type === 'TSTypeReference',
  );
}

function isLoopItem(variable: Variable): boolean {
  return variable.defs.some(({ parent }) => {
    const loop = parent?.type === 'VariableDeclaration' ? parent.parent : null;
    return loop?.type === 'ForOfStatement';
  });
}
