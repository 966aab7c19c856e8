import type { TSESTree } from '@typescript-eslint/utils';
import type { Flow } from '../../flow/index.js';
import type { OtelModel } from '../index.js';
import { type Node, type Variable, getEnclosingFunction, getStaticName, isFunction, unwrap, wrap } from './nodes.js';
import { getDerivations } from './results.js';

/** What becomes of the value of an expression. */
export type Fate =
  | { readonly kind: 'used' | 'dropped' | 'tested' }
  | { readonly kind: 'unread'; readonly variable: Variable; readonly isTested: boolean };

type Write = TSESTree.VariableDeclarator | TSESTree.AssignmentExpression;

const USED: Fate = { kind: 'used' };
const DROPPED: Fate = { kind: 'dropped' };
/** All that is asked of it is whether it is there, which says nothing of what it holds. */
const TESTED: Fate = { kind: 'tested' };

/** Beyond these, a value counts as used: the cost of a file stays in proportion to its size. */
const MAX_REFERENCES = 200;
const MAX_STEPS = 20;

/** The writes that a value has been followed through, each with its variable. */
type Trail = ReadonlyMap<Node, Variable>;

/** Answers whether anything can see the value of an expression. `void`, and a name that begins with `_`, are use enough. */
export class Fates {
  readonly #model: OtelModel;
  readonly #flow: Flow;

  constructor(model: OtelModel, flow: Flow) {
    this.#model = model;
    this.#flow = flow;
  }

  /** What becomes of the value of the expression. */
  getFate(expression: Node): Fate {
    const fate = this.#follow(expression, new Map());
    return fate.kind === 'tested' ? USED : fate;
  }

  /** True when a variable that is written at a node can be read from there on. */
  isReadAfter(variable: Variable, write: Node): boolean {
    return this.#isRead(variable, write, new Map([[write, variable]]));
  }

