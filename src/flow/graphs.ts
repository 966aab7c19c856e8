import type { Node } from '../model/code/nodes.js';
import { type Graph, type Position, collectPositions } from './graph.js';

/** The graphs of a file by the nodes that they belong to. Each is built when the first question leads to it. */
export class Graphs {
  readonly #builders = new Map<Node, () => Graph>();
  readonly #built = new Map<Node, Graph>();
  readonly #positions = new Map<Node, Position[]>();

  /** Takes the graph of a function, of the file's top level, of a class static block or of a field's initial value. */
  add(node: Node, build: () => Graph): void {
    // A field that holds a function has a path with the same node and nothing in it, which ends after the function's.
    if (!this.#builders.has(node)) this.#builders.set(node, build);
  }

  /** The graph of a node; undefined when it has none of its own. */
  get(node: Node): Graph | undefined {
    const known = this.#built.get(node);
    const build = known ? undefined : this.#builders.get(node);
    if (!build) return known;
    const graph = build();
    this.#built.set(node, graph);
    collectPositions(graph, this.#positions);
    return graph;
  }

  /** True for a recorded event of a graph that has been built. */
  isEvent(node: Node): boolean {
    return this.#positions.has(node);
  }

  /** Where the node, or the nearest recorded one around it in the same function, stands. */
  locate(node: Node): readonly Position[] {
    let owner: Node | undefined = node;
    while (owner && !this.#builders.has(owner)) owner = owner.parent;
    if (!owner) return [];
    this.get(owner);
    for (let current: Node | undefined = node; current; current = current.parent) {
      const positions = this.#positions.get(current);
      if (positions) return positions;
      if (current === owner) break;
    }
    return [];
  }
}
