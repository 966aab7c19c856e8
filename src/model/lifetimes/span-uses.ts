import type { CallNode, FunctionNode, Node } from '../code/nodes.js';
import type { ChainEnd } from './chain-ends.js';
import type { SpanOwnership } from './ownership.js';

/** What running a function does with a span that lives when it is entered. */
export type Effect =
  /** It lives on. */
  | 'none'
  /** It is ended on every path that ends without a throw. */
  | 'ends'
  /** It is ended on some of them. */
  | 'may-end'
  /** It is given to calls that are not known. */
  | 'lends'
  /** It gets another owner. */
  | 'escapes';

/** A function that mentions the span, or is given it, and runs in place. */
export interface Run {
  readonly call: CallNode;
  readonly target: FunctionNode;
  readonly effect: Effect;
  /** That of the name by which the function has the span; null where its parameters do not tell. */
  readonly ownership: SpanOwnership | null;
}

/** A function that mentions the span and is given to a call that nobody knows, or that runs it later. */
export interface HandedOn {
  /** Its name, or what stands around it. */
  readonly node: Node;
  readonly target: FunctionNode;
}

/** A listener that may end the span. */
export interface EndingListener {
  readonly call: CallNode;
  readonly receiver: Node;
  readonly event: string | null;
}

/** What happens to a span in one function, each at the node that stands for it there. */
export interface Uses {
  readonly ends: CallNode[];
  readonly lends: Node[];
  readonly escapes: Node[];
  readonly touches: { readonly node: CallNode; readonly name: string; readonly writes: boolean }[];
  readonly runs: Run[];
  readonly chains: ChainEnd[];
  readonly listeners: EndingListener[];
  readonly callbacks: HandedOn[];
  /** True when something that cannot be placed on a path has the span. */
  isHidden: boolean;
}

/** True when no other function that has to do with the span runs in the same call. */
export function isAloneInCall({ call, target }: Run, { runs }: Uses): boolean {
  return runs.every((other) => other.call !== call || other.target === target);
}

/** No uses yet. */
export function createUses(): Uses {
  return {
    ends: [],
    lends: [],
    escapes: [],
    touches: [],
    runs: [],
    chains: [],
    listeners: [],
    callbacks: [],
    isHidden: false,
  };
}