  #follow(expression: Node, trail: Trail): Fate {
    const node = wrap(expression);
    const { parent } = node;
    switch (parent?.type) {
      case 'ExpressionStatement':
        return DROPPED;
      case 'SequenceExpression':
        return parent.expressions.at(-1) === node ? this.#follow(parent, trail) : DROPPED;
      case 'LogicalExpression':
        if (parent.right === node) return this.#follow(parent, trail);
        return isTest(node) ? TESTED : USED;
      case 'ConditionalExpression':
        return isTest(node) ? TESTED : this.#follow(parent, trail);
      case 'IfStatement':
      case 'UnaryExpression':
        return isTest(node) ? TESTED : USED;
      case 'AwaitExpression':
        return this.#follow(parent, trail);
      case 'ArrowFunctionExpression':
        return isGivenToForEach(parent) ? DROPPED : USED;
      case 'VariableDeclarator':
        return parent.init === node ? this.#followWrite(parent.id, parent, trail) : USED;
      case 'AssignmentExpression': {
        const isPlain = parent.right === node && parent.operator === '=';
        return isPlain && this.#follow(parent, trail).kind === 'dropped'
          ? this.#followWrite(parent.left, parent, trail)
          : USED;
      }
      case 'MemberExpression':
        return parent.object === node ? this.#followDerived(wrap(parent).parent, trail) : USED;
      case 'CallExpression':
        return parent.arguments[0] === node ? this.#followDerived(parent, trail) : USED;
      default:
        return USED;
    }
  }

  /** `ctx = trace.setSpan(ctx, span)` alone reads `ctx` for nothing; any other value that is derived is judged by itself. */
  #followDerived(call: Node | undefined, trail: Trail): Fate {
    if (!call || !getDerivations(this.#model).has(call)) return USED;
    const fate = this.#follow(call, trail);
    return fate.kind === 'unread' && [...trail.values()].includes(fate.variable) ? fate : USED;
  }

  #followWrite(target: Node, write: Write, trail: Trail): Fate {
    const variable = target.type === 'Identifier' ? this.#model.bindings.findVariable(target) : null;
    if (!variable || this.#isVisibleOutside(variable)) return USED;
    const isRead = !trail.has(write) && this.#isRead(variable, write, new Map([...trail, [write, variable]]));
    return isRead ? USED : { kind: 'unread', variable, isTested: this.#isTested(variable) };
  }

  #isRead(variable: Variable, write: Node, trail: Trail): boolean {
    if (variable.references.length > MAX_REFERENCES || trail.size > MAX_STEPS) return true;
    const reads = this.#model.bindings.getReads(variable).map(({ identifier }) => identifier);
    const isReached = this.#findReached(variable, write);
    return reads.some((read) => isReached(read) && this.#follow(read, trail).kind === 'used');
  }

  #isTested(variable: Variable): boolean {
    return this.#model.bindings.getReads(variable).some(({ identifier }) => isTest(wrap(identifier)));
  }

  /** Tells which reads can see what was written. Where paths do not show a read, it is taken to. */
  #findReached(variable: Variable, write: Node): (read: Node) => boolean {
    const around = getEnclosingFunction(write);
    if (!this.#flow.isReachable(write)) return () => true;
    const overwrites = isInTry(write) ? [] : getWrites(variable);
    const releases = [...overwrites, ...getBlockDeclarators(variable)].filter((other) => other !== write);
    const region = this.#flow.getLiveRegion({ acquire: write, releases, escapes: [] });
    return (read) => getEnclosingFunction(read) !== around || !this.#flow.isReachable(read) || region.isLiveAt(read);
  }

  /** True for a variable that the syntax of this file's functions does not show all uses of. */
  #isVisibleOutside(variable: Variable): boolean {
    const { name, scope, defs } = variable;
    if (name.startsWith('_') || scope.type === 'global') return true;
    // The template of a component reads the variables of its script.
    if (scope.type === 'module' && !/\.[cm]?[jt]sx?$/u.test(this.#model.filename)) return true;
    return defs.some((definition) => {
      if (definition.type === 'Parameter') return (scope.set.get('arguments')?.references.length ?? 0) > 0;
      return definition.parent?.parent?.type === 'ExportNamedDeclaration';
    });
  }
}

/** True where a value only decides what is done: `if (value)`, `value ? a : b`, `value && a`, `!value`. */
function isTest(node: Node): boolean {
  const { parent } = node;
  switch (parent?.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
      return parent.test === node;
    case 'LogicalExpression':
      return parent.left === node && parent.operator === '&&';
    case 'UnaryExpression':
      return parent.operator === '!';
    default:
      return false;
  }
}

/** `forEach` does nothing with what its callback returns. */
function isGivenToForEach(arrow: TSESTree.ArrowFunctionExpression): boolean {
  const { parent } = arrow;
  if (parent.type !== 'CallExpression' || parent.arguments[0] !== arrow) return false;
  const callee = unwrap(parent.callee);
  return callee.type === 'MemberExpression' && getStaticName(callee) === 'forEach';
}

function getWrites(variable: Variable): readonly Node[] {
  return variable.references.flatMap(({ identifier }) => {
    const { parent } = identifier;
    return parent?.type === 'AssignmentExpression' && parent.operator === '=' && parent.left === identifier
      ? [parent]
      : [];
  });
}

/** `let` and `const` make the variable anew in each turn of a loop. */
function getBlockDeclarators({ defs }: Variable): readonly Node[] {
  return defs.flatMap((definition) =>
    definition.type === 'Variable' &&
    definition.parent.kind !== 'var' &&
    definition.parent.parent.type === 'BlockStatement'
      ? [definition.node]
      : [],
  );
}

/** True inside a `try`: paths do not show all the ways from there to its `catch`. */
function isInTry(node: Node): boolean {
  for (let current: Node | undefined = node; current && !isFunction(current); current = current.parent) {
    if (current.parent?.type === 'TryStatement' && current.parent.finalizer !== current) return true;
  }
  return false;
}
