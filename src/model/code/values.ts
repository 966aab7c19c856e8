import type { TSESTree } from '@typescript-eslint/utils';
import type { Bindings } from './bindings.js';
import { findAnnotation, findGiven } from './declarations.js';
import { type CanonicalModule, findImportOrigin, findModuleOrigin, findTypeImportOrigin } from './imports.js';
import {
  type ClassNode,
  type FunctionNode,
  type Node,
  type Variable,
  getStaticName,
  isClass,
  isFunction,
  unwrap,
} from './nodes.js';
import { Memo } from './memo.js';
import { type Origin, getInstance, getMember, getModuleOrigin, getResult } from './origin.js';
import { type ClassValue, type Value, pickTelling, toValue } from './value.js';
import { getResultNodes } from './returns.js';
import { type ThisAssignments, findClassMember, findLiteralMember, findThisClass, findTypeMember } from './members.js';

/** How many names a constant is followed through. */
const MAX_STEPS = 60;

/**
 * Answers what expressions are by following imports, `require`, constants, destructuring, class
 * fields, local factories and TypeScript annotations through the file. Null is "not known".
 */
export class Values {
  readonly #bindings: Bindings;
  readonly #assignments: ThisAssignments;
  /** The module that an import source stands for. */
  readonly toCanonical: CanonicalModule;
  readonly #memo = new Memo();

  constructor(bindings: Bindings, assignments: ThisAssignments, toCanonical: CanonicalModule) {
    this.#bindings = bindings;
    this.#assignments = assignments;
    this.toCanonical = toCanonical;
  }

  /** What the expression or type is; null when the file does not tell. Cycles and deep nesting answer null. */
  evaluate(node: Node | null | undefined): Value | null {
    if (!node) return null;
    const expression = unwrap(node);
    const known = this.#memo.get(expression);
    if (known !== undefined) return known;
    const asserted = node.type === 'TSAsExpression' || node.type === 'TSTypeAssertion' ? node.typeAnnotation : null;
    if (!asserted) return this.#memo.recall(expression, () => this.#compute(expression));
    return this.#memo.recall(expression, () => pickTelling([this.#compute(expression), this.evaluate(asserted)]));
  }

  /** Where the value comes from when it comes from a module or a global. */
  findOrigin(node: Node | null | undefined): Origin | null {
    return this.#toOrigin(this.evaluate(node));
  }

  /** The function of this file that the expression stands for. */
  findFunction(node: Node | null | undefined): FunctionNode | null {
    const value = this.evaluate(node);
    return value?.kind === 'function' ? value.node : null;
  }

  /** The expression that a constant stands for, followed through names; the node itself when it is no constant. */
  dereference(node: Node): Node {
    let current = unwrap(node);
    for (let step = 0; step < MAX_STEPS && current.type === 'Identifier'; step++) {
      const variable = this.#bindings.findVariable(current);
      const value = variable && this.#bindings.findSoleValue(variable);
      if (!value) break;
      current = unwrap(value);
    }
    return current;
  }

  /** The value of a property of a value. */
  getMember(value: Value | null, name: string): Value | null {
    switch (value?.kind) {
      case 'origin':
        return toValue(getMember(value.origin, name));
      case 'class':
      case 'object': {
        const chain = this.#getClassChain(value);
        for (const { kind, node } of chain) {
          const member = findClassMember(node, name, kind === 'class', this.#assignments);
          if (member.length > 0) return this.#findFirst(member);
        }
        const base = this.#evaluateSuper(chain.at(-1) ?? value);
        return base?.kind === 'origin' ? toValue(getMember(base.origin, name)) : null;
      }
      case 'literal':
        return this.evaluate(findLiteralMember(value.node, name));
      case 'type':
        return this.evaluate(findTypeMember(value.node, name));
      default:
        return null;
    }
  }

  /** The class of this file that the value is, or is an instance of, and the classes of this file that it extends. */
  #getClassChain(value: ClassValue): readonly ClassValue[] {
    const chain = new Map<ClassNode, ClassValue>();
    let current: Value | null = value;
    while ((current?.kind === 'class' || current?.kind === 'object') && !chain.has(current.node)) {
      chain.set(current.node, current);
      current = this.#evaluateSuper(current);
    }
    return [...chain.values()];
  }

