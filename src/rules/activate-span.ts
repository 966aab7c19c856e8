import { checkFlow } from '../check-file.js';
import { createRule } from '../create-rule.js';
import { fixByActivating } from '../fixes/activate-span.js';
import { toFix } from '../fixes/edits.js';
import { findInactiveSpans, type Work } from '../model/lifetimes/inactive-spans.js';
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
        "This span is never active, so the spans that line {{line}} starts are not its children. Run the work in 'context.with'.",
      injects:
        "This span is never active, so the receiver of what line {{line}} injects does not continue it. Run the work in 'context.with'.",
      runs: "This span is never active, so spans that line {{line}} leads to are not its children. Run the work in 'context.with'.",
      activate: 'Make the span active for the work.',
    },
  },
  create: (context) =>
    checkFlow(context, (model, flow) => {
      for (const inactive of findInactiveSpans(model, flow, getSpanLifetimes(model, flow))) {
        const [{ kind, node }] = inactive.works;
        const edits = fixByActivating(inactive, model);
        context.report({
          node: inactive.span.start.node.callee,
          messageId: kind,
          data: { line: node.loc.start.line },
          suggest: edits ? [{ messageId: 'activate', fix: toFix(edits) }] : [],
        });
      }
    }),
});
