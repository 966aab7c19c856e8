import { callbackOutcomes } from '../../boundaries/catalogue/outcomes.js';
import type { OtelModel } from '../index.js';
import {
  type CallNode,
  type Node,
  compareBySource,
  getStaticName,
  getWrittenName,
  unwrap,
  wrap,
} from '../code/nodes.js';
import { getAncestry } from '../code/origin.js';
import type { SpanOwnership } from './ownership.js';
import type { HandedOn } from './span-uses.js';

/** An outcome on which none of the functions is called that end the span. */
export interface MissedCallback {
  /** The name of the call that is given the functions. */
  readonly taker: string;
  /** Completes "when ...". */
  readonly when: string;
  /** Completes "End it". */
  readonly remedy: string;
  /** The first of the functions, or the property that holds it. */
  readonly node: Node;
}

interface Place {
  readonly call: CallNode;
  /** A `CallbackPosition`. */
  readonly position: string;
}

const MAX_DEPTH = 10;
/** Operators behind which no error of the source comes. */
const CATCHING = /^(?:catch|onError|materialize)/u;
/** Operators that may subscribe to the source once more, wherever they stand. */
const REPEATING = /^(?:retry|repeat)/u;

/** The outcome on which a call that alone is given what ends the span calls none of it; null when there is none. */
export function findMissedCallback(ownership: SpanOwnership, owner: Node, model: OtelModel): MissedCallback | null {
  const found = findCallbacks(ownership, owner) ?? [];
  const callbacks = [...found].sort((left, right) => compareBySource(left.target, right.target));
  const [first] = callbacks;
  const places = callbacks.map(findPlace);
  const call = places[0]?.call;
  if (!first || !call || places.some((place) => place?.call !== call)) return null;
  const origin = model.values.findOrigin(call.callee);
  const known = origin ? getAncestry(origin).flatMap((key) => callbackOutcomes[key] ?? []) : [];
  if (known.some(({ callbacks: called }) => called.length > 0) && isOpen(call)) return null;
  const missed = known.find((outcome) => places.every((place) => place && !outcome.callbacks.includes(place.position)));
  const remedy = missed?.callbacks.at(-1)?.split('.')[1] ?? '';
  if (!missed || hasProperty(call, remedy) || isSafeOperator(call, model)) return null;
  const { parent } = first.target;
  const node = parent.type === 'Property' ? parent : first.target;
  return { taker: getWrittenName(call.callee) ?? '', when: missed.when, remedy: missed.remedy, node };
}

/** The functions that may end the span; null when anything else may, too. */
function findCallbacks(ownership: SpanOwnership, owner: Node, depth = 0): readonly HandedOn[] | null {
  const { ends, lends, escapes, runs, callbacks } = ownership.getUses(owner);
  if (ends.length + lends.length > 0 || depth > MAX_DEPTH) return null;
  const found: HandedOn[] = [];
  for (const escape of escapes) {
    const own = callbacks.filter(({ node }) => node === escape);
    const target = own.length > 0 ? null : runs.find(({ call }) => call === escape)?.target;
    const inner = target && ownership.mentions(target) ? findCallbacks(ownership, target, depth + 1) : null;
    if (own.length === 0 && !inner) return null;
    found.push(...own, ...(inner ?? []));
  }
  return found;
}

/** The call that a function is given to, by itself or as a property of an object. */
function findPlace({ target }: HandedOn): Place | null {
  const node = wrap(target);
  const property = node.parent?.type === 'Property' && node.parent.value === node ? node.parent : null;
  const argument = property ? wrap(property.parent) : node;
  const call = argument.parent;
  if ((call?.type !== 'CallExpression' && call?.type !== 'NewExpression') || call.callee === argument) return null;
  const index = call.arguments.findIndex((it) => it === argument);
  const name = property && getStaticName(property);
  return { call, position: property ? `${index}.${name ?? '*'}` : String(index) };
}

/** True where the functions that a call is given are not all to be seen. */
function isOpen(call: CallNode): boolean {
  return call.arguments.some((argument) => {
    if (argument.type === 'SpreadElement') return true;
    const node = unwrap(argument);
    return node.type === 'ObjectExpression' && node.properties.some(({ type }) => type === 'SpreadElement');
  });
}

/** What it does there may lead to one of the others. */
function hasProperty(call: CallNode, name: string): boolean {
  return call.arguments.some(
    (argument) =>
      argument.type === 'ObjectExpression' &&
      argument.properties.some((property) => property.type === 'Property' && getStaticName(property) === name),
  );
}

/** True for an operator that sees no error of its source, and for one whose source may have none: a call of other code may. */
function isSafeOperator(operator: CallNode, model: OtelModel): boolean {
  if (!/^rxjs(?:\/|$)/u.test(model.values.findOrigin(operator.callee)?.module ?? '')) return false;
  const pipe = wrap(operator).parent;
  const callee = pipe?.type === 'CallExpression' ? unwrap(pipe.callee) : null;
  if (pipe?.type !== 'CallExpression' || callee?.type !== 'MemberExpression') return true;
  const source = unwrap(callee.object);
  if (source.type !== 'CallExpression' || model.values.findOrigin(source.callee)?.module === 'rxjs') return true;
  const index = pipe.arguments.findIndex((it) => it === wrap(operator));
  return pipe.arguments.some((it, at) => {
    if (it.type !== 'CallExpression') return true;
    const name = getWrittenName(it.callee) ?? '';
    return REPEATING.test(name) || (at < index && CATCHING.test(name));
  });
}
