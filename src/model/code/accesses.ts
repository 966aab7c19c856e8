import type { OtelModel } from '../index.js';
import { type ClassNode, type Node, getStaticName } from './nodes.js';

const MAX_BASES = 10;

/** Where the members of the classes and object literals of the file are read. */
export class Accesses {
  readonly #model: OtelModel;
  readonly #byName = new Map<string, ReadonlyMap<Node, readonly Node[]>>();

  constructor(model: OtelModel) {
    this.#model = model;
  }

  /**
   * The expressions that read a member of a class, through `this`, an instance or the class itself, or a property of
   * an object literal. A name that syntax does not tell is null and has none.
   */
  get(owner: Node, name: string | null): readonly Node[] {
    if (name === null) return [];
    let byOwner = this.#byName.get(name);
    if (!byOwner) this.#byName.set(name, (byOwner = this.#collect(name)));
    return byOwner.get(owner) ?? [];
  }

  #collect(name: string): ReadonlyMap<Node, readonly Node[]> {
    const byOwner = new Map<Node, Node[]>();
    for (const member of this.#model.index.members.get(name) ?? []) {
      const isWritten = member.parent.type === 'AssignmentExpression' && member.parent.left === member;
      if (isWritten) continue;
      for (const owner of this.#getOwners(member.object, name)) {
        const filed = byOwner.get(owner);
        if (filed) filed.push(member);
        else byOwner.set(owner, [member]);
      }
    }
    return byOwner;
  }

  /** The classes that can have given the object its member, up to the one that declares it; or its literal. */
  #getOwners(object: Node, name: string): readonly Node[] {
    const value = this.#model.values.evaluate(object);
    if (value?.kind === 'literal') return [value.node];
    const owners: ClassNode[] = [];
    let current = value?.kind === 'object' || value?.kind === 'class' ? value.node : null;
    while (current && owners.length < MAX_BASES) {
      owners.push(current);
      if (declares(current, name)) break;
      const base = this.#model.values.evaluate(current.superClass);
      current = base?.kind === 'class' ? base.node : null;
    }
    return owners;
  }
}

function declares(owner: ClassNode, name: string): boolean {
  return owner.body.body.some(
    (member) =>
      (member.type === 'MethodDefinition' || member.type === 'PropertyDefinition') && getStaticName(member) === name,
  );
}
