import { HANDLER_OPTIONS } from '../../boundaries/catalogue/long-lived.js';
import { findLiteralMember } from '../code/members.js';
import { type ActiveSpan, findActiveSpans, findBoundedSpans } from '../lifetimes/active-spans.js';
import type { OtelModel } from '../index.js';
import { type CallNode, type Node, isInside } from '../code/nodes.js';
import { type ContextRead, findContextReads } from '../dispatch/reads.js';
import { type RepeatedWork, findRepeatedWork } from './repeated-work.js';
import { findServers } from './servers.js';
import { isMadeStopped, isReceiverStopped, isStoppedWith } from './stops.js';

/** Work that outlives the span that is active where it is set going: all that it does continues that span's trace. */
export interface Leak {
  readonly kind: 'repeats' | 'reschedules' | 'loops' | 'serves';
  /** Where it is made. */
  readonly place: Node;
  /** The call whose context it keeps. */
  readonly call: CallNode;
  readonly span: ActiveSpan;
  /** What it reads of the context. */
  readonly read: ContextRead;
}

/** The work of a file that outlives a span, by the calls that set it going, in source order. */
export function findLeaks(model: OtelModel): readonly Leak[] {
  if (model.manager === 'unknown' || model.manager === 'stack') return [];
  const leaks = new Map<Node, Leak | null>();
  for (const read of findContextReads(model)) {
    for (const work of findRepeatedWork(read.node, model)) {
      const { kind, call } = work;
      if (leaks.has(call)) continue;
      const span = findSpans(work, model).find((bounded) => !isStoppedWith(work, bounded, model));
      leaks.set(call, span ? { kind, place: call.callee, call, span, read } : null);
    }
  }
  for (const { call, creations, isMaker, read } of findServers(model)) {
    const isStopped = isMaker ? isMadeStopped : isReceiverStopped;
    const span = findBoundedSpans(call, model).find((bounded) => !isStopped(call, bounded, model));
    if (!span) continue;
    const [creation] = creations.filter((made) => hasHandler(made, model) && isCreatedUnder(made, span, model));
    const place = (creation ?? call).callee;
    leaks.set(call, { kind: 'serves', place, call, span, read });
  }
  return [...leaks.values()]
    .filter((leak) => leak !== null)
    .sort((left, right) => left.call.range[0] - right.call.range[0]);
}

/** The spans of bounded work that some work goes on after; that of the run before, whenever it ends, where each run begins in it. */
function findSpans({ call, body, isNested }: RepeatedWork, model: OtelModel): readonly ActiveSpan[] {
  if (!isNested || !body) return findBoundedSpans(call, model);
  return findActiveSpans(call, model).filter(({ scope, start }) => isInside(scope, body) && isInside(start.node, body));
}

/** True for a call that is given handlers, such as `createServer(handler)`: not for one that makes an application. */
function hasHandler({ arguments: given }: CallNode, { values }: OtelModel): boolean {
  return given.some((argument) => {
    const value = values.dereference(argument);
    return value.type !== 'ObjectExpression' || HANDLER_OPTIONS.some((name) => findLiteralMember(value, name));
  });
}

function isCreatedUnder(creation: CallNode, { scope }: ActiveSpan, model: OtelModel): boolean {
  return findBoundedSpans(creation, model).some((span) => span.scope === scope);
}
