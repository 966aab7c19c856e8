import type { CallbackPosition } from '../boundaries/boundary.js';
import { Accesses } from './code/accesses.js';
import { Constructions } from './code/constructions.js';
import type { OtelModel } from './index.js';
import {
  type CallNode,
  type ClassNode,
  type FunctionNode,
  type Node,
  getEnclosingFunction,
  getStaticName,
  getWrittenName,
  isInside,
  wrap,
} from './code/nodes.js';
import { type Placement, findPlacement } from './dispatch/placements.js';

/** A known use of a function: the call that runs it or hands it over. */
export type Use = Exclude<Placement, { kind: 'parameter' | 'wrapped' }>;

/** How many expressions are followed for one function. */
const MAX_STEPS = 1000;
/** How many functions that return functions are followed into one another. */
const MAX_DEPTH = 50;

/** Answers which calls run a function of the file, or hand it over, wherever it is named. */
export class Callbacks {
  readonly #model: OtelModel;
  readonly #uses = new Map<FunctionNode, readonly Use[]>();
  readonly #placements = new Map<Node, Map<Node, Placement | null>>();
  readonly #accesses: Accesses;
  readonly #constructions: Constructions;
  #depth = 0;

  constructor(model: OtelModel) {
    this.#model = model;
    this.#accesses = new Accesses(model);
    this.#constructions = new Constructions(model);
  }

  /** The calls that construct a class of the file. */
  getConstructions(owner: ClassNode): readonly CallNode[] {
    return this.#constructions.get(owner);
  }

  /** The known uses of a function, in the order in which they are found; unknown uses are left out. */
  getUses(node: FunctionNode): readonly Use[] {
    const known = this.#uses.get(node);
    if (known) return known;
    if (this.#depth >= MAX_DEPTH) return [];
    this.#uses.set(node, []); // what a function that returns itself sees
    this.#depth++;
    const uses = this.#collect(node);
    this.#depth--;
    this.#uses.set(node, uses);
    return uses;
  }

  /** Follows every expression that stands for the function, each once. */
  #collect(node: FunctionNode): readonly Use[] {
    const uses: Use[] = [];
    const seen = new Set<Node>();
    const pending: Node[] = [...this.#getNames(node)];
    for (let step = 0; step < MAX_STEPS; step++) {
      const expression = pending.pop();
      if (!expression) break;
      if (seen.has(expression)) continue;
      seen.add(expression);
      pending.push(...this.#follow(wrap(expression), uses));
    }
    return uses;
  }

  /** The expressions that stand for a function at its definition: itself, the reads of its name, the accesses of a method. */
  #getNames(node: FunctionNode): readonly Node[] {
    const { parent } = node;
    if (node.type === 'FunctionDeclaration') return node.id ? this.#getReads(node.id) : [];
    if (parent?.type === 'MethodDefinition') {
      const owner = parent.parent.parent;
      if (parent.kind === 'constructor') return this.getConstructions(owner).map(({ callee }) => callee);
      return parent.kind === 'method' ? this.#accesses.get(owner, getStaticName(parent)) : [];
    }
    return parent?.type === 'Property' && parent.kind !== 'init' ? [] : [node];
  }

  /** Notes what becomes of the function at an expression, and returns the expressions that stand for it from there on. */
  #follow(node: Node, uses: Use[]): readonly Node[] {
    const { parent } = node;
    switch (parent?.type) {
      case 'CallExpression':
      case 'NewExpression':
        return this.#followCall(parent, node, uses);
      case 'MemberExpression':
        return parent.object === node ? this.#followMethod(parent, uses) : [];
      case 'Property':
        return [...this.#accesses.get(parent.parent, getStaticName(parent)), ...this.#followPart(node, uses)];
      case 'ArrayExpression':
        return this.#followPart(node, uses);
      case 'VariableDeclarator':
        return parent.init === node && parent.id.type === 'Identifier' ? this.#getReads(parent.id) : [];
      case 'AssignmentExpression':
        return parent.right === node && parent.operator === '=' ? [...this.#followAssignment(parent.left), parent] : [];
      case 'AssignmentPattern':
        return parent.right === node ? this.#getReads(parent.left) : [];
      case 'PropertyDefinition':
        return parent.value === node ? this.#accesses.get(parent.parent.parent, getStaticName(parent)) : [];
      case 'LogicalExpression':
        return [parent];
      case 'ConditionalExpression':
        return parent.test === node ? [] : [parent];
      case 'ReturnStatement':
        return this.#followResult(node, uses);
      case 'ArrowFunctionExpression':
        return parent.body === node ? this.#followResult(node, uses) : [];
      default:
        return [];
    }
  }

  #followCall(call: CallNode, node: Node, uses: Use[]): readonly Node[] {
    if (call.callee === node) {
      uses.push({ kind: 'inline', call });
      return [];
    }
    const index = call.arguments.findIndex((argument) => argument === node);
    return this.#place(call, index, node, uses);
  }

  /** `fn.bind(this)` stands for the function, `fn.call(...)` and `fn.apply(...)` run it. */
  #followMethod(member: Node, uses: Use[]): readonly Node[] {
    if (member.type !== 'MemberExpression') return [];
    const callee = wrap(member);
    const call = callee.parent;
    if (call?.type !== 'CallExpression' || call.callee !== callee) return [];
    const name = getStaticName(member);
    if (name === 'bind') return [call];
    if (name === 'call' || name === 'apply') uses.push({ kind: 'inline', call });
    return [];
  }

