import { checkFlow } from '../check-file.js';
import { createRule } from '../create-rule.js';
import { insertBefore, toFix } from '../fixes/edits.js';
import { type EarlyEnd, findEarlyEnds } from '../model/lifetimes/early-ends.js';
import { getSpanLifetimes } from '../model/lifetimes/span-lifetimes.js';

export const noEarlySpanEnd = createRule<EarlyEnd['kind'] | 'awaitWork'>({
  name: 'no-early-span-end',
  meta: {
    type: 'problem',
    docs: {
      description: 'Disallow ending a span before the asynchronous work under it has settled',
      recommended: 'recommended',
    },
    hasSuggestions: true,
    schema: [],
    messages: {
      returned:
        "The 'finally' of line {{line}} ends the span before this promise settles: the span misses its time and its errors. Await it.",
      floating:
        'Nothing waits for this work, and line {{line}} ends the span at once: the span misses its time, and its spans get an ended parent. Await it.',
      kept: 'This ends the span while the promise of line {{line}} is pending: the span misses its time and its errors. End it when the promise settles.',
      lazy: 'Nothing of this has run when line {{line}} ends the span: it begins when somebody subscribes to it or asks it for values. End the span when that is over.',
      awaitWork: 'Await the work.',
    },
  },
  create: (context) =>
    checkFlow(context, (model, flow) => {
      for (const { kind, node, work, line, isAwaitable } of findEarlyEnds(model, flow, getSpanLifetimes(model, flow))) {
        context.report({
          node,
          messageId: kind,
          data: { line },
          suggest: isAwaitable ? [{ messageId: 'awaitWork', fix: toFix([insertBefore(work, 'await ')]) }] : [],
        });
      }
    }),
});
