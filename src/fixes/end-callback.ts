import type { MisplacedEnd } from '../model/lifetimes/misplaced-ends.js';
import type { SpanLeak } from '../model/lifetimes/span-leaks.js';
import { type Edit, insertAfter, insertBefore } from './edits.js';

/** Hands on a function that ends the span, in place of `span.end` or `span.end()`; calls an `end` that is only named. */
export function fixMisplacedEnd({ kind, node }: MisplacedEnd): readonly Edit[] {
  const call = kind === 'invoked' ? [] : [insertAfter(node, '()')];
  return kind === 'uncalled' ? call : [insertBefore(node, '() => '), ...call];
}

/** Listens to `close`, which comes last on every outcome. Null for several events, and for one that is not written as a text. */
export function fixByListeningToClose({ missed }: SpanLeak): readonly Edit[] | null {
  const [event] = missed?.call.arguments ?? [];
  if (missed?.events.length !== 1 || event?.type !== 'Literal') return null;
  return [{ range: [event.range[0] + 1, event.range[1] - 1], text: 'close' }];
}
