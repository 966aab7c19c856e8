import {
  type Outcome,
  beginnings,
  namedClasses,
  outcomes,
  parameterClasses,
} from '../../boundaries/catalogue/outcomes.js';
import type { OtelModel } from '../index.js';
import { type Node, unwrap, wrap } from '../code/nodes.js';
import { getAncestry } from '../code/origin.js';
import type { SpanOwnership } from './ownership.js';
import type { EndingListener } from './span-uses.js';

/** An outcome of which no event is listened to that ends the span. */
export interface MissedEvent {
  /** What the events come from, as it is written. */
  readonly receiver: string;
  /** The events that end the span. */
  readonly events: readonly string[];
  /** Completes "when ...". */
  readonly when: string;
  /** The event to end it on; `isMore` where those that end it now stay. */
  readonly remedy: { readonly event: string; readonly isMore: boolean };
  /** The first of the calls that listen. */
  readonly call: EndingListener['call'];
}

const MEASURED = new Set(Object.values(outcomes).flatMap((all) => all.flatMap(({ events }) => events)));
const MAX_DEPTH = 10;
const MAX_PARAMETERS = 3;

/** The outcome that none of the events tells of by which alone the span is ended; null when there is none, and when more than one emitter may end it. */
export function findMissedEvent(ownership: SpanOwnership, owner: Node, model: OtelModel): MissedEvent | null {
  const found = findListeners(ownership, owner) ?? [];
  const listeners = [...found].sort((left, right) => left.call.range[1] - right.call.range[1]);
  const [first] = listeners;
  if (!first) return null;
  const receiver = model.sourceCode.getText(first.receiver);
  const isOne = listeners.every((other) => isSame(other.receiver, first.receiver, model));
  if (!isOne || listeners.some(({ event }) => event === null)) return null;
  const events = [...new Set(listeners.flatMap(({ event }) => event ?? []))];
  const known = findOutcomes(first.receiver, receiver, model);
  // Of an event that was not measured, nobody can tell when it comes.
  if (!known || !events.every((event) => MEASURED.has(event))) return null;
  if (!known.some((outcome) => outcome.events.some((event) => events.includes(event)))) return null;
  const missed = known.find((outcome) => !outcome.events.some((event) => events.includes(event)));
  return missed ? { receiver, events, when: missed.when, remedy: getRemedy(missed, events), call: first.call } : null;
}

function getRemedy({ events: missed }: Outcome, events: readonly string[]): MissedEvent['remedy'] {
  const isMore = events.every((event) => beginnings.has(event));
  return { event: (isMore ? missed[0] : missed.at(-1)) ?? '', isMore };
}

/** The listeners that may end the span; null when anything else may, too. */
function findListeners(ownership: SpanOwnership, owner: Node, depth = 0): readonly EndingListener[] | null {
  const { ends, escapes, listeners, runs, callbacks } = ownership.getUses(owner);
  if (ends.length > 0 || depth > MAX_DEPTH) return null;
  const found = [...listeners];
  for (const escape of escapes) {
    if (listeners.some(({ call }) => call === escape)) continue;
    const target = (runs.find(({ call }) => call === escape) ?? callbacks.find(({ node }) => node === escape))?.target;
    const inner = target && ownership.mentions(target) ? findListeners(ownership, target, depth + 1) : null;
    if (!inner) return null;
    found.push(...inner);
  }
  return found;
}

/** True when both are written alike, and name the same variable. */
function isSame(one: Node, other: Node, model: OtelModel): boolean {
  if (model.sourceCode.getText(one) !== model.sourceCode.getText(other)) return false;
  const variables = [one, other].map((node) => {
    let root = unwrap(node);
    while (root.type === 'MemberExpression') root = unwrap(root.object);
    return root.type === 'Identifier' ? model.bindings.findVariable(root) : root.type;
  });
  return variables[0] === variables[1];
}

function findOutcomes(receiver: Node, text: string, model: OtelModel): readonly Outcome[] | null {
  const origin = model.values.findOrigin(receiver);
  if (!origin) {
    const given = findParameterClass(receiver, model);
    if (given) return getOutcomes(given);
    // Nearly every handler of every framework names it so.
    return /(?:^|\.)(?:res|response)$/u.test(text) ? getOutcomes('http:ServerResponse') : null;
  }
  if (!origin.isInstance) return null;
  for (const key of getAncestry(origin)) {
    const found = outcomes[namedClasses[key] ?? key];
    if (found) return found;
  }
  return null;
}

function getOutcomes(name: string): readonly Outcome[] | null {
  for (const key of getAncestry({ ...split(name), isInstance: true })) {
    const found = outcomes[key];
    if (found) return found;
  }
  return null;
}

function split(name: string): { module: string; path: string } {
  const at = name.indexOf(':');
  return { module: name.slice(0, at), path: name.slice(at + 1) };
}

/** The class of a parameter of a callback, as the call says that is given the callback. */
function findParameterClass(receiver: Node, model: OtelModel): string | null {
  const name = unwrap(receiver);
  const variable = name.type === 'Identifier' ? model.bindings.findVariable(name) : null;
  const [definition] = variable?.defs ?? [];
  if (!definition || definition.type !== 'Parameter') return null;
  const callback = definition.node;
  const index = callback.params.findIndex((parameter) => parameter === definition.name);
  // With four parameters the first is the error that a handler before this one failed with.
  if (callback.params.length > MAX_PARAMETERS) return null;
  const call = wrap(callback).parent;
  if (call?.type !== 'CallExpression' || call.arguments.at(-1) !== wrap(callback)) return null;
  const origin = model.values.findOrigin(call.callee);
  const keys = origin ? getAncestry(origin) : [];
  return keys.flatMap((key) => parameterClasses[key]?.[index] ?? [])[0] ?? null;
}
