import { type CallNode, getWrittenName, unwrap, wrap } from '../model/code/nodes.js';
import type { MisplacedEnd } from '../model/lifetimes/misplaced-ends.js';
import type { SpanLeak } from '../model/lifetimes/span-leaks.js';
import { type Edit, insertAfter, insertBefore } from './edits.js';

/**
 * Hands on a function that ends the span, in place of `span.end` or `span.end()`, or calls an `end` that is only named.
 * Null where the call would be awaited.
 */
export function fixMisplacedEnd({ kind, node, taker }: MisplacedEnd): readonly Edit[] | null {
  const call = kind === 'invoked' ? [] : [insertAfter(node, '()')];
  if (!taker) return wrap(node).parent?.type === 'AwaitExpression' ? null : call;
  return [...fixReaction(taker), insertBefore(node, '() => '), ...call];
}

/** `then` and `catch` alone end it on one outcome; they pass the outcome on for as long as they are given no function, as `finally` does. */
function fixReaction(taker: CallNode): readonly Edit[] {
  const callee = unwrap(taker.callee);
  const isOne = taker.arguments.length === 1 && /^(?:then|catch)$/u.test(getWrittenName(taker.callee) ?? '');
  return isOne && callee.type === 'MemberExpression' && !callee.computed
    ? [{ range: callee.property.range, text: 'finally' }]
    : [];
}

/**
 * Listens to `close`, which comes last on every outcome. Null for several events, for one that is not written as a text,
 * and where `close` would come too late or does not come.
 */
export function fixByListeningToClose({ missed }: SpanLeak): readonly Edit[] | null {
  const [event] = missed?.call.arguments ?? [];
  if (missed?.events.length !== 1 || event?.type !== 'Literal' || missed.remedy.isMore) return null;
  if (missed.remedy.event !== 'close') return null;
  return [{ range: [event.range[0] + 1, event.range[1] - 1], text: 'close' }];
}
