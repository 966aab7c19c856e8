import { checkFlow } from '../check-file.js';
import { createRule } from '../create-rule.js';
import { fixByActivating } from '../fixes/activate-span.js';
import { toFix } from '../fixes/edits.js';
import { findInactiveSpans } from '../model/lifetimes/inactive-spans.js';
import type { Work } from '../model/lifetimes/outside-work.js';
import { getSpanLifetimes } from '../model/lifetimes/span-lifetimes.js';

export const activateSpan = createRule<Work['kind'] | 'activate'>({
  name: 'activate-span',
  meta: {
    type: 'problem',
    docs: {
      description: 'Require a span to be active while work runs that starts spans or injects the context',
      recommended: 'strict',
    },
    hasSuggestions: true,
    schema: [],
    messages: {
      starts:
        "The span of line {{line}} is not active here, so the spans that this call starts are not its children. Run it in 'context.with'.",
      injects:
        "The span of line {{line}} is not active here, so the receiver of what is injected does not continue it. Run this in 'context.with'.",
      requests:
        "The span of line {{line}} is not active here, so neither the spans of this request nor those of its receiver are its children. Run it in 'context.with'.",
      runs: "The span of line {{line}} is not active here, so spans that this call leads to are not its children. Run it in 'context.with'.",
      activate: 'Make the span active for the work.',
    },
  },
  create: (context) =>
    checkFlow(context, (model, flow) => {
      for (const inactive of findInactiveSpans(model, flow, getSpanLifetimes(model, flow))) {
        const [{ kind, node }] = inactive.works;
        const edits = fixByActivating(inactive, model);
        context.report({
          node: node.callee,
          messageId: kind,
          data: { line: inactive.span.start.node.loc.start.line },
          suggest: edits ? [{ messageId: 'activate', fix: toFix(edits) }] : [],
        });
      }
    }),
});