  /** A property or an element of an argument, at any depth: the position is a path, `*` stands for any element. */
  #followPart(node: Node, uses: Use[], part = node, path: string[] = []): readonly Node[] {
    let current = part;
    for (let parent = current.parent; parent; parent = current.parent) {
      const property = parent.type === 'Property' && parent.value === current ? parent : null;
      if (!property && parent.type !== 'ArrayExpression') break;
      const name = property ? getStaticName(property) : '*';
      if (name === null) return [];
      path.unshift(name);
      current = wrap(property ? property.parent : parent);
    }
    const whole = path.length > 0 ? this.#getNamesOf(current) : [];
    return whole.flatMap((argument) => {
      const call = argument.parent;
      if (call?.type !== 'CallExpression' && call?.type !== 'NewExpression') return [];
      const index = call.arguments.findIndex((it) => it === argument);
      return index < 0 ? [] : this.#place(call, `${index}.${path.join('.')}`, node, uses, argument);
    });
  }

  /** An object or array with the function in it, and the reads of the constant that holds it. */
  #getNamesOf(literal: Node): readonly Node[] {
    const { parent } = literal;
    const isHeld = parent?.type === 'VariableDeclarator' && parent.init === literal && parent.parent.kind === 'const';
    return isHeld ? this.#getReads(parent.id).map(wrap) : [literal];
  }

  /** @param argument - what the call is given: the function itself, or what it is a part of */
  #place(call: CallNode, position: CallbackPosition, node: Node, uses: Use[], argument = node): readonly Node[] {
    const known = this.#placements.get(node) ?? new Map<Node, Placement | null>();
    this.#placements.set(node, known);
    let placement = known.get(argument);
    if (placement === undefined) {
      placement = findPlacement(call, position, node, this.#model);
      known.set(argument, placement);
    }
    if (!placement) return [];
    if (placement.kind === 'wrapped') return [placement.call];
    if (placement.kind !== 'parameter') {
      uses.push(placement);
      return [];
    }
    const { target, index, path } = placement;
    return this.#followInto(target.params[index], path);
  }

  /** What stands for a part of an argument inside the function that is called: `path` leads from the parameter to the part. */
  #followInto(parameter: Node | undefined, path: readonly string[]): readonly Node[] {
    const target = parameter?.type === 'AssignmentPattern' ? parameter.left : parameter;
    const [name, ...rest] = path;
    if (!target || name === undefined) return target ? this.#getReads(target) : [];
    if (target.type === 'ObjectPattern') {
      const property = target.properties.find((part) => part.type === 'Property' && getStaticName(part) === name);
      return property?.type === 'Property' ? this.#followInto(property.value, rest) : [];
    }
    return path.reduce<readonly Node[]>(
      (nodes, part) => nodes.flatMap((node) => getAccess(node, part)),
      this.#getReads(target),
    );
  }

  #followAssignment(target: Node): readonly Node[] {
    if (target.type === 'Identifier') return this.#getReads(target);
    if (target.type !== 'MemberExpression') return [];
    const value = this.#model.values.evaluate(target.object);
    return value && 'node' in value ? this.#accesses.get(value.node, getStaticName(target)) : [];
  }

  /** A function that is returned stands where its factory is called; one that is returned to `map` is an element of what that returns. */
  #followResult(node: Node, uses: Use[]): readonly Node[] {
    const owner = getEnclosingFunction(node);
    if (!owner || owner.async || owner.generator) return [];
    return this.getUses(owner).flatMap((use) => {
      if (use.kind !== 'inline') return [];
      const isMapped = getWrittenName(use.call.callee) === 'map' && use.call.arguments[0] === wrap(owner);
      return isMapped ? this.#followPart(node, uses, wrap(use.call), ['*']) : [use.call];
    });
  }

  /** The reads of what is written to a name there: not those behind `task = wrap(task)`, which see what that returns. */
  #getReads(identifier: Node): readonly Node[] {
    const variable = identifier.type === 'Identifier' ? this.#model.bindings.findVariable(identifier) : null;
    if (!variable) return [];
    const reads = this.#model.bindings.getReads(variable).map((reference) => reference.identifier);
    const wrapped = variable.references.flatMap(({ identifier: target, writeExpr: value }) => {
      const isLater = value && target.range[0] > identifier.range[0];
      return isLater && reads.some((read) => isInside(read, value)) ? [value] : [];
    });
    const seen = reads.filter((read) => wrapped.every((value) => read.range[0] <= value.range[1]));
    return seen.slice(0, MAX_STEPS);
  }
}

/** The member of that name, when one is read of the node. */
function getAccess(node: Node, name: string): readonly Node[] {
  const object = wrap(node);
  const { parent } = object;
  return parent?.type === 'MemberExpression' && parent.object === object && getStaticName(parent) === name
    ? [parent]
    : [];
}
