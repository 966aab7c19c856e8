import type { SpanLeak } from '../model/lifetimes/span-leaks.js';
import { type Edit, insertBefore } from './edits.js';

/** Hands on a function that ends the span, in place of `span.end` or `span.end()`; null for any other leak. */
export function fixEndCallback({ kind, node, span }: SpanLeak): readonly Edit[] | null {
  const name = span?.ownership.variable.name;
  if (kind === 'unbound' && name !== undefined) return [{ range: node.range, text: `() => ${name}.end()` }];
  return kind === 'invoked' ? [insertBefore(node, '() => ')] : null;
}

/** Listens to `close`, which comes last on every outcome. Null for several events, and for one that is not written as a text. */
export function fixByListeningToClose({ missed }: SpanLeak): readonly Edit[] | null {
  const [event] = missed?.call.arguments ?? [];
  if (missed?.events.length !== 1 || event?.type !== 'Literal') return null;
  return [{ range: [event.range[0] + 1, event.range[1] - 1], text: 'close' }];
}
