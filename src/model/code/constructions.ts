import type { OtelModel } from '../index.js';
import { type CallNode, type ClassNode, type FunctionNode, type Node, isClass, isFunction } from './nodes.js';

const MAX_BASES = 10;

/** Which calls construct the classes of a file, and so run their constructors and evaluate their fields. */
export class Constructions {
  readonly #model: OtelModel;
  #byClass: ReadonlyMap<ClassNode, readonly CallNode[]> | undefined;

  constructor(model: OtelModel) {
    this.#model = model;
  }

  /** `new X()`, `new Y()` for a class without a constructor that extends it, `super()` in one that has its own. */
  get(owner: ClassNode): readonly CallNode[] {
    this.#byClass ??= this.#collect();
    return this.#byClass.get(owner) ?? [];
  }

  #collect(): ReadonlyMap<ClassNode, readonly CallNode[]> {
    const byClass = new Map<ClassNode, CallNode[]>();
    for (const call of this.#model.index.calls) {
      let owner = this.#findConstructed(call);
      for (let depth = 0; owner && depth < MAX_BASES; depth++) {
        const filed = byClass.get(owner);
        if (filed) filed.push(call);
        else byClass.set(owner, [call]);
        owner = findConstructor(owner) ? null : this.#findBase(owner);
      }
    }
    return byClass;
  }

  #findConstructed(call: CallNode): ClassNode | null {
    if (call.type === 'NewExpression') return this.#toClass(call.callee);
    const owner = call.callee.type === 'Super' ? findClassAround(call) : null;
    return owner && this.#findBase(owner);
  }

  #findBase(owner: ClassNode): ClassNode | null {
    return this.#toClass(owner.superClass);
  }

  #toClass(node: Node | null): ClassNode | null {
    const value = this.#model.values.evaluate(node);
    return value?.kind === 'class' ? value.node : null;
  }
}

/** The constructor that a class declares itself. */
export function findConstructor(owner: ClassNode): FunctionNode | null {
  for (const member of owner.body.body) {
    if (member.type === 'MethodDefinition' && member.kind === 'constructor' && isFunction(member.value)) {
      return member.value;
    }
  }
  return null;
}

/** The class whose field a place stands in the value of, when the place is evaluated with each construction. */
export function findFieldClass(place: Node): ClassNode | null {
  for (let node: Node | undefined = place; node && !isFunction(node); node = node.parent) {
    if (node.type === 'PropertyDefinition' || node.type === 'AccessorProperty') {
      return node.static || place === node ? null : node.parent.parent;
    }
  }
  return null;
}

function findClassAround(node: Node): ClassNode | null {
  let current: Node | undefined = node;
  while (current && !isClass(current)) current = current.parent;
  return current ?? null;
}