  #evaluateSuper(value: ClassValue): Value | null {
    const base = this.evaluate(value.node.superClass);
    return value.kind === 'class' ? base : this.#construct(base);
  }

  #compute(node: Node): Value | null {
    switch (node.type) {
      case 'Identifier':
        return this.#evaluateIdentifier(node);
      case 'MemberExpression': {
        const name = getStaticName(node);
        return name === null ? null : this.getMember(this.evaluate(node.object), name);
      }
      case 'CallExpression':
        return this.#evaluateCall(node);
      case 'NewExpression':
        return this.#construct(this.evaluate(node.callee));
      case 'ImportExpression':
        return toValue(findModuleOrigin(node.source, this.toCanonical));
      case 'ThisExpression': {
        const owner = findThisClass(node);
        return owner && { kind: owner.isStatic ? 'class' : 'object', node: owner.node };
      }
      case 'AwaitExpression':
        return this.evaluate(node.argument);
      case 'AssignmentExpression':
        return this.evaluate(node.right);
      case 'LogicalExpression':
        return this.#findFirst([node.left, node.right]);
      case 'ConditionalExpression':
        return this.#findFirst([node.consequent, node.alternate]);
      case 'ObjectExpression':
        return { kind: 'literal', node };
      default:
        if (isFunction(node)) return { kind: 'function', node };
        return isClass(node) ? { kind: 'class', node } : this.#computeType(node);
    }
  }

  /** What a value of the type is. */
  #computeType(node: Node): Value | null {
    switch (node.type) {
      case 'TSTypeReference':
        return this.#evaluateTypeName(node.typeName);
      case 'TSImportType':
        return this.#construct(this.#evaluateEntity(node));
      case 'TSTypeQuery':
        // Another function of the same type is not the same function; an object of a module mostly is.
        return toValue(this.#toOrigin(this.#evaluateEntity(node.exprName)));
      case 'TSTypeLiteral':
        return { kind: 'type', node };
      case 'TSUnionType':
      case 'TSIntersectionType':
        return this.#findFirst(node.types);
      default:
        return null;
    }
  }

  #evaluateTypeName(name: TSESTree.EntityName): Value | null {
    const definition = name.type === 'Identifier' ? this.#bindings.findVariable(name)?.defs[0]?.node : undefined;
    if (definition?.type === 'TSInterfaceDeclaration') return { kind: 'type', node: definition.body };
    if (definition?.type === 'TSTypeAliasDeclaration') return this.evaluate(definition.typeAnnotation);
    return this.#construct(this.#evaluateEntity(name));
  }

  #evaluateEntity(name: TSESTree.EntityName | TSESTree.TSImportType): Value | null {
    if (name.type === 'TSImportType') return toValue(findTypeImportOrigin(name, this.toCanonical));
    if (name.type !== 'TSQualifiedName') return this.evaluate(name);
    return this.getMember(this.#evaluateEntity(name.left), name.right.name);
  }

  #findFirst(candidates: readonly Node[]): Value | null {
    return pickTelling(candidates.map((candidate) => this.evaluate(candidate)));
  }

  #evaluateIdentifier(node: TSESTree.Identifier): Value | null {
    const variable = this.#bindings.findVariable(node);
    if (!variable) {
      return this.#bindings.isGlobal(node) ? { kind: 'origin', origin: getModuleOrigin('global', node.name) } : null;
    }
    const [definition] = variable.defs;
    if (!definition) return null;
    if (definition.type === 'ImportBinding') return toValue(findImportOrigin(definition.node, this.toCanonical));
    if (isClass(definition.node)) return { kind: 'class', node: definition.node };
    if (definition.type === 'FunctionName') {
      const [sole, ...others] = variable.defs.map((def) => def.node).filter(isFunction);
      return sole && others.length === 0 ? { kind: 'function', node: sole } : null;
    }
    return this.#memo.recallVariable(variable, () => this.#evaluateVariable(variable));
  }

  #evaluateVariable(variable: Variable): Value | null {
    const held = (this.#bindings.findAssigned(variable) ?? []).map(({ expression, steps }) =>
      steps.reduce((value, step) => (step === null ? null : this.getMember(value, step)), this.evaluate(expression)),
    );
    const given = toValue(findGiven(variable, (callee) => this.findOrigin(callee)));
    return pickTelling([...held, this.#evaluateAnnotation(variable.identifiers), given]);
  }

  #evaluateAnnotation(identifiers: readonly Node[]): Value | null {
    const annotation = findAnnotation(identifiers);
    if (!annotation) return null;
    const value = this.evaluate(annotation.type);
    return annotation.name === null ? value : this.getMember(value, annotation.name);
  }

  #evaluateCall(node: TSESTree.CallExpression): Value | null {
    const { callee } = node;
    if (callee.type === 'Identifier' && callee.name === 'require' && this.#bindings.isGlobal(callee)) {
      return toValue(findModuleOrigin(node.arguments[0], this.toCanonical));
    }
    if (callee.type === 'MemberExpression' && getStaticName(callee) === 'bind') {
      const bound = this.evaluate(callee.object);
      if (bound?.kind === 'function' || (bound?.kind === 'origin' && !bound.origin.path.endsWith('context')))
        return bound;
    }
    const called = this.evaluate(callee);
    if (called?.kind === 'function') return this.#evaluateReturn(called.node);
    return called?.kind === 'origin' ? { kind: 'origin', origin: getResult(called.origin) } : null;
  }

  /** What a local factory returns. */
  #evaluateReturn(node: FunctionNode): Value | null {
    return node.generator ? null : this.#findFirst(getResultNodes(node));
  }

  #construct(value: Value | null): Value | null {
    if (value?.kind === 'class') return { kind: 'object', node: value.node };
    return value?.kind === 'origin' ? { kind: 'origin', origin: getInstance(value.origin) } : null;
  }

  #toOrigin(value: Value | null): Origin | null {
    if (value?.kind === 'origin') return value.origin;
    const last = value?.kind === 'object' ? this.#getClassChain(value).at(-1) : undefined;
    const base = last && this.#evaluateSuper(last);
    return base?.kind === 'origin' ? base.origin : null;
  }
}
