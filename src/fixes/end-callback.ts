import type { SpanLeak } from '../model/lifetimes/span-leaks.js';
import { getStringValue } from '../model/code/nodes.js';
import { type Edit, insertBefore } from './edits.js';

/** Hands on a function that ends the span, in place of `span.end` or `span.end()`; null for any other leak. */
export function fixEndCallback({ kind, node, span }: SpanLeak): readonly Edit[] | null {
  const name = span?.ownership.variable.name;
  if (kind === 'unbound' && name !== undefined) return [{ range: node.range, text: `() => ${name}.end()` }];
  return kind === 'invoked' ? [insertBefore(node, '() => ')] : null;
}

/** Listens to `close`, which comes after `finish` and also without it. Null where the event is not written as a text. */
export function fixByListeningToClose({ node }: SpanLeak): readonly Edit[] | null {
  const event = node.type === 'CallExpression' ? node.arguments[0] : undefined;
  if (!event || event.type !== 'Literal' || getStringValue(event) !== 'finish') return null;
  return [{ range: [event.range[0] + 1, event.range[1] - 1], text: 'close' }];
}
